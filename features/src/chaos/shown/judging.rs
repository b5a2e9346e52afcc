//! Whether what two tabs were told was so.
use std::collections::BTreeMap;

use ledger::Plant;
use ledger::sales::Shelf;

use super::super::evidence::Record;
use super::record::{Deed, Line, Moment, Moments, Seen, Told};
use crate::dice::Dice;

impl Moment {
    /// What is wrong with it.
    fn judge(&self) -> Vec<String> {
        let mut faults = vec![];
        for deed in &self.deeds {
            if let Deed::Order { shown, told } = deed {
                faults.extend(self.untrue(shown, told).map(str::to_owned));
            }
        }
        faults.extend(self.half_applied().map(str::to_owned));
        faults.into_iter().map(|fault| format!("{}: {fault}", self.name)).collect()
    }

    /// What is wrong with what was told to somebody who was shown that.
    fn untrue(&self, shown: &Seen, told: &Told) -> Option<&'static str> {
        let alone = self.deeds.len() == 1;
        let was_so = self.before.cart.is(shown);
        match told {
            Told::Placed { id, order } => {
                if order.hash != shown.hash || order.plain() != shown.plain() {
                    Some("an order is not as it was shown")
                } else if alone && !was_so {
                    Some("an order was accepted though the cart was another one")
                } else {
                    (!self.after.orders.contains(id)).then_some("an order that was accepted is not listed")
                }
            }
            Told::Changed { cart, differing } => {
                if cart.is(shown) {
                    Some("a cart is said to be another one, and is not")
                } else if *differing != cart.differing(shown) {
                    Some("other lines differ than those which are said to")
                } else if alone && (was_so || *cart != self.after.cart) {
                    Some("a cart is not what it is said to be")
                } else {
                    None
                }
            }
            Told::OutOfStock(lacking) => {
                let enough = |(product, (wanted, there)): (&String, &(u64, u64))| {
                    let shelf = self.before.stock.get(product).copied().unwrap_or_default();
                    let free = shelf.on_hand.saturating_sub(shelf.reserved);
                    let asked = shown.lines.get(product).map(|line| line.quantity);
                    wanted <= there || Some(*wanted) != asked || (alone && *there != free)
                };
                let wrong = lacking.is_empty() || lacking.iter().any(enough) || (alone && !was_so);
                wrong.then_some("something is said to be lacking, and is not")
            }
            Told::Else(_) => Some("an order was neither accepted nor answered with the truth"),
        }
    }

    /// What of it happened in part.
    fn half_applied(&self) -> Option<&'static str> {
        let placed: BTreeMap<&String, &Seen> = self
            .deeds
            .iter()
            .filter_map(|deed| match deed {
                Deed::Order { told: Told::Placed { id, order }, .. } => Some((id, order)),
                _ => None,
            })
            .collect();
        if placed.len() > 1 {
            return Some("one cart was ordered twice");
        }
        if self.after.orders.difference(&self.before.orders).any(|order| !placed.contains_key(order)) {
            return Some("there is an order that nobody was told of");
        }
        let taken = |product: &String| -> u64 {
            placed.values().filter_map(|order| order.lines.get(product)).map(|line| line.quantity).sum()
        };
        let kept = |(product, before): (&String, &Shelf)| {
            let after = self.after.stock.get(product).copied().unwrap_or_default();
            after.reserved == before.reserved + taken(product)
        };
        if !self.before.stock.iter().all(kept) {
            return Some("something else is promised than was ordered");
        }
        let lines = &self.after.cart.lines;
        if self.deeds.iter().any(|deed| matches!(deed, Deed::Put)) {
            return None;
        }
        let quantities = |lines: &BTreeMap<String, Line>| -> Vec<(String, u64)> {
            lines.iter().map(|(product, line)| (product.clone(), line.quantity)).collect()
        };
        if placed.is_empty() {
            let same = quantities(lines) == quantities(&self.before.cart.lines);
            (!same).then_some("a cart changed though nobody changed it")
        } else {
            (!lines.is_empty()).then_some("an order left something in the cart")
        }
    }

    fn orders(&mut self) -> impl Iterator<Item = &mut Told> {
        self.deeds.iter_mut().filter_map(|deed| match deed {
            Deed::Order { told, .. } => Some(told),
            _ => None,
        })
    }
}

impl Moments {
    /// How many orders were accepted, had changed, and were too much.
    pub(super) fn counts(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for deed in self.0.iter().flat_map(|moment| &moment.deeds) {
            if let Deed::Order { told, .. } = deed {
                match told {
                    Told::Placed { .. } => counts[0] += 1,
                    Told::Changed { .. } => counts[1] += 1,
                    Told::OutOfStock(_) => counts[2] += 1,
                    Told::Else(_) => {}
                }
            }
        }
        counts
    }
}

impl Record for Moments {
    fn judge(&self) -> Vec<String> {
        self.0.iter().flat_map(Moment::judge).collect()
    }

    fn spoil(&mut self, plant: Plant, seed: u64) {
        let has_placed = |moment: &Moment| {
            moment.deeds.iter().any(|deed| matches!(deed, Deed::Order { told: Told::Placed { .. }, .. }))
        };
        let places: Vec<usize> = (0..self.0.len()).filter(|nth| has_placed(&self.0[*nth])).collect();
        let Some(nth) = Dice::new(seed).pick(&places) else { return };
        let moment = &mut self.0[*nth];
        let mut ids = vec![];
        for told in moment.orders() {
            if let Told::Placed { id, order } = told {
                ids.push(id.clone());
                match plant {
                    Plant::Misrouted => order.hash.push('0'),
                    Plant::Reorder => order.total = order.total.map(|total| total + 1),
                    _ => {}
                }
            }
        }
        match plant {
            Plant::Loss => moment.after.orders.retain(|order| !ids.contains(order)),
            Plant::Phantom => drop(moment.after.orders.insert("nobody's".to_owned())),
            Plant::Duplicate => moment.after.stock.values_mut().for_each(|shelf| shelf.reserved += 1),
            Plant::Late => moment.deeds.retain(|deed| !matches!(deed, Deed::Order { .. })),
            Plant::Misrouted | Plant::Reorder | Plant::Unauthorised => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::record::Truth;
    use super::*;

    fn seen(version: u64, quantity: u64, unit: u64) -> Seen {
        let line = Line { hash: format!("l{quantity}-{unit}"), quantity, unit };
        let lines = if quantity == 0 { BTreeMap::new() } else { BTreeMap::from([("rook".to_owned(), line)]) };
        let total = (quantity > 0).then_some(quantity * unit);
        Seen { version, hash: format!("h{quantity}-{unit}"), lines, total }
    }

    fn truth(cart: Seen, orders: &[&str], reserved: u64) -> Truth {
        let stock = BTreeMap::from([("rook".to_owned(), Shelf { on_hand: 5, reserved })]);
        Truth { cart, orders: orders.iter().map(|order| (*order).to_owned()).collect(), stock }
    }

    /// Two of five are ordered as they were shown.
    fn accepted() -> Moment {
        let shown = seen(3, 2, 7);
        let told = Told::Placed { id: "o1".to_owned(), order: Seen { version: 0, ..shown.clone() } };
        Moment {
            name: "m".to_owned(),
            before: truth(shown.clone(), &[], 1),
            deeds: vec![Deed::Order { shown, told }],
            after: truth(seen(4, 0, 0), &["o1"], 3),
        }
    }

    /// It was cheaper when it was shown.
    fn refused() -> Moment {
        let (shown, now) = (seen(3, 2, 7), seen(3, 2, 9));
        let told = Told::Changed { cart: now.clone(), differing: BTreeSet::from(["rook".to_owned()]) };
        let before = truth(now, &[], 1);
        Moment {
            name: "m".to_owned(),
            after: before.clone(),
            before,
            deeds: vec![Deed::Order { shown, told }],
        }
    }

    #[track_caller]
    fn check(moment: Moment, spoil: impl FnOnce(&mut Moment), expected: &[&str]) {
        let mut moment = moment;
        spoil(&mut moment);
        let found = Moments(vec![moment]).judge();
        let expected: Vec<String> = expected.iter().map(|fault| format!("m: {fault}")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_as_it_was_shown_may_be_accepted_and_what_is_not_is_told() {
        check(accepted(), |_| {}, &[]);
        check(refused(), |_| {}, &[]);
        let other = |moment: &mut Moment| moment.before.cart = seen(2, 2, 9);
        check(accepted(), other, &["an order was accepted though the cart was another one"]);
        let so = |moment: &mut Moment| moment.before.cart = seen(3, 2, 7);
        check(refused(), so, &["a cart is not what it is said to be"]);
        let nothing = |moment: &mut Moment| {
            for told in moment.orders() {
                *told = Told::Else("500".to_owned());
            }
        };
        check(refused(), nothing, &["an order was neither accepted nor answered with the truth"]);
    }

    #[test]
    fn the_lines_that_differ_are_those_and_no_others() {
        let wrong = |moment: &mut Moment| {
            for told in moment.orders() {
                if let Told::Changed { differing, .. } = told {
                    differing.clear();
                }
            }
        };
        check(refused(), wrong, &["other lines differ than those which are said to"]);
    }

    #[test]
    fn what_is_lacking_is_lacking() {
        let lacking = |there| {
            move |moment: &mut Moment| {
                moment.before.cart = seen(3, 2, 7);
                moment.after.cart = seen(3, 2, 7);
                for told in moment.orders() {
                    *told = Told::OutOfStock(BTreeMap::from([("rook".to_owned(), (2, there))]));
                }
            }
        };
        check(
            refused(),
            |moment| {
                lacking(1)(moment);
                for truth in [&mut moment.before, &mut moment.after] {
                    truth.stock.insert("rook".to_owned(), Shelf { on_hand: 2, reserved: 1 });
                }
            },
            &[],
        );
        check(refused(), lacking(1), &["something is said to be lacking, and is not"]);
        check(refused(), lacking(4), &["something is said to be lacking, and is not"]);
    }

    #[test]
    fn nothing_happens_in_part() {
        let left = |moment: &mut Moment| moment.after.cart = seen(4, 1, 7);
        check(accepted(), left, &["an order left something in the cart"]);
        let taken = |moment: &mut Moment| moment.after.stock.clear();
        check(refused(), taken, &["something else is promised than was ordered"]);
        let emptied = |moment: &mut Moment| {
            moment.deeds.push(Deed::Price);
            moment.after.cart = seen(4, 0, 0);
        };
        check(refused(), emptied, &["a cart changed though nobody changed it"]);
        let twice = |moment: &mut Moment| {
            let shown = seen(3, 2, 7);
            let told = Told::Placed { id: "o2".to_owned(), order: shown.clone() };
            moment.after.orders.insert("o2".to_owned());
            moment.deeds.push(Deed::Order { shown, told });
        };
        check(accepted(), twice, &["one cart was ordered twice"]);
    }

    #[test]
    fn whatever_is_planted_among_moments_is_found() {
        for plant in
            [Plant::Loss, Plant::Phantom, Plant::Duplicate, Plant::Late, Plant::Misrouted, Plant::Reorder]
        {
            let mut moments = Moments(vec![refused(), accepted()]);
            moments.spoil(plant, 1);
            assert_ne!(moments.judge(), Vec::<String>::new(), "{plant}");
        }
    }
}
