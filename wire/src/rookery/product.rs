//! Products as visitors, and those who keep the shop, read them.
use domain::realtime::LiveTopic;
use domain::shop::Money;
use domain::shop::catalog::{Listing, PageShown};
use domain::shop::pim::{ImageUrl, ProductId, TaxClass, Wording};
use serde::{Serialize, Serializer};
use service::shop::{Known, KnownStock};
use std::sync::Arc;

/// What a product is like.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Product<'a> {
    /// What it is known by.
    pub id: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// A line that says what it is; may be empty.
    pub description: &'a str,
    /// All that there is to say; may be empty.
    pub long_text: &'a str,
    /// What kind of thing it is; may be empty.
    pub category: &'a str,
    /// A small picture.
    pub small_image: Option<&'a str>,
    /// A large one.
    pub large_image: Option<&'a str>,
    /// For one.
    pub price: Price<'a>,
    /// How it is taxed.
    pub tax_class: &'a str,
}

/// A product as visitors find it in the catalogue.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ListedProduct<'a> {
    /// What it is like.
    #[serde(flatten)]
    pub product: Product<'a>,
    /// So many pieces can be had.
    pub available: u64,
    /// The topic of the gateway on which changes of it are told.
    #[serde(serialize_with = "written")]
    pub topic: LiveTopic,
}

/// A stock as whoever keeps the shop knows it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Stock<'a> {
    /// Of what.
    pub id: &'a str,
    /// So many pieces are there.
    pub on_hand: u64,
    /// So many of them are promised to orders.
    pub reserved: u64,
    /// How often something has happened to it: whoever says it when they count overwrites nobody.
    pub version: u64,
}

/// A sum.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Price<'a> {
    /// In minor units: cents, where there are such.
    pub amount: u64,
    /// Of what: three capital letters.
    pub currency: &'a str,
}

/// A product as whoever keeps the shop knows it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct KeptProduct<'a> {
    /// What visitors read, if they find it.
    #[serde(flatten)]
    pub product: Product<'a>,
    /// Whether it is not sold.
    pub disabled: bool,
    /// How often something has happened to it: whoever says it when they change it overwrites nobody.
    pub version: u64,
}

impl<'a> Product<'a> {
    fn new(id: &'a ProductId, wording: &'a Wording, price: &'a Money, tax_class: TaxClass) -> Self {
        Self {
            id: id.as_str(),
            name: wording.name.as_str(),
            description: wording.description.as_str(),
            long_text: wording.long_text.as_str(),
            category: wording.category.as_str(),
            small_image: wording.small_image.as_ref().map(ImageUrl::as_str),
            large_image: wording.large_image.as_ref().map(ImageUrl::as_str),
            price: Price { amount: price.amount(), currency: price.currency().as_str() },
            tax_class: tax_class.as_str(),
        }
    }
}

impl<'a> From<&'a Listing> for ListedProduct<'a> {
    fn from(listing: &'a Listing) -> Self {
        let product = Product::new(&listing.product, &listing.wording, &listing.price, listing.tax_class);
        let topic = LiveTopic::product(&listing.product);
        Self { product, available: listing.available.number(), topic }
    }
}

/// A topic as clients name it.
pub(super) fn written<S: Serializer>(topic: &LiveTopic, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(topic)
}

impl<'a> From<&'a KnownStock> for Stock<'a> {
    fn from(known: &'a KnownStock) -> Self {
        Self {
            id: known.product.as_str(),
            on_hand: known.on_hand.number(),
            reserved: known.reserved.number(),
            version: known.version,
        }
    }
}

/// A product as visitors find it, as JSON: it is written once, and sent as often as it is asked for.
#[must_use]
pub fn product_found(listing: &Listing) -> &str {
    // there is nothing in it that can't be written
    listing.written.or(|| serde_json::to_string(&ListedProduct::from(listing)).unwrap_or_default())
}

/// A page of the catalogue, as JSON: its `products`, its number from 1 as `page`, how many `pages` there are, and how many products in `total`.
#[must_use]
pub fn product_page(page: &PageShown<Arc<Listing>>) -> String {
    let products: Vec<&str> = page.items.iter().map(|listing| product_found(listing)).collect();
    let products = products.join(",");
    let PageShown { number, pages, total, .. } = page;
    format!(r#"{{"products":[{products}],"page":{number},"pages":{pages},"total":{total}}}"#)
}

impl<'a> From<&'a Known> for KeptProduct<'a> {
    fn from(known: &'a Known) -> Self {
        let told = &known.product;
        Self {
            product: Product::new(&told.product, &told.wording, &told.price, told.tax_class),
            disabled: told.disabled,
            version: known.version,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::shop::catalog::{Catalog, CatalogEvent, PageAsked, ProductListed, Sort};
    use domain::shop::pim::{Category, LongText, ProductName, Summary};
    use serde_json::{Value, json};

    use super::*;

    fn catalog() -> Catalog {
        let mut catalog = Catalog::default();
        for (at, id) in [(1, "rook"), (2, "crow")] {
            let wording = Wording {
                name: ProductName::parse(&format!("a \"{id}\"\n")).unwrap(),
                description: Summary::default(),
                long_text: LongText::default(),
                category: Category::default(),
                small_image: None,
                large_image: None,
            };
            let (product, price) = (ProductId::parse(id).unwrap(), Money::price(Some(1995), "EUR").unwrap());
            let listed = ProductListed { product, wording, price, tax_class: TaxClass::Standard };
            catalog.apply(at, &CatalogEvent::Listed(listed));
        }
        catalog.settle();
        catalog
    }

    fn page(catalog: &Catalog, size: i64) -> Value {
        let asked = PageAsked::parse(None, Some(size), Sort::Newest, None).unwrap();
        serde_json::from_str(&product_page(&catalog.page(&asked))).unwrap()
    }

    #[test]
    fn a_page_is_written_as_its_products_are() {
        let catalog = catalog();
        let crow = catalog.find(&ProductId::parse("crow").unwrap()).unwrap();
        let shown = page(&catalog, 1);
        assert_eq!(shown["products"], json!([serde_json::to_value(ListedProduct::from(&**crow)).unwrap()]));
        assert_eq!((&shown["page"], &shown["pages"], &shown["total"]), (&json!(1), &json!(2), &json!(2)));
        assert_eq!(page(&catalog, 2)["products"].as_array().unwrap().len(), 2);
        assert_eq!(page(&Catalog::default(), 2)["products"], json!([]));
    }
}
