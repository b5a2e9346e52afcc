//! What becomes of an order until it is paid, or is not to be paid any more.
use thiserror::Error;
use uuid::Uuid;

use super::event::{
    Cancelling, CheckoutEvent, OrderCancelled, OrderExpired, OrderPaid, PaymentAstray, PaymentBegun,
    PaymentFailed, Unpaid,
};
use super::{Order, OrderState};
use crate::Timestamp;

/// Why nothing becomes of an order. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PaymentRule {
    /// Somebody is paying it, and it is not known yet what comes of it.
    #[error("the order is being paid")]
    BeingPaid,
    /// It is paid.
    #[error("the order is paid")]
    Paid,
    /// It does not stand any more, or never did.
    #[error("the order does not stand any more")]
    Over,
    /// The time to pay it is over.
    #[error("the time to pay the order is over")]
    Late,
    /// Nobody fails so often.
    #[error("an order can be tried to be paid {} times", Order::ATTEMPTS)]
    TooOften,
}

/// What whoever takes the money says of a payment, once there is no more to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// The money is taken.
    Taken,
    /// None is, and none will be.
    Failed(Unpaid),
}

impl Order {
    /// Payments that may be begun for one.
    pub const ATTEMPTS: usize = 20;

    /// What happens when somebody begins to pay it.
    pub fn pay(&self, payment: Uuid, now: Timestamp) -> Result<PaymentBegun, PaymentRule> {
        match self.state {
            OrderState::Placed if self.is_late(now) => Err(PaymentRule::Late),
            OrderState::Placed if self.payments.len() >= Self::ATTEMPTS => Err(PaymentRule::TooOften),
            OrderState::Placed => Ok(PaymentBegun { order: self.id, payment }),
            OrderState::Paying { .. } => Err(PaymentRule::BeingPaid),
            OrderState::Paid(_) => Err(PaymentRule::Paid),
            OrderState::Refused(_) | OrderState::Cancelled(_) | OrderState::Expired => Err(PaymentRule::Over),
        }
    }

    /// What happens when it is heard what came of one of its payments: nothing if that is known. Money that was taken late is
    /// as good as any while the order stands and waits for nothing else; if not, it went astray.
    #[must_use]
    pub fn hear(&self, payment: Uuid, taking: Taking) -> Option<CheckoutEvent> {
        let order = self.id;
        let waits = matches!(self.state, OrderState::Paying { payment: begun, .. } if begun == payment);
        match taking {
            Taking::Failed(reason) if waits => {
                Some(CheckoutEvent::Unpaid(PaymentFailed { order, payment, reason }))
            }
            Taking::Failed(_) => None,
            Taking::Taken if self.state == OrderState::Paid(payment) || self.astray.contains(&payment) => {
                None
            }
            Taking::Taken if waits || self.state == OrderState::Placed => {
                Some(CheckoutEvent::Paid(OrderPaid { order, payment }))
            }
            Taking::Taken => Some(CheckoutEvent::Astray(PaymentAstray { order, payment })),
        }
    }

    /// What happens when it is taken back: nothing if it does not stand any more.
    pub fn cancel(&self, reason: Cancelling) -> Result<Option<OrderCancelled>, PaymentRule> {
        match self.state {
            OrderState::Placed => Ok(Some(OrderCancelled { order: self.id, reason })),
            OrderState::Paying { .. } => Err(PaymentRule::BeingPaid),
            OrderState::Paid(_) => Err(PaymentRule::Paid),
            OrderState::Refused(_) | OrderState::Cancelled(_) | OrderState::Expired => Ok(None),
        }
    }

    /// What happens when somebody looks whether it was paid in time: nothing if it was, or is being paid, or may still be.
    #[must_use]
    pub fn expire(&self, now: Timestamp) -> Option<OrderExpired> {
        let is_due = self.state == OrderState::Placed && self.is_late(now);
        is_due.then_some(OrderExpired { order: self.id })
    }

    /// How it goes on by an event of its own, which happened then.
    #[must_use]
    pub fn after(&self, event: &CheckoutEvent, at: Timestamp) -> Self {
        let mut order = self.clone();
        match event {
            CheckoutEvent::Cancelled(cancelled) => order.state = OrderState::Cancelled(cancelled.reason),
            CheckoutEvent::Expired(_) => order.state = OrderState::Expired,
            CheckoutEvent::Paying(begun) => {
                order.state = OrderState::Paying { payment: begun.payment, since: at };
                order.payments.push(begun.payment);
            }
            CheckoutEvent::Unpaid(_) => order.state = OrderState::Placed,
            CheckoutEvent::Paid(paid) => order.state = OrderState::Paid(paid.payment),
            CheckoutEvent::Astray(astray) => order.astray.push(astray.payment),
            CheckoutEvent::Opened(_)
            | CheckoutEvent::Changed(_)
            | CheckoutEvent::Ordered(_)
            | CheckoutEvent::Merged(_)
            | CheckoutEvent::Placed(_)
            | CheckoutEvent::Refused(_) => {}
        }
        order
    }

    fn is_late(&self, now: Timestamp) -> bool {
        self.pay_by.is_some_and(|pay_by| now >= pay_by)
    }
}

impl CheckoutEvent {
    /// The order that it happened to after it had been placed or refused.
    #[must_use]
    pub const fn goes_on(&self) -> Option<Uuid> {
        match self {
            Self::Cancelled(event) => Some(event.order),
            Self::Expired(event) => Some(event.order),
            Self::Paying(event) => Some(event.order),
            Self::Unpaid(event) => Some(event.order),
            Self::Paid(event) => Some(event.order),
            Self::Astray(event) => Some(event.order),
            Self::Opened(_)
            | Self::Changed(_)
            | Self::Ordered(_)
            | Self::Merged(_)
            | Self::Placed(_)
            | Self::Refused(_) => None,
        }
    }

    /// The order that it is about, and how that stands from then on, in one word, as others are told; nothing if it is about
    /// none, or leaves it as it stood.
    #[must_use]
    pub const fn leaves(&self) -> Option<(Uuid, &'static str)> {
        match self {
            Self::Placed(event) => Some((event.order, OrderState::PLACED)),
            Self::Refused(event) => Some((event.order, OrderState::REFUSED)),
            Self::Cancelled(event) => Some((event.order, OrderState::CANCELLED)),
            Self::Expired(event) => Some((event.order, OrderState::EXPIRED)),
            Self::Paying(event) => Some((event.order, OrderState::PAYING)),
            Self::Unpaid(event) => Some((event.order, OrderState::PLACED)),
            Self::Paid(event) => Some((event.order, OrderState::PAID)),
            Self::Opened(_) | Self::Changed(_) | Self::Ordered(_) | Self::Merged(_) | Self::Astray(_) => None,
        }
    }
}

impl PaymentRule {
    /// What programs tell it from others by.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BeingPaid => "being_paid",
            Self::Paid => "paid",
            Self::Over => "order_over",
            Self::Late => "too_late",
            Self::TooOften => "too_often",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::ids::AccountId;
    use crate::shop::Money;
    use crate::shop::checkout::{OrderPlaced, OrderRefused, Refusal};

    const PAY_BY: i64 = 20;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn placed() -> Order {
        Order::placed(&placing(), at(0))
    }

    fn placing() -> OrderPlaced {
        OrderPlaced {
            order: Uuid::from_u128(1),
            buyer: AccountId::stored(7),
            cart: Uuid::from_u128(2),
            hash: Uuid::from_u128(3),
            lines: vec![],
            total: Money::price(Some(1_995), "EUR").unwrap(),
            pay_by: Some(at(PAY_BY)),
        }
    }

    fn number(payment: u128) -> Uuid {
        Uuid::from_u128(payment)
    }

    #[test]
    fn others_are_told_how_a_new_order_stands() {
        let (placed, OrderPlaced { order, buyer, cart, hash, .. }) = (placing(), placing());
        let refusal = Refusal::OutOfStock { lacking: vec![] };
        let refused = OrderRefused { order, buyer, cart, hash, refusal };
        let states = [Order::placed(&placed, at(0)), Order::refused(&refused, at(0))].map(|new| new.state);
        let events = [CheckoutEvent::Placed(placed), CheckoutEvent::Refused(refused)];
        for (state, event) in states.iter().zip(events) {
            assert_eq!(event.leaves(), Some((order, state.as_str())));
        }
    }

    #[test]
    fn an_order_is_paid_until_the_last_moment_and_not_in_it() {
        assert!(placed().pay(number(9), at(PAY_BY - 1)).is_ok());
        assert_eq!(placed().pay(number(9), at(PAY_BY)), Err(PaymentRule::Late));
        assert_eq!(placed().expire(at(PAY_BY - 1)), None);
        assert!(placed().expire(at(PAY_BY)).is_some());
        let whenever = Order { pay_by: None, ..placed() };
        assert_eq!(whenever.expire(Timestamp::MAX), None, "nobody said until when");
        assert!(whenever.pay(number(9), Timestamp::MAX).is_ok());
    }

    #[test]
    fn who_is_paying_is_not_disturbed() {
        let begun = placed().pay(number(9), at(1)).unwrap();
        let order = placed().after(&CheckoutEvent::Paying(begun), at(1));
        assert_eq!(order.pay(number(10), at(2)), Err(PaymentRule::BeingPaid));
        assert_eq!(order.cancel(Cancelling::ByKeeper), Err(PaymentRule::BeingPaid));
        assert_eq!(order.expire(Timestamp::MAX), None);
        let taken = order.hear(number(9), Taking::Taken).unwrap();
        let paid = order.after(&taken, at(PAY_BY + 1));
        assert_eq!(paid.state, OrderState::Paid(number(9)), "however long it took");
        assert_eq!(paid.cancel(Cancelling::ByBuyer), Err(PaymentRule::Paid));
    }

    #[test]
    fn nobody_tries_for_ever() {
        let mut order = placed();
        for attempt in 0..Order::ATTEMPTS {
            let payment = number(u128::try_from(attempt).unwrap());
            order = order.after(&CheckoutEvent::Paying(order.pay(payment, at(1)).unwrap()), at(1));
            let declined = order.hear(payment, Taking::Failed(Unpaid::Declined)).unwrap();
            order = order.after(&declined, at(1));
        }
        assert_eq!(order.pay(number(99), at(1)), Err(PaymentRule::TooOften));
    }

    /// What may happen: somebody begins a payment; one of those that were begun is said to have taken the money, or not, as often
    /// and as late as anybody likes; somebody takes the order back; the clock looks.
    fn step() -> impl Strategy<Value = (u8, usize, i64)> {
        (0_u8..6, 0_usize..4, 0..2 * PAY_BY)
    }

    proptest! {
        #[test]
        fn money_is_never_lost_and_nothing_is_freed_that_is_paid(
            steps in prop::collection::vec(step(), 1..60),
        ) {
            let mut order = placed();
            let (mut begun, mut taken, mut freed) = (vec![], BTreeSet::new(), 0);
            let mut clock = 0;
            for (what, which, moment) in steps {
                clock = clock.max(moment);
                let now = at(clock);
                let chosen = begun.get(which).copied();
                let event = match (what, chosen) {
                    (0, _) => order.pay(number(100 + begun.len() as u128), now).ok().map(CheckoutEvent::Paying),
                    (1 | 2, Some(payment)) => {
                        taken.insert(payment);
                        order.hear(payment, Taking::Taken)
                    }
                    // whoever has taken it does not say that they have not
                    (3, Some(payment)) if !taken.contains(&payment) => {
                        order.hear(payment, Taking::Failed(Unpaid::CalledOff))
                    }
                    (4, _) => order.cancel(Cancelling::ByBuyer).unwrap_or_default().map(CheckoutEvent::Cancelled),
                    _ => order.expire(now).map(CheckoutEvent::Expired),
                };
                let Some(event) = event else { continue };
                let before = order.state.clone();
                match &event {
                    CheckoutEvent::Paying(event) => begun.push(event.payment),
                    CheckoutEvent::Cancelled(_) | CheckoutEvent::Expired(_) => {
                        freed += 1;
                        prop_assert_eq!(&before, &OrderState::Placed, "paid, or being paid");
                    }
                    _ => {}
                }
                order = order.after(&event, now);
                prop_assert_eq!(event.goes_on(), Some(order.id));
                let (of, told) = event.leaves().unwrap_or((order.id, before.as_str()));
                prop_assert_eq!((of, told), (order.id, order.state.as_str()), "others are told what is so");
                if let OrderState::Paid(_) = before {
                    prop_assert_eq!(&before, &order.state, "for good");
                }
                prop_assert!(freed <= 1, "freed twice");
                let paid_by = match order.state {
                    OrderState::Paid(payment) => Some(payment),
                    _ => None,
                };
                let accounted: BTreeSet<Uuid> = order.astray.iter().copied().chain(paid_by).collect();
                prop_assert_eq!(accounted.len(), order.astray.len() + usize::from(paid_by.is_some()), "told twice");
                prop_assert_eq!(&accounted, &taken, "all that was taken is either for the order or to be given back");
                prop_assert_eq!(&order.payments, &begun);
            }
        }
    }
}
