//! Whether what was sold is what there was, and what everybody was told.
use std::collections::{BTreeMap, BTreeSet};

use super::{Attempt, Listed, Sales, SalesFault, Shelf, State, Told, Wish};

impl Sales {
    /// All that is wrong; nothing if nothing is.
    #[must_use]
    pub fn check(&self) -> Vec<SalesFault> {
        let mut faults = self.unlooked();
        faults.extend(self.differences());
        let mut orders = BTreeMap::new();
        for order in self.lists.values().next().into_iter().flatten() {
            if orders.insert(order.id.as_str(), order).is_some() {
                faults.push(SalesFault::Twice { order: order.id.clone() });
            }
        }
        faults.extend(self.broken_words(&orders));
        faults.extend(self.unasked(&orders));
        faults.extend(self.stock_against(&orders));
        faults
    }

    /// Somebody has looked at what is listed, and at what there is: a sale that nobody saw is no proof of anything.
    fn unlooked(&self) -> Vec<SalesFault> {
        let looked =
            [("what is listed", self.lists.is_empty()), ("what is in stock", self.stocks.is_empty())];
        let unlooked = looked.into_iter().filter(|(_, is_not)| *is_not);
        unlooked.map(|(at, _)| SalesFault::Unlooked { at: at.to_owned() }).collect()
    }

    /// Those who look at different servers see the same, and it can be worked out again.
    fn differences(&self) -> Vec<SalesFault> {
        let lists = differing(&self.lists);
        lists.into_iter().chain(differing(&self.stocks)).chain(differing(&self.states)).collect()
    }

    /// Each attempt has an outcome, and it is so.
    fn broken_words(&self, orders: &BTreeMap<&str, &Listed>) -> Vec<SalesFault> {
        let taken_back: BTreeSet<&str> = self.taken_back().collect();
        let mut told: BTreeMap<&str, &str> = BTreeMap::new();
        let mut faults = vec![];
        for attempt in &self.attempts {
            let key = || attempt.key.clone();
            match (&attempt.told, &attempt.wish) {
                (Told::Nothing, _) => faults.push(SalesFault::Unanswered { key: key() }),
                (Told::Placed(order), _) => {
                    if let Some(first) = told.insert(order, &attempt.key) {
                        let (first, order) = (first.to_owned(), order.clone());
                        faults.push(SalesFault::Shared { first, second: key(), order });
                    }
                    let back = taken_back.contains(order.as_str());
                    faults.extend(broken(attempt, order, orders.get(order.as_str()).copied(), back));
                }
                (Told::Cancelled, Wish::Cancel(order)) => {
                    let stands = orders.get(order.as_str()).is_some_and(|order| order.state == State::Stands);
                    faults.extend(stands.then(|| SalesFault::Kept { key: key(), order: order.clone() }));
                }
                (Told::Cancelled | Told::Refused(_), _) => {}
            }
        }
        faults
    }

    fn taken_back(&self) -> impl Iterator<Item = &str> {
        self.attempts.iter().filter_map(|attempt| match (&attempt.wish, &attempt.told) {
            (Wish::Cancel(order), Told::Cancelled | Told::Nothing) => Some(order.as_str()),
            _ => None,
        })
    }

    fn unasked(&self, orders: &BTreeMap<&str, &Listed>) -> Vec<SalesFault> {
        let told: BTreeSet<&str> = self
            .attempts
            .iter()
            .filter_map(|attempt| match &attempt.told {
                Told::Placed(order) => Some(order.as_str()),
                _ => None,
            })
            .collect();
        let placed = orders.values().filter(|order| order.state != State::Refused);
        placed
            .filter(|order| !told.contains(order.id.as_str()))
            .map(|order| SalesFault::Unasked { order: order.id.clone() })
            .collect()
    }

    /// What stands is what was taken from stock, and never more than there was.
    fn stock_against(&self, orders: &BTreeMap<&str, &Listed>) -> Vec<SalesFault> {
        let mut sold: BTreeMap<&str, u64> = self.units.keys().map(|product| (product.as_str(), 0)).collect();
        for order in orders.values().filter(|order| order.state == State::Stands) {
            for (product, quantity) in &order.lines {
                *sold.entry(product).or_default() += quantity;
            }
        }
        let mut faults = vec![];
        for (product, sold) in sold {
            let product = product.to_owned();
            let units = self.units.get(&product).copied().unwrap_or_default();
            for (server, stock) in &self.stocks {
                let Shelf { on_hand, reserved } = stock.get(&product).copied().unwrap_or_default();
                if reserved != sold || on_hand != units {
                    let (product, server) = (product.clone(), server.clone());
                    faults.push(SalesFault::Drifted { product, sold, server, reserved, on_hand });
                }
            }
            if sold > units {
                faults.push(SalesFault::Oversold { product, sold, units });
            }
        }
        faults
    }
}

/// What is wrong with an order that somebody was told of.
fn broken(attempt: &Attempt, order: &str, listed: Option<&Listed>, back: bool) -> Option<SalesFault> {
    let (key, order) = (attempt.key.clone(), order.to_owned());
    let Some(listed) = listed else { return Some(SalesFault::Lost { key, order }) };
    let as_shown = match &attempt.wish {
        Wish::Order { lines, hash } => *lines == listed.lines && *hash == listed.hash,
        Wish::Cancel(_) => false,
    };
    if !as_shown || attempt.buyer != listed.buyer {
        return Some(SalesFault::NotAsShown { key, order });
    }
    (listed.state != State::Stands && !back).then_some(SalesFault::Broken { key, order })
}

/// Whoever does not say what the first one says.
fn differing<T: PartialEq>(said: &BTreeMap<String, T>) -> Vec<SalesFault> {
    let Some((one, first)) = said.first_key_value() else { return vec![] };
    let others = said.iter().filter(|(_, other)| *other != first);
    others.map(|(other, _)| SalesFault::Differs { one: one.clone(), other: other.clone() }).collect()
}
