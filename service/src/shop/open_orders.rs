//! Orders that something is still to become of, so that whoever sees to that need not look through all of them.
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use domain::Timestamp;
use domain::shop::checkout::{Order, OrderState};
use uuid::Uuid;

/// Orders that wait to be paid, or for what comes of that, those that wait the longest first.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenOrders {
    /// By when they have to be paid.
    unpaid: BTreeSet<(Timestamp, Uuid)>,
    /// By when somebody began to pay them, and by which payment.
    paying: BTreeMap<(Timestamp, Uuid), Uuid>,
    /// Which order a payment is for.
    payments: HashMap<Uuid, Uuid>,
}

impl OpenOrders {
    /// Those that should have been paid by now, at most so many; and when the next one should be.
    pub(super) fn overdue(&self, now: Timestamp, most: usize) -> (Vec<Uuid>, Option<Timestamp>) {
        let due = self.unpaid.iter().take_while(|(pay_by, _)| *pay_by <= now).take(most);
        let due: Vec<Uuid> = due.map(|(_, order)| *order).collect();
        let next = self.unpaid.iter().map(|(pay_by, _)| *pay_by).find(|pay_by| *pay_by > now);
        (due, next)
    }

    /// Payments that were begun before then, and that nobody knows the end of, at most so many after that place; each with its own.
    pub(super) fn being_paid(
        &self,
        after: Option<(Timestamp, Uuid)>,
        before: Timestamp,
        most: usize,
    ) -> Vec<((Timestamp, Uuid), Uuid)> {
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        let due = self.paying.range((after, Bound::Unbounded)).take_while(|(place, _)| place.0 < before);
        due.take(most).map(|(place, payment)| (*place, *payment)).collect()
    }

    /// How many payments nobody knows the end of.
    pub(super) fn payments(&self) -> usize {
        self.paying.len()
    }

    /// What a payment is for.
    pub(super) fn order_of(&self, payment: Uuid) -> Option<Uuid> {
        self.payments.get(&payment).copied()
    }

    /// Goes on with an order that is new, or was like this before.
    pub(super) fn note(&mut self, before: Option<&Order>, after: &Order) {
        if let Some(before) = before {
            self.forget(before);
        }
        match (&after.state, after.pay_by) {
            (OrderState::Placed, Some(pay_by)) => {
                self.unpaid.insert((pay_by, after.id));
            }
            (OrderState::Paying { since, payment }, _) => {
                self.paying.insert((*since, after.id), *payment);
            }
            _ => {}
        }
        self.payments.extend(after.payments.iter().map(|payment| (*payment, after.id)));
    }

    fn forget(&mut self, order: &Order) {
        if let Some(pay_by) = order.pay_by {
            self.unpaid.remove(&(pay_by, order.id));
        }
        if let OrderState::Paying { since, .. } = order.state {
            self.paying.remove(&(since, order.id));
        }
    }
}
