//! Things in each order that visitors may ask for, so that any page is found by its place.
use std::cmp::Ordering;
use std::sync::Arc;

use super::{Listing, Sort};

/// Some listings, sorted in each way.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelf {
    by_name: Vec<Arc<Listing>>,
    by_price: Vec<Arc<Listing>>,
    newest: Vec<Arc<Listing>>,
}

pub(super) type Order = fn(&Listing, &Listing) -> Ordering;

impl Shelf {
    /// All of them anew.
    pub(super) fn of(listings: Vec<Arc<Listing>>) -> Self {
        let sorted = |mut listings: Vec<Arc<Listing>>, order: Order| {
            listings.sort_unstable_by(|one, other| order(one, other));
            listings
        };
        Self {
            by_name: sorted(listings.clone(), by_name),
            by_price: sorted(listings.clone(), by_price),
            newest: sorted(listings, newest),
        }
    }

    /// In that order.
    pub(super) fn sorted(&self, sort: Sort) -> &[Arc<Listing>] {
        match sort {
            Sort::Name => &self.by_name,
            Sort::Price => &self.by_price,
            Sort::Newest => &self.newest,
        }
    }

    /// How things stand to each other in that order.
    pub(super) fn order(sort: Sort) -> Order {
        match sort {
            Sort::Name => by_name,
            Sort::Price => by_price,
            Sort::Newest => newest,
        }
    }

    /// Puts one where it belongs.
    pub(super) fn put(&mut self, listing: &Arc<Listing>) {
        for (sorted, order) in self.orders() {
            if let Err(place) = sorted.binary_search_by(|other| order(other, listing)) {
                sorted.insert(place, listing.clone());
            }
        }
    }

    /// Takes one away, as it was put.
    pub(super) fn take(&mut self, listing: &Listing) {
        for (sorted, order) in self.orders() {
            if let Ok(place) = sorted.binary_search_by(|other| order(other, listing)) {
                sorted.remove(place);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    fn orders(&mut self) -> [(&mut Vec<Arc<Listing>>, Order); 3] {
        [(&mut self.by_name, by_name), (&mut self.by_price, by_price), (&mut self.newest, newest)]
    }
}

fn by_name(one: &Listing, other: &Listing) -> Ordering {
    (&one.sorted_name, &one.product).cmp(&(&other.sorted_name, &other.product))
}

fn by_price(one: &Listing, other: &Listing) -> Ordering {
    let (ours, theirs) = (&one.price, &other.price);
    let price = ours.currency().cmp(theirs.currency()).then(ours.amount().cmp(&theirs.amount()));
    price.then_with(|| one.product.cmp(&other.product))
}

fn newest(one: &Listing, other: &Listing) -> Ordering {
    (other.since, &one.product).cmp(&(one.since, &other.product))
}
