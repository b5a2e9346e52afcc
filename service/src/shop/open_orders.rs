//! Orders that something is still to become of, so that whoever sees to that need not look through all of them.
use std::collections::{BTreeSet, HashMap};

use domain::Timestamp;
use domain::shop::checkout::{Order, OrderState};
use uuid::Uuid;

/// Orders that wait to be paid, or for what comes of that, those that wait the longest first.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenOrders {
    /// By when they have to be paid.
    unpaid: BTreeSet<(Timestamp, Uuid)>,
    /// By when somebody began to pay them.
    paying: BTreeSet<(Timestamp, Uuid)>,
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

    /// Goes on with an order that is new, or was like this before.
    pub(super) fn note(&mut self, before: Option<&Order>, after: &Order) {
        if let Some(before) = before {
            self.forget(before);
        }
        match (&after.state, after.pay_by) {
            (OrderState::Placed, Some(pay_by)) => {
                self.unpaid.insert((pay_by, after.id));
            }
            (OrderState::Paying { since, .. }, _) => {
                self.paying.insert((*since, after.id));
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
