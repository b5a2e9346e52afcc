//! The catalogue, whatever happens to it.
use proptest::prelude::*;

use super::super::{AvailabilityChanged, ProductListed, ProductUnlisted, Sort, Sought};
use super::*;
use crate::shop::Money;
use crate::shop::pim::{LongText, ProductName, Summary, TaxClass, Wording};

fn listed(id: usize, name: usize, price: i64, category: usize) -> CatalogEvent {
    CatalogEvent::Listed(ProductListed {
        product: ProductId::parse(&id.to_string()).unwrap(),
        wording: Wording {
            name: ProductName::parse(["rook", "Crow", "daw", "ROOK"][name % 4]).unwrap(),
            description: Summary::default(),
            long_text: LongText::default(),
            category: Category::parse(["", "prints", "shirts"][category % 3]).unwrap(),
            small_image: None,
            large_image: None,
        },
        price: Money::price(Some(price), "EUR").unwrap(),
        tax_class: TaxClass::Standard,
    })
}

fn unlisted(id: usize) -> CatalogEvent {
    CatalogEvent::Unlisted(ProductUnlisted { product: ProductId::parse(&id.to_string()).unwrap() })
}

fn available(id: usize, pieces: i64) -> CatalogEvent {
    let (product, available) = (ProductId::parse(&id.to_string()), Pieces::parse(Some(pieces)));
    CatalogEvent::Available(AvailabilityChanged { product: product.unwrap(), available: available.unwrap() })
}

#[test]
fn how_much_there_is_is_known_before_and_after_it_is_listed() {
    let mut catalog = catalog(&[available(1, 5), listed(1, 0, 5, 1)]);
    let of = |catalog: &Catalog| {
        let asked = PageAsked::parse(None, None, Sort::Name, None).unwrap();
        let shown = catalog.page(&asked).items[0].available.number();
        assert_eq!(catalog.find(&ProductId::parse("1").unwrap()).unwrap().available.number(), shown);
        shown
    };
    assert_eq!(of(&catalog), 5);
    for event in [available(1, 4), unlisted(1), available(1, 3), listed(1, 0, 5, 1)] {
        catalog.apply(9, &event);
    }
    catalog.settle();
    assert_eq!(of(&catalog), 3);
}

fn ids(catalog: &Catalog, sort: Sort, category: Option<&str>) -> Vec<String> {
    let category = category.map(|category| Category::parse(category).unwrap());
    let asked = PageAsked::parse(None, Some(100), sort, category).unwrap();
    catalog.page(&asked).items.iter().map(|listing| listing.product.to_string()).collect()
}

fn catalog(events: &[CatalogEvent]) -> Catalog {
    let mut catalog = Catalog::default();
    for (at, event) in (1..).zip(events) {
        catalog.apply(at, event);
    }
    catalog.settle();
    catalog
}

#[test]
fn things_are_found_in_each_order_and_by_category() {
    let catalog = catalog(&[listed(1, 0, 5, 1), listed(2, 1, 5, 2), listed(3, 2, 1, 1), listed(1, 0, 9, 1)]);
    assert_eq!(ids(&catalog, Sort::Name, None), ["2", "3", "1"]);
    assert_eq!(ids(&catalog, Sort::Price, None), ["3", "2", "1"]);
    assert_eq!(ids(&catalog, Sort::Newest, None), ["3", "2", "1"], "who changes does not come first again");
    assert_eq!(ids(&catalog, Sort::Name, Some("prints")), ["3", "1"]);
    assert_eq!(ids(&catalog, Sort::Name, Some("mugs")), [""; 0]);
}

#[test]
fn what_is_unlisted_is_found_nowhere() {
    let catalog = catalog(&[listed(1, 0, 5, 1), unlisted(1), unlisted(2), listed(3, 0, 5, 0)]);
    assert_eq!(catalog.find(&ProductId::parse("1").unwrap()), None);
    assert_eq!(ids(&catalog, Sort::Newest, None), ["3"]);
    assert_eq!(ids(&catalog, Sort::Name, Some("prints")), [""; 0]);
}

#[test]
fn however_much_happens_before_it_settles_little_is_kept_of_it() {
    let mut catalog = catalog(&(0..160).map(|id| listed(id, id, 2, id)).collect::<Vec<_>>());
    for at in 0..10_000 {
        catalog.apply(at, &available(7, i64::try_from(at).unwrap()));
        assert!(catalog.turned.len() <= 1, "{at}");
    }
    catalog.settle();
    assert_eq!(catalog.find(&ProductId::parse("7").unwrap()).unwrap().available.number(), 9_999);
    let asked = PageAsked::parse(Some(16), Some(10), Sort::Newest, None).unwrap();
    assert_eq!(catalog.page(&asked).items[2].available.number(), 9_999, "and in the shelves");
}

fn found(catalog: &Catalog, words: &str, sort: Sort) -> Vec<String> {
    let sought = Sought::parse(words, false, None, None).unwrap();
    let asked = PageAsked::parse(None, Some(100), sort, None).unwrap().of_what(sought);
    catalog.page(&asked).items.iter().map(|listing| listing.product.to_string()).collect()
}

#[test]
fn things_are_found_by_the_beginnings_of_their_words_price_and_stock() {
    let catalog =
        catalog(&[listed(1, 0, 500, 1), listed(2, 1, 300, 2), listed(3, 2, 100, 1), available(3, 4)]);
    let names = ["1", "2", "3"].map(|id| {
        let known = catalog.find(&ProductId::parse(id).unwrap()).unwrap();
        known.wording.name.as_str().to_lowercase()
    });
    for (name, id) in names.iter().zip(["1", "2", "3"]) {
        assert_eq!(found(&catalog, name, Sort::Name), [id]);
        assert_eq!(
            found(&catalog, &format!("{} {id}", &name[..2]), Sort::Name),
            [id],
            "its id is one of its words"
        );
    }
    assert_eq!(found(&catalog, "prints", Sort::Price), ["3", "1"], "so is its category");
    assert_eq!(found(&catalog, "nothing", Sort::Name), [""; 0]);
    assert_eq!(found(&catalog, "!?", Sort::Name), [""; 0], "no word is not every word");
    let of = |in_stock, least, most| {
        let asked = PageAsked::parse(None, None, Sort::Price, None).unwrap();
        let page = catalog.page(&asked.of_what(Sought::parse("", in_stock, least, most).unwrap()));
        assert_eq!(page.total, page.items.len());
        page.items.iter().map(|listing| listing.product.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of(true, None, None), ["3"]);
    assert_eq!(of(false, Some(101), None), ["2", "1"]);
    assert_eq!(of(false, Some(300), Some(300)), ["2"]);
}

proptest! {
    #[test]
    fn mended_shelves_are_as_if_sorted_anew(
        before in 0_usize..90,
        steps in prop::collection::vec((0_usize..100, 0_usize..5, 0_i64..4, 0_usize..3, any::<bool>()), 0..40),
    ) {
        let mut events: Vec<_> = (0..before).map(|id| listed(id, id, 2, id)).collect();
        let mut mended = catalog(&events);
        for (id, name, price, category, settle) in steps {
            events.push(match name {
                3 => available(id, price),
                4 => unlisted(id),
                name => listed(id, name, price, category),
            });
            mended.apply(events.len() as u64, events.last().unwrap());
            if settle {
                mended.settle();
            }
        }
        mended.settle();
        prop_assert_eq!(Catalog::from(mended.kept()).kept(), mended.kept());
        let (anew, kept) = (catalog(&events), Catalog::from(mended.kept()));
        for sort in [Sort::Name, Sort::Price, Sort::Newest] {
            for category in [None, Some(""), Some("prints"), Some("shirts")] {
                prop_assert_eq!(ids(&mended, sort, category), ids(&anew, sort, category));
                prop_assert_eq!(ids(&kept, sort, category), ids(&anew, sort, category));
            }
            for words in ["prints", "1", "shirts 2", "p prints pri 1", "nothing"] {
                let expected: Vec<String> = ids(&anew, sort, None).into_iter().filter(|id| {
                    let listing = anew.find(&ProductId::parse(id).unwrap()).unwrap();
                    let said = format!("{} {id} {}", listing.wording.name.as_str(), listing.wording.category.as_str());
                    let has = |word: &str| super::super::sought::words(&said).any(|said| said.starts_with(word));
                    words.split(' ').all(has)
                }).collect();
                for catalog in [&mended, &anew, &kept] {
                    prop_assert_eq!(&found(catalog, words, sort), &expected);
                }
            }
        }
    }
}
