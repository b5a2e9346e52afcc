//! The test provider: it takes no money, and does what the token says.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::shop::checkout::PaymentStanding;
use serde::Deserialize;
use service::shop::{EventStore, Payment, PaymentMessage, Payments, Unheard};
use service::{Entropy, PortError};
use tokio::time::sleep;
use uuid::Uuid;

use super::Seal;
use super::ledger::Ledger;

/// Longer than anybody waits.
const TOO_LONG: Duration = Duration::from_mins(1);

/// Whoever takes the money, for trying things out: it has as much as anybody likes.
pub struct Trial {
    ledger: Ledger,
    seal: Seal,
}

/// What its messages say.
#[derive(Deserialize)]
struct Said {
    payment: Uuid,
}

impl Trial {
    /// One that keeps what it knows in that store, and signs its messages like this.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, entropy: Arc<dyn Entropy>, seal: Seal) -> Self {
        Self { ledger: Ledger::of(store, entropy), seal }
    }
}

#[async_trait]
impl Payments for Trial {
    fn name(&self) -> &'static str {
        "trial"
    }

    async fn authorise(&self, payment: &Payment) -> Result<PaymentStanding, PortError> {
        let (decides, messages, is_late) = match payment.token.reveal() {
            "trial_ok" => (Some(PaymentStanding::Authorised), 1, false),
            "trial_twice" => (Some(PaymentStanding::Authorised), 2, false),
            "trial_late" => (Some(PaymentStanding::Authorised), 1, true),
            "trial_mute" => (None, 1, true),
            _ => (Some(PaymentStanding::Declined), 1, false),
        };
        let judge = |standing: PaymentStanding| decides.filter(|_| standing == PaymentStanding::Unknown);
        let standing = self.ledger.change(payment.id, messages, judge).await?;
        if is_late {
            sleep(TOO_LONG).await;
        }
        Ok(standing)
    }

    async fn capture(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        let judge = |standing: PaymentStanding| {
            (standing == PaymentStanding::Authorised).then_some(PaymentStanding::Captured)
        };
        self.ledger.change(payment, 1, judge).await
    }

    async fn call_off(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        let judge = |standing: PaymentStanding| {
            let is_open = matches!(standing, PaymentStanding::Unknown | PaymentStanding::Authorised);
            is_open.then_some(PaymentStanding::CalledOff)
        };
        self.ledger.change(payment, 1, judge).await
    }

    async fn look_up(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        self.ledger.standing(payment).await
    }

    fn hear(&self, message: PaymentMessage<'_>, now: Timestamp) -> Result<Uuid, Unheard> {
        self.seal.check(message.signature, message.body, now)?;
        let said: Said = serde_json::from_slice(message.body).map_err(|_| Unheard::Forged)?;
        Ok(said.payment)
    }
}
