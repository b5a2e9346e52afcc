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

/// What goes and what comes, in any order.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) gone: Vec<Arc<Listing>>,
    pub(super) come: Vec<Arc<Listing>>,
}

/// So few changes are made one by one: each moves what stands behind it. More are made in one pass over everything.
const FEW: usize = 8;

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

    /// Takes away what goes, as it was put, and puts what comes where it belongs.
    pub(super) fn turn(&mut self, mut changes: Changes) {
        for (sorted, order) in self.orders() {
            if changes.gone.len() + changes.come.len() > FEW {
                changes.sort(order);
                changes.pass(sorted, order);
            } else {
                changes.one_by_one(sorted, order);
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

impl Changes {
    fn sort(&mut self, order: Order) {
        for listings in [&mut self.gone, &mut self.come] {
            listings.sort_unstable_by(|one, other| order(one, other));
        }
    }

    fn one_by_one(&self, sorted: &mut Vec<Arc<Listing>>, order: Order) {
        for gone in &self.gone {
            if let Ok(place) = place(sorted, gone, order) {
                sorted.remove(place);
            }
        }
        for come in &self.come {
            if let Err(place) = place(sorted, come, order) {
                sorted.insert(place, come.clone());
            }
        }
    }

    /// The same at once, where both are sorted in that order. What stays is moved once, and not compared.
    fn pass(&self, sorted: &mut Vec<Arc<Listing>>, order: Order) {
        let going = self.gone.iter().filter_map(|gone| place(sorted, gone, order).ok());
        let coming = self.come.iter().map(|come| place(sorted, come, order).unwrap_or_else(|place| place));
        let (going, coming): (Vec<usize>, Vec<usize>) = (going.collect(), coming.collect());
        let mut turned = Vec::with_capacity(sorted.len() + coming.len());
        let (mut going, mut coming) =
            (going.into_iter().peekable(), coming.into_iter().zip(&self.come).peekable());
        let (mut old, mut at) = (std::mem::take(sorted).into_iter(), 0);
        loop {
            let next = coming.peek().map(|(place, _)| *place).into_iter().chain(going.peek().copied()).min();
            let Some(next) = next else { break };
            turned.extend(old.by_ref().take(next - at));
            at = next;
            while let Some((_, come)) = coming.next_if(|(place, _)| *place == at) {
                turned.push(come.clone());
            }
            if going.next_if_eq(&at).is_some() {
                drop(old.next());
                at += 1;
            }
        }
        turned.extend(old);
        *sorted = turned;
    }
}

/// Where it stands, else where it belongs.
fn place(sorted: &[Arc<Listing>], listing: &Listing, order: Order) -> Result<usize, usize> {
    sorted.binary_search_by(|other| order(other, listing))
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
