//! The catalogue as it stands: what follows from all that happened to it.
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::index::{Found, Index};
use super::kept::{KeptCatalog, KeptListing};
use super::shelf::Shelf;
use super::{CatalogEvent, Listing, PageAsked, PageShown};
use crate::shop::fulfilment::Pieces;
use crate::shop::pim::{Category, ProductId};

/// What visitors browse.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    listings: HashMap<ProductId, Arc<Listing>>,
    /// How much there is, also of what visitors don't find.
    available: HashMap<ProductId, Pieces>,
    /// The listings by their numbers, of which some are free again.
    numbered: Vec<Option<Arc<Listing>>>,
    free: Vec<u32>,
    everything: Shelf,
    index: Index,
    categories: BTreeMap<Category, Shelf>,
    /// What the shelves have not been told yet; of so much that they are sorted anew nothing is kept.
    turned: Vec<Turned>,
    /// Whether they have to be sorted anew.
    anew: bool,
}

/// What went, and what came in its place.
#[derive(Debug, Clone)]
struct Turned {
    gone: Option<Arc<Listing>>,
    come: Option<Arc<Listing>>,
}

/// What few have is put in order by itself; else all that is in order is looked through. So many times fewer are few.
const FEW: usize = 16;
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
                let number = gone.as_ref().map_or_else(|| self.number(), |gone| gone.number);
                let come = Arc::new(Listing::of(listed, since, available, number));
                self.put(&come);
                Turned { gone, come: Some(come) }
            }
            CatalogEvent::Unlisted(unlisted) => {
                if let Some(gone) = self.listings.remove(&unlisted.product) {
                    self.numbered[gone.number as usize] = None;
                    self.free.push(gone.number);
                }
                Turned { gone, come: None }
            }
            CatalogEvent::Available(event) => {
                self.available.insert(event.product.clone(), event.available);
                let come = gone.as_deref().map(|gone| Listing { available: event.available, ..gone.clone() });
                let come = come.map(Arc::new);
                if let Some(come) = &come {
                    self.put(come);
                }
                Turned { gone, come }
            }
        };
        self.anew = self.anew || self.turned.len() * MANY >= self.listings.len();
        if self.anew {
            self.turned.clear();
        } else {
            self.turned.push(turned);
        }
    }

    fn put(&mut self, come: &Arc<Listing>) {
        self.listings.insert(come.product.clone(), come.clone());
        self.numbered[come.number as usize] = Some(come.clone());
    }

    /// A number that nothing has.
    fn number(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.numbered.push(None);
            u32::try_from(self.numbered.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Brings the shelves and the index up to date with what was applied.
    pub fn settle(&mut self) {
        if std::mem::take(&mut self.anew) {
            return self.sort();
        }
        let turned = std::mem::take(&mut self.turned);
        for Turned { gone, come } in turned {
            let is_said_otherwise =
                gone.as_ref().map(|gone| &gone.wording) != come.as_ref().map(|come| &come.wording);
            if is_said_otherwise {
                if let Some(gone) = &gone {
                    self.index.take(gone);
                }
                if let Some(come) = &come {
                    self.index.put(come);
                }
            }
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
        self.index = Index::of(all.iter().map(|listing| &**listing));
        self.everything = Shelf::of(all);
        self.categories =
            categories.into_iter().map(|(category, listings)| (category, Shelf::of(listings))).collect();
    }

    /// All that it follows from, sorted.
    #[must_use]
    pub fn kept(&self) -> KeptCatalog {
        let mut listings: Vec<KeptListing> = self.listings.values().map(|listing| listing.kept()).collect();
        listings.sort_unstable_by(|one, other| one.listed.product.cmp(&other.listed.product));
        let available = self.available.iter().map(|(product, pieces)| (product.clone(), *pieces));
        KeptCatalog { listings, available: available.collect() }
    }

    /// How many products visitors find.
    #[must_use]
    pub fn size(&self) -> usize {
        self.listings.len()
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
        let sorted = shelf.map_or(&[][..], |shelf| shelf.sorted(asked.sort));
        if asked.sought.is_everything() {
            return asked.of(sorted);
        }
        let found = asked.sought.words().map(|words| self.index.find(words, self.numbered.len()));
        match found {
            None => asked.of_those(sorted, |listing| asked.sought.suits(listing)),
            Some(found) if found.count() * FEW < sorted.len() => asked.of(&self.few(&found, asked)),
            Some(found) => {
                asked.of_those(sorted, |listing| found.has(listing) && asked.sought.suits(listing))
            }
        }
    }

    /// What was found, in order.
    fn few(&self, found: &Found, asked: &PageAsked) -> Vec<Arc<Listing>> {
        let listings = found.numbers().filter_map(|number| self.numbered.get(number)?.as_ref());
        let is_of_kind = |listing: &&Arc<Listing>| {
            asked.category.as_ref().is_none_or(|category| *category == listing.wording.category)
        };
        let suit = listings.filter(is_of_kind).filter(|listing| asked.sought.suits(listing));
        let mut few: Vec<Arc<Listing>> = suit.cloned().collect();
        let order = Shelf::order(asked.sort);
        few.sort_unstable_by(|one, other| order(one, other));
        few
    }
}

impl From<KeptCatalog> for Catalog {
    fn from(kept: KeptCatalog) -> Self {
        let KeptCatalog { listings, available } = kept;
        let mut catalog = Self { available: available.into_iter().collect(), ..Self::default() };
        for KeptListing { since, listed } in listings {
            let pieces = catalog.available.get(&listed.product).copied().unwrap_or_default();
            let number = catalog.number();
            catalog.put(&Arc::new(Listing::of(&listed, since, pieces, number)));
        }
        catalog.sort();
        catalog
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn however_much_happens_before_it_settles_little_is_kept_of_it() {
        let mut catalog = catalog(&(0..160).map(|id| listed(id, id, 2, id)).collect::<Vec<_>>());
        for at in 0..10_000 {
            catalog.apply(at, &available(7, i64::try_from(at).unwrap()));
            assert!(catalog.turned.len() <= 10, "{at}");
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
                for words in ["prints", "1", "shirts 2", "nothing"] {
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
}
