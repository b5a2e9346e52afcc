//! The catalogue as it stands: what follows from all that happened to it.
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::index::{Found, Index};
use super::kept::{KeptCatalog, KeptListing};
use super::shelf::{Changes, Shelf};
use super::turned::Turned;
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
    /// What has changed since the shelves were told, with what they have of it; of so much that they are sorted anew nothing is kept.
    turned: HashMap<ProductId, Option<Arc<Listing>>>,
    /// Whether they have to be sorted anew.
    anew: bool,
}

/// What few have is put in order by itself; else all that is in order is looked through. So many times fewer are few.
const FEW: usize = 16;
/// Shelves are sorted anew rather than mended when one thing in so many has changed.
const MANY: usize = 2;

impl Catalog {
    /// Goes on by an event, which stands at this place among all that ever happened. The shelves follow in [`Self::settle`].
    pub fn apply(&mut self, at: u64, event: &CatalogEvent) {
        let gone = self.listings.get(event.product()).cloned();
        match event {
            CatalogEvent::Listed(listed) => {
                let since = gone.as_ref().map_or(at, |gone| gone.since);
                let available = self.available.get(&listed.product).copied().unwrap_or_default();
                let number = gone.as_ref().map_or_else(|| self.number(), |gone| gone.number);
                self.put(&Arc::new(Listing::of(listed, since, available, number)));
            }
            CatalogEvent::Unlisted(unlisted) => {
                if let Some(gone) = self.listings.remove(&unlisted.product) {
                    self.numbered[gone.number as usize] = None;
                    self.free.push(gone.number);
                }
            }
            CatalogEvent::Available(event) => {
                self.available.insert(event.product.clone(), event.available);
                if let Some(gone) = gone.as_deref() {
                    self.put(&Arc::new(Listing { available: event.available, ..gone.clone() }));
                }
            }
        }
        self.anew = self.anew || self.turned.len() * MANY >= self.listings.len();
        if self.anew {
            self.turned.clear();
        } else {
            self.turned.entry(event.product().clone()).or_insert(gone);
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
        let turned = std::mem::take(&mut self.turned).into_iter();
        let turned =
            turned.map(|(product, gone)| Turned { come: self.listings.get(&product).cloned(), gone });
        let turned: Vec<Turned> = turned.collect();
        self.index.turn(&turned);
        let mut by_category: BTreeMap<&Category, Changes> = BTreeMap::new();
        let mut changes = Changes::default();
        for Turned { gone, come } in &turned {
            if let Some(gone) = gone {
                by_category.entry(&gone.wording.category).or_default().gone.push(gone.clone());
                changes.gone.push(gone.clone());
            }
            if let Some(come) = come {
                by_category.entry(&come.wording.category).or_default().come.push(come.clone());
                changes.come.push(come.clone());
            }
        }
        self.everything.turn(changes);
        for (category, changes) in by_category {
            let shelf = self.categories.entry(category.clone()).or_default();
            shelf.turn(changes);
            if shelf.is_empty() {
                self.categories.remove(category);
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
            Some(found) if asked.category.is_none() && asked.sought.is_words_alone() => {
                asked.of_so_many(found.count(), sorted, |listing| found.has(listing))
            }
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
mod tests;
