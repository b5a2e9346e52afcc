//! How a payment stands with whoever takes the money, and what is to be done about it.
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Order, OrderState, Taking, Unpaid};
use crate::Timestamp;

/// How a payment stands with whoever takes the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStanding {
    /// They have not heard of it, or not decided yet.
    Unknown,
    /// The money is set aside, and can be taken.
    Authorised,
    /// It is taken.
    Captured,
    /// They said no.
    Declined,
    /// It was called off before anything was taken, and nothing will be.
    CalledOff,
}

/// What is to be done about a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStep {
    /// To take what is set aside.
    Capture,
    /// To leave it, so that nothing will be taken.
    CallOff,
    /// To tell what came of it.
    Tell(Taking),
    /// To look again later.
    Wait,
}

impl Order {
    /// How long it is waited for whoever takes the money and has not heard of a payment, or not decided, before it is called
    /// off: longer than any request for it is on its way.
    pub const UNHEARD: SignedDuration = SignedDuration::from_mins(2);

    /// What is to be done about one of its payments that stands like this. Money is taken only while the order waits for it, so
    /// that what is in it is kept; what is set aside for nothing is left.
    #[must_use]
    pub fn step(&self, payment: Uuid, standing: PaymentStanding, now: Timestamp) -> PaymentStep {
        let since = match self.state {
            OrderState::Paying { payment: begun, since } if begun == payment => Some(since),
            _ => None,
        };
        match (standing, since) {
            (PaymentStanding::Captured, _) => PaymentStep::Tell(Taking::Taken),
            (PaymentStanding::Declined, _) => PaymentStep::Tell(Taking::Failed(Unpaid::Declined)),
            (PaymentStanding::CalledOff, _) => PaymentStep::Tell(Taking::Failed(Unpaid::CalledOff)),
            (PaymentStanding::Authorised, Some(_)) => PaymentStep::Capture,
            (PaymentStanding::Authorised, None) => PaymentStep::CallOff,
            (PaymentStanding::Unknown, Some(since)) if now.duration_since(since) > Self::UNHEARD => {
                PaymentStep::CallOff
            }
            (PaymentStanding::Unknown, _) => PaymentStep::Wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AccountId;

    const PAYMENT: Uuid = Uuid::from_u128(9);

    fn order(state: OrderState) -> Order {
        Order {
            id: Uuid::from_u128(1),
            buyer: AccountId::stored(7),
            at: Timestamp::UNIX_EPOCH,
            hash: Uuid::from_u128(2),
            lines: vec![],
            total: None,
            state,
            pay_by: None,
            payments: vec![PAYMENT],
            astray: vec![],
        }
    }

    fn after(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn money_is_taken_only_while_the_order_waits_for_it() {
        let states = [
            OrderState::Placed,
            OrderState::Expired,
            OrderState::Paid(Uuid::from_u128(8)),
            OrderState::Paying { payment: Uuid::from_u128(8), since: after(0) },
        ];
        for state in states {
            let step = order(state.clone()).step(PAYMENT, PaymentStanding::Authorised, after(1));
            assert_eq!(step, PaymentStep::CallOff, "{state:?}");
        }
        let waiting = order(OrderState::Paying { payment: PAYMENT, since: after(0) });
        assert_eq!(waiting.step(PAYMENT, PaymentStanding::Authorised, after(9_999)), PaymentStep::Capture);
    }

    #[test]
    fn what_nobody_has_heard_of_is_called_off_after_a_while() {
        let waiting = order(OrderState::Paying { payment: PAYMENT, since: after(0) });
        assert_eq!(waiting.step(PAYMENT, PaymentStanding::Unknown, after(120)), PaymentStep::Wait);
        assert_eq!(waiting.step(PAYMENT, PaymentStanding::Unknown, after(121)), PaymentStep::CallOff);
        let over = order(OrderState::Placed);
        assert_eq!(over.step(PAYMENT, PaymentStanding::Unknown, after(121)), PaymentStep::Wait);
    }
}
