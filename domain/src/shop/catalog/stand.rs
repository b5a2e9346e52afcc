//! The catalogue as it stands: what follows from all that happened to it.
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::shelf::Shelf;
use super::{CatalogEvent, PageAsked, PageShown, ProductListed};
use crate::shop::Money;
use crate::shop::fulfilment::Pieces;
use crate::shop::pim::{Category, ProductId, TaxClass, Wording};

/// A product as visitors find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which.
    pub product: ProductId,
    /// What is said of it.
    pub wording: Wording,
    /// For one.
    pub price: Money,
    /// How it is taxed.
    pub tax_class: TaxClass,
    /// The place, among all that ever happened, of its being listed: what was listed later has a higher one.
    pub since: u64,
    /// So many pieces can be had.
    pub available: Pieces,
    pub(super) sorted_name: String,
}

/// What visitors browse.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    listings: HashMap<ProductId, Arc<Listing>>,
    /// How much there is, also of what visitors don't find.
    available: HashMap<ProductId, Pieces>,
    everything: Shelf,
    categories: BTreeMap<Category, Shelf>,
    /// What the shelves have not been told yet.
    turned: Vec<Turned>,
}

/// What went, and what came in its place.
#[derive(Debug, Clone)]
struct Turned {
    gone: Option<Arc<Listing>>,
    come: Option<Arc<Listing>>,
}

/// Shelves are sorted anew rather than mended when one thing in so many has changed.
const MANY: usize = 16;

impl Catalog {
    /// Goes on by an event, which stands at this place among all that ever happened. The shelves follow in [`Self::settle`].
    pub fn apply(&mut self, at: u64, event: &CatalogEvent) {
        let gone = self.listings.get(event.product()).cloned();
        let turned = match event {
            CatalogEvent::Listed(listed) => {
                let since = gone.as_ref().map_or(at, |gone| gone.since);
                let available = self.available.get(&listed.product).copied().unwrap_or_default();
                let come = Arc::new(Listing::of(listed, since, available));
                self.listings.insert(listed.product.clone(), come.clone());
                Turned { gone, come: Some(come) }
            }
            CatalogEvent::Unlisted(unlisted) => {
                self.listings.remove(&unlisted.product);
                Turned { gone, come: None }
            }
            CatalogEvent::Available(event) => {
                self.available.insert(event.product.clone(), event.available);
                let come = gone.as_deref().map(|gone| Listing { available: event.available, ..gone.clone() });
                let come = come.map(Arc::new);
                if let Some(come) = &come {
                    self.listings.insert(event.product.clone(), come.clone());
                }
                Turned { gone, come }
            }
        };
        self.turned.push(turned);
    }

    /// Brings the shelves up to date with what was applied.
    pub fn settle(&mut self) {
        let turned = std::mem::take(&mut self.turned);
        if turned.len() * MANY > self.listings.len() {
            return self.sort();
        }
        for Turned { gone, come } in turned {
            if let Some(gone) = gone {
                self.everything.take(&gone);
                let category = &gone.wording.category;
                let shelf = self.categories.get_mut(category);
                if shelf.is_some_and(|shelf| {
                    shelf.take(&gone);
                    shelf.is_empty()
                }) {
                    self.categories.remove(category);
                }
            }
            if let Some(come) = come {
                self.everything.put(&come);
                self.categories.entry(come.wording.category.clone()).or_default().put(&come);
            }
        }
    }

    fn sort(&mut self) {
        let all: Vec<Arc<Listing>> = self.listings.values().cloned().collect();
        let mut categories: BTreeMap<Category, Vec<Arc<Listing>>> = BTreeMap::new();
        for listing in &all {
            categories.entry(listing.wording.category.clone()).or_default().push(listing.clone());
        }
        self.everything = Shelf::of(all);
        self.categories =
            categories.into_iter().map(|(category, listings)| (category, Shelf::of(listings))).collect();
    }

    /// A product, if visitors find it.
    #[must_use]
    pub fn find(&self, product: &ProductId) -> Option<&Arc<Listing>> {
        self.listings.get(product)
    }

    /// A page of all, or of a category.
    #[must_use]
    pub fn page(&self, asked: &PageAsked) -> PageShown<Arc<Listing>> {
        let shelf = match &asked.category {
            None => Some(&self.everything),
            Some(category) => self.categories.get(category),
        };
        asked.of(shelf.map_or(&[][..], |shelf| shelf.sorted(asked.sort)))
    }
}

impl Listing {
    fn of(listed: &ProductListed, since: u64, available: Pieces) -> Self {
        let ProductListed { product, wording, price, tax_class } = listed.clone();
        Self {
            sorted_name: wording.name.as_str().to_lowercase(),
            product,
            wording,
            price,
            tax_class,
            since,
            available,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{AvailabilityChanged, ProductUnlisted, Sort};
    use super::*;
    use crate::shop::pim::{LongText, ProductName, Summary};

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
        CatalogEvent::Available(AvailabilityChanged {
            product: product.unwrap(),
            available: available.unwrap(),
        })
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
        let catalog =
            catalog(&[listed(1, 0, 5, 1), listed(2, 1, 5, 2), listed(3, 2, 1, 1), listed(1, 0, 9, 1)]);
        assert_eq!(ids(&catalog, Sort::Name, None), ["2", "3", "1"]);
        assert_eq!(ids(&catalog, Sort::Price, None), ["3", "2", "1"]);
        assert_eq!(
            ids(&catalog, Sort::Newest, None),
            ["3", "2", "1"],
            "who changes does not come first again"
        );
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
            let anew = catalog(&events);
            for sort in [Sort::Name, Sort::Price, Sort::Newest] {
                for category in [None, Some(""), Some("prints"), Some("shirts")] {
                    prop_assert_eq!(ids(&mended, sort, category), ids(&anew, sort, category));
                }
            }
        }
    }
}
