//! A product, and what happens when it is to be another.
use serde::{Deserialize, Serialize};

use super::event::{ProductDescribed, ProductPriced, ProductSwitched};
use super::{
    Category, ImageUrl, LongText, PimEvent, ProductChanged, ProductId, ProductName, Summary, Wording,
};
use crate::shop::{Money, MoneyRule, SheetRule, ShopRule};

/// How something is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxClass {
    /// As most things are.
    #[default]
    Standard,
    /// Less.
    Reduced,
    /// Not at all.
    Zero,
}

impl TaxClass {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Reduced, Self::Zero];

    /// Reads one; nothing said is the usual one.
    pub fn parse(raw: &str) -> Result<Self, ShopRule> {
        match raw {
            "" => Ok(Self::default()),
            raw => Self::ALL.into_iter().find(|class| class.as_str() == raw).ok_or(ShopRule::Tax),
        }
    }

    /// Our word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Reduced => "reduced",
            Self::Zero => "zero",
        }
    }
}

/// Something that is sold, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// What it is known by.
    pub id: ProductId,
    /// What is said of it.
    pub wording: Wording,
    /// For one.
    pub price: Money,
    /// How it is taxed.
    pub tax_class: TaxClass,
    /// Whether it is not sold any more.
    pub disabled: bool,
}

/// What somebody says of a product, in words.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProductForm<'a> {
    /// What it is to be known by.
    pub id: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// A line that says what it is.
    pub description: &'a str,
    /// All that there is to say.
    pub long_text: &'a str,
    /// What kind of thing it is.
    pub category: &'a str,
    /// Where a small picture is.
    pub small_image: &'a str,
    /// Where a large one is.
    pub large_image: &'a str,
    /// For one, in minor units.
    pub price: Option<i64>,
    /// Of what.
    pub currency: &'a str,
    /// How it is taxed.
    pub tax_class: &'a str,
    /// Whether it is not sold.
    pub disabled: bool,
}

impl<'a> ProductForm<'a> {
    /// A row of a sheet, whose prices are in that currency.
    pub fn of_row(fields: &'a [String], currency: &'a str) -> Result<Self, SheetRule> {
        let [id, name, description, long_text, category, small_image, large_image, price] = fields else {
            return Err(SheetRule::Product { found: fields.len() });
        };
        let price = price.trim().parse().ok();
        let form = Self {
            id,
            name,
            description,
            long_text,
            category,
            small_image,
            large_image,
            price,
            ..Self::default()
        };
        Ok(Self { currency, ..form })
    }
}

impl Product {
    /// Reads what somebody says of one.
    pub fn parse(form: &ProductForm<'_>) -> Result<Self, ShopRule> {
        let unpriced = |rule| {
            let field = if rule == MoneyRule::Currency { "currency" } else { "price" };
            ShopRule::Money { field, rule }
        };
        Ok(Self {
            id: ProductId::parse(form.id)?,
            wording: Wording {
                name: ProductName::parse(form.name)?,
                description: Summary::parse(form.description)?,
                long_text: LongText::parse(form.long_text)?,
                category: Category::parse(form.category)?,
                small_image: ImageUrl::parse(form.small_image, "small_image")?,
                large_image: ImageUrl::parse(form.large_image, "large_image")?,
            },
            price: Money::price(form.price, form.currency).map_err(unpriced)?,
            tax_class: TaxClass::parse(form.tax_class)?,
            disabled: form.disabled,
        })
    }

    /// About how many bytes it takes to write it down.
    #[must_use]
    pub fn weight(&self) -> usize {
        let Wording { name, description, long_text, category, small_image, large_image } = &self.wording;
        let texts = name.as_str().len() + description.as_str().len() + category.as_str().len();
        let images = [small_image, large_image].into_iter().flatten().map(|image| image.as_str().len());
        texts + long_text.as_str().len() + images.sum::<usize>() + 300
    }

    /// What happens when it is to be like this, and was like that before, if it was: nothing if it is so already.
    #[must_use]
    pub fn put(self, known: Option<&Self>) -> Vec<PimEvent> {
        let product = || self.id.clone();
        let mut events = Vec::new();
        if known.is_none_or(|known| known.wording != self.wording) {
            let wording = self.wording.clone();
            events.push(PimEvent::Described(ProductDescribed { product: product(), wording }));
        }
        let costs = |known: &Self| (&known.price, known.tax_class) == (&self.price, self.tax_class);
        if !known.is_some_and(costs) {
            let (price, tax_class) = (self.price.clone(), self.tax_class);
            events.push(PimEvent::Priced(ProductPriced { product: product(), price, tax_class }));
        }
        match (known.is_some_and(|known| known.disabled), self.disabled) {
            (false, true) => events.push(PimEvent::Disabled(ProductSwitched { product: product() })),
            (true, false) => events.push(PimEvent::Enabled(ProductSwitched { product: product() })),
            _ => {}
        }
        if !events.is_empty() {
            events.push(PimEvent::Changed(self.into()));
        }
        events
    }

    /// What happens when it is not to be sold any more.
    #[must_use]
    pub fn disable(&self) -> Vec<PimEvent> {
        Self { disabled: true, ..self.clone() }.put(Some(self))
    }
}

impl From<Product> for ProductChanged {
    fn from(product: Product) -> Self {
        let Product { id, wording, price, tax_class, disabled } = product;
        Self { product: id, wording, price, tax_class, disabled }
    }
}

impl From<ProductChanged> for Product {
    fn from(told: ProductChanged) -> Self {
        let ProductChanged { product, wording, price, tax_class, disabled } = told;
        Self { id: product, wording, price, tax_class, disabled }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shop::ShopEvent;

    fn product(name: &str, price: i64, disabled: bool) -> Product {
        Product {
            id: ProductId::parse("rook").unwrap(),
            wording: Wording {
                name: ProductName::parse(name).unwrap(),
                description: Summary::default(),
                long_text: LongText::default(),
                category: Category::default(),
                small_image: None,
                large_image: None,
            },
            price: Money::price(Some(price), "EUR").unwrap(),
            tax_class: TaxClass::Standard,
            disabled,
        }
    }

    fn kinds(events: &[PimEvent]) -> Vec<&str> {
        events.iter().map(|event| event.kind().trim_start_matches("pim.product_")).collect()
    }

    #[test]
    fn only_what_differs_happens_and_what_is_equal_does_not() {
        let known = product("rook", 995, false);
        let put = |wanted: Product| wanted.put(Some(&known));
        assert_eq!(kinds(&known.clone().put(None)), ["described", "priced", "changed"]);
        assert_eq!(
            kinds(&product("rook", 995, true).put(None)),
            ["described", "priced", "disabled", "changed"]
        );
        assert_eq!(put(known.clone()), []);
        assert_eq!(kinds(&put(product("crow", 995, false))), ["described", "changed"]);
        assert_eq!(kinds(&put(product("rook", 996, false))), ["priced", "changed"]);
        assert_eq!(kinds(&known.disable()), ["disabled", "changed"]);
        let gone = product("rook", 995, true);
        assert_eq!(gone.disable(), []);
        assert_eq!(kinds(&known.clone().put(Some(&gone))), ["enabled", "changed"]);
    }

    #[test]
    fn a_tax_class_is_a_word() {
        assert_eq!(
            (TaxClass::parse(""), TaxClass::parse("zero")),
            (Ok(TaxClass::Standard), Ok(TaxClass::Zero))
        );
        assert_eq!(TaxClass::parse("some"), Err(ShopRule::Tax));
    }

    proptest! {
        #[test]
        fn what_is_told_last_is_how_it_is(steps in prop::collection::vec((0_usize..3, 0_i64..3, any::<bool>()), 1..20)) {
            let mut known: Option<Product> = None;
            for (name, price, disabled) in steps {
                let wanted = product(["rook", "crow", "daw"][name], price, disabled);
                let events = wanted.clone().put(known.as_ref());
                prop_assert_eq!(events.is_empty(), known.as_ref() == Some(&wanted));
                if let Some(PimEvent::Changed(told)) = events.last() {
                    known = Some(told.clone().into());
                }
                prop_assert_eq!(known.as_ref(), Some(&wanted));
            }
        }
    }
}
