//! A cart as somebody is shown it: what an order will have to be like, to the letter.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Cart, Quantity};
use crate::shop::Money;
use crate::shop::catalog::Listing;
use crate::shop::pim::{ImageUrl, ProductId, ProductName, TaxClass};

/// A line of a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineShown {
    /// What.
    pub product: ProductId,
    /// How many.
    pub quantity: Quantity,
    /// Of all that an order would take from this line; of none, where it was told by a server that knew of no orders.
    #[serde(default)]
    pub hash: Uuid,
    /// What is known of it; nothing if nobody sells it any more, so that it can't be ordered.
    pub sold: Option<SoldLine>,
}

/// What is known of a line that can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldLine {
    /// What it is called.
    pub name: ProductName,
    /// A small picture.
    pub small_image: Option<ImageUrl>,
    /// For one.
    pub unit_price: Money,
    /// For all of them.
    pub total: Money,
    /// How it is taxed.
    #[serde(default)]
    pub tax_class: TaxClass,
    /// Whether there are so many.
    pub in_stock: bool,
    /// Whether there are more.
    pub more_in_stock: bool,
}

/// A cart as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartShown {
    /// Which; nothing as long as nothing was ever put into it.
    pub id: Option<Uuid>,
    /// How often something has happened to it.
    pub version: u64,
    /// Of all that an order depends on: another hash is another cart.
    pub hash: Uuid,
    /// What is in it.
    pub lines: Vec<LineShown>,
    /// For everything that can be had; nothing where there is nothing, or what has come to be of two currencies.
    pub total: Option<Money>,
}

/// The root of all hashes.
const ROOT: Uuid = Uuid::from_u128(0x019a_a62b_6d1c_7d11_8a0c_2f4b_93e5_70c1);

impl CartShown {
    /// One with nothing in it, of which nothing more is known.
    pub(crate) fn of_nobody() -> Self {
        Self { id: None, version: 0, hash: Uuid::nil(), lines: vec![], total: None }
    }

    /// The cart as it is to be shown now. `sold` finds what visitors find.
    pub fn of<'a>(
        id: Option<Uuid>,
        version: u64,
        cart: &Cart,
        sold: impl Fn(&ProductId) -> Option<&'a Listing>,
    ) -> Self {
        let line = |(product, quantity): (&ProductId, Quantity)| {
            let sold = sold(product).and_then(|listing| SoldLine::of(listing, quantity));
            let hash = hash_of_line(product, quantity, sold.as_ref());
            LineShown { product: product.clone(), quantity, hash, sold }
        };
        let lines: Vec<LineShown> = cart.lines().map(line).collect();
        let mut totals = lines.iter().filter_map(|line| line.sold.as_ref()).map(|sold| &sold.total);
        let first = totals.next().cloned();
        let total = first.and_then(|first| totals.try_fold(first, |sum, more| sum.plus(more).ok()));
        Self { id, version, hash: hash(&lines, total.as_ref()), lines, total }
    }

    /// What is in it that was not shown like this. Each line that was shown is known by its product and its hash.
    #[must_use]
    pub fn unlike(&self, shown: &BTreeMap<ProductId, Uuid>) -> Vec<ProductId> {
        let ours: BTreeMap<&ProductId, Uuid> =
            self.lines.iter().map(|line| (&line.product, line.hash)).collect();
        let come = ours.iter().filter(|(product, hash)| shown.get(**product) != Some(*hash));
        let gone = shown.keys().filter(|product| !ours.contains_key(product));
        come.map(|(product, _)| *product).chain(gone).cloned().collect()
    }
}

impl SoldLine {
    fn of(listing: &Listing, quantity: Quantity) -> Option<Self> {
        let wanted = quantity.number();
        Some(Self {
            name: listing.wording.name.clone(),
            small_image: listing.wording.small_image.clone(),
            unit_price: listing.price.clone(),
            total: listing.price.times(wanted).ok()?,
            tax_class: listing.tax_class,
            in_stock: listing.available.number() >= wanted,
            more_in_stock: listing.available.number() > wanted,
        })
    }
}

/// All that an order takes from a line, word by word; the name comes last because it alone has spaces.
fn hash_of_line(product: &ProductId, quantity: Quantity, sold: Option<&SoldLine>) -> Uuid {
    let known = sold.map_or("-".to_owned(), |sold| {
        let image = sold.small_image.as_ref().map_or("-", ImageUrl::as_str);
        let (tax, name) = (sold.tax_class.as_str(), sold.name.as_str());
        format!("{} {} {tax} {image} {name}", sum(&sold.unit_price), sum(&sold.total))
    });
    Uuid::new_v5(&ROOT, format!("{product} {} {known}", quantity.number()).as_bytes())
}

/// All lines, and what they come to.
fn hash(lines: &[LineShown], total: Option<&Money>) -> Uuid {
    let total = total.map_or("-".to_owned(), sum);
    let words: Vec<String> = lines.iter().map(|line| line.hash.to_string()).chain([total]).collect();
    Uuid::new_v5(&ROOT, words.join("\n").as_bytes())
}

fn sum(money: &Money) -> String {
    format!("{} {}", money.amount(), money.currency())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Agreed, CartRule, OrderRule, QuantityChanged};
    use super::*;
    use crate::shop::fulfilment::Pieces;
    use crate::shop::pim::{Category, LongText, Summary, TaxClass, Wording};
    use crate::shop::{ShopRule, catalog};

    fn listing(id: &str, price: i64, currency: &str, available: i64) -> Listing {
        let wording = Wording {
            name: ProductName::parse(id).unwrap(),
            description: Summary::default(),
            long_text: LongText::default(),
            category: Category::default(),
            small_image: None,
            large_image: None,
        };
        let mut all = catalog::Catalog::default();
        let product = ProductId::parse(id).unwrap();
        let price = Money::price(Some(price), currency).unwrap();
        let available = Pieces::parse(Some(available)).unwrap();
        all.apply(
            1,
            &catalog::CatalogEvent::Available(catalog::AvailabilityChanged {
                product: product.clone(),
                available,
            }),
        );
        all.apply(
            2,
            &catalog::CatalogEvent::Listed(catalog::ProductListed {
                product: product.clone(),
                wording,
                price,
                tax_class: TaxClass::default(),
            }),
        );
        Listing::clone(all.find(&product).unwrap())
    }

    fn put(cart: &mut Cart, sold: &[Listing], id: &str, quantity: i64) -> Result<bool, CartRule> {
        let (product, quantity) = (ProductId::parse(id).unwrap(), Quantity::parse(Some(quantity)).unwrap());
        let found = |id: &ProductId| sold.iter().find(|listing| listing.product == *id);
        let changed: Option<QuantityChanged> = cart.put(Uuid::nil(), &product, quantity, found)?;
        if let Some(event) = &changed {
            cart.apply(event);
        }
        Ok(changed.is_some())
    }

    fn shown(cart: &Cart, sold: &[Listing]) -> CartShown {
        CartShown::of(None, 0, cart, |id| sold.iter().find(|listing| listing.product == *id))
    }

    #[test]
    fn a_quantity_is_what_was_asked_for_and_never_negative() {
        for bad in [None, Some(-1), Some(1_000), Some(i64::MIN), Some(i64::MAX)] {
            assert_eq!(Quantity::parse(bad), Err(ShopRule::Quantity), "{bad:?}");
        }
        let (mut cart, sold) = (Cart::default(), [listing("rook", 1_995, "EUR", 5)]);
        assert_eq!(put(&mut cart, &sold, "rook", 3), Ok(true), "adding sets to what was said, not to 1");
        assert_eq!(put(&mut cart, &sold, "rook", 3), Ok(false));
        let line = shown(&cart, &sold).lines.remove(0);
        let line = (line.quantity.number(), line.sold.unwrap());
        assert_eq!(
            (line.0, line.1.total.amount(), line.1.in_stock, line.1.more_in_stock),
            (3, 5_985, true, true)
        );
        put(&mut cart, &sold, "rook", 5).unwrap();
        let line = shown(&cart, &sold).lines.remove(0).sold.unwrap();
        assert_eq!((line.in_stock, line.more_in_stock), (true, false));
        put(&mut cart, &sold, "rook", 6).unwrap();
        assert!(!shown(&cart, &sold).lines[0].sold.as_ref().unwrap().in_stock);
        assert_eq!(put(&mut cart, &sold, "rook", 0), Ok(true));
        assert_eq!((shown(&cart, &sold).lines.len(), shown(&cart, &sold).total), (0, None));
    }

    #[test]
    fn a_disabled_product_leaves_a_line_that_says_so_and_can_be_taken_out() {
        let (mut cart, sold) =
            (Cart::default(), [listing("rook", 1_995, "EUR", 5), listing("crow", 5, "EUR", 1)]);
        for id in ["rook", "crow"] {
            put(&mut cart, &sold, id, 1).unwrap();
        }
        let before = shown(&cart, &sold);
        let after = shown(&cart, &sold[1..]);
        assert_eq!((after.lines.len(), after.lines[1].sold.is_none()), (2, true));
        assert_eq!((before.total.unwrap().amount(), after.total.unwrap().amount()), (2_000, 5));
        assert_ne!(before.hash, after.hash);
        assert_eq!(put(&mut cart, &sold[1..], "rook", 2), Err(CartRule::NotSold));
        assert_eq!(put(&mut cart, &sold[1..], "rook", 0), Ok(true));
        assert_eq!(
            put(&mut cart, &sold[1..], "rook", 0),
            Err(CartRule::NotSold),
            "nobody knows what that is"
        );
    }

    #[test]
    fn a_cart_is_of_one_currency_and_has_an_end() {
        let mut cart = Cart::default();
        let mut sold: Vec<Listing> =
            (0..=Cart::LINES).map(|n| listing(&format!("p{n}"), 1_000_000_000, "EUR", 1)).collect();
        sold.push(listing("yen", 1, "JPY", 1));
        put(&mut cart, &sold, "p0", 999).unwrap();
        assert_eq!(put(&mut cart, &sold, "yen", 1), Err(CartRule::Mixed));
        for n in 1..Cart::LINES {
            put(&mut cart, &sold, &format!("p{n}"), 999).unwrap();
        }
        assert_eq!(put(&mut cart, &sold, &format!("p{}", Cart::LINES), 1), Err(CartRule::Full));
        assert_eq!(
            shown(&cart, &sold).total.unwrap().amount(),
            99_900_000_000_000,
            "the largest cart is a sum"
        );
        sold[0] = listing("p0", 1, "JPY", 1);
        assert_eq!(shown(&cart, &sold).total, None, "what came to be of two currencies has no sum");
    }

    #[test]
    fn what_a_guest_wanted_is_added_to_what_there_is() {
        let sold = [
            listing("rook", 1_995, "EUR", 5),
            listing("crow", 5, "EUR", 2),
            listing("daw", 5, "EUR", 0),
            listing("yen", 1, "JPY", 9),
        ];
        let filled = |wanted: &[(&str, i64)]| {
            let mut cart = Cart::default();
            for (id, quantity) in wanted {
                put(&mut cart, &sold, id, *quantity).unwrap();
            }
            cart
        };
        let check = |mine: &[(&str, i64)], guests: &[(&str, i64)], expected: &[(&str, u64)]| {
            let mut cart = filled(mine);
            let found = |id: &ProductId| sold.iter().find(|listing| listing.product == *id);
            for event in cart.join(Uuid::nil(), &filled(guests), found) {
                cart.apply(&event);
            }
            let lines: Vec<(&str, u64)> =
                cart.lines().map(|(id, quantity)| (id.as_str(), quantity.number())).collect();
            assert_eq!(lines, expected, "{mine:?} and {guests:?}");
        };
        check(&[], &[("rook", 2), ("crow", 1)], &[("crow", 1), ("rook", 2)]);
        check(&[("rook", 2)], &[("rook", 2)], &[("rook", 4)]);
        check(&[("rook", 4)], &[("rook", 4)], &[("rook", 5)]);
        check(&[("rook", 7)], &[("rook", 4)], &[("rook", 7)]);
        check(&[("crow", 1)], &[("daw", 1)], &[("crow", 1)]);
        check(&[("crow", 1)], &[("yen", 1)], &[("crow", 1)]);
        check(&[("crow", 1)], &[], &[("crow", 1)]);
    }

    #[test]
    fn whatever_an_order_takes_from_a_line_is_in_its_hash() {
        let (mut cart, rook) = (Cart::default(), listing("rook", 1_995, "EUR", 5));
        put(&mut cart, std::slice::from_ref(&rook), "rook", 1).unwrap();
        let before = shown(&cart, std::slice::from_ref(&rook));
        let changes: [fn(&mut Listing); 4] = [
            |rook| rook.wording.name = ProductName::parse("crow").unwrap(),
            |rook| rook.wording.small_image = ImageUrl::parse("https://r.example/", "").unwrap(),
            |rook| rook.tax_class = TaxClass::Zero,
            |rook| rook.price = Money::price(Some(1_994), "EUR").unwrap(),
        ];
        let known = BTreeMap::from([(rook.product.clone(), before.lines[0].hash)]);
        assert_eq!(before.unlike(&known), []);
        for change in changes {
            let mut changed = rook.clone();
            change(&mut changed);
            let after = shown(&cart, &[changed]);
            assert_ne!(after.hash, before.hash, "{after:?}");
            assert_eq!(after.unlike(&known), std::slice::from_ref(&rook.product));
            let agreed = Agreed { version: 0, hash: before.hash };
            assert_eq!(after.order(agreed), Err(OrderRule::Changed));
        }
        let nothing = shown(&Cart::default(), &[]);
        assert_eq!(nothing.unlike(&known), [rook.product], "a line that went is told too");
    }

    #[test]
    fn what_cant_be_ordered_says_why() {
        let (mut cart, mut sold) =
            (Cart::default(), vec![listing("rook", 1_995, "EUR", 5), listing("crow", 5, "EUR", 1)]);
        let order = |cart: &Cart, sold: &[Listing]| {
            let shown = shown(cart, sold);
            shown
                .order(Agreed { version: 0, hash: shown.hash })
                .map(|(lines, total)| (lines.len(), total.amount()))
        };
        assert_eq!(order(&cart, &sold), Err(OrderRule::Empty));
        put(&mut cart, &sold, "rook", 2).unwrap();
        put(&mut cart, &sold, "crow", 1).unwrap();
        assert_eq!(order(&cart, &sold), Ok((2, 3_995)));
        assert_eq!(order(&cart, &sold[..1]), Err(OrderRule::NotSold));
        sold[1] = listing("crow", 5, "JPY", 1);
        assert_eq!(order(&cart, &sold), Err(OrderRule::Mixed));
        let mut cleared = cart.clone();
        cart.clear(Uuid::nil()).iter().for_each(|event| cleared.apply(event));
        assert!(cleared.is_empty());
        cart.empty();
        assert_eq!(order(&cart, &sold), Err(OrderRule::Empty), "a cart that was emptied");
    }

    proptest! {
        #[test]
        fn the_hash_is_that_of_what_is_shown(one in prop::collection::vec((0_usize..3, 0_i64..3), 0..6), other in prop::collection::vec((0_usize..3, 0_i64..3), 0..6), price in 1_i64..3) {
            let sold = |price| ["a", "b", "c"].map(|id| listing(id, price, "EUR", 2));
            let fill = |steps: &[(usize, i64)], price| {
                let mut cart = Cart::default();
                for (place, quantity) in steps {
                    put(&mut cart, &sold(price), ["a", "b", "c"][*place], *quantity).unwrap();
                }
                shown(&cart, &sold(price))
            };
            let (one, other) = (fill(&one, 1), fill(&other, price));
            prop_assert_eq!(one.hash == other.hash, one.lines == other.lines && one.total == other.total);
        }
    }
}
