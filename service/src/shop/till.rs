//! Whoever takes the money, asked with manners.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::shop::checkout::PaymentStanding;
use uuid::Uuid;

use super::ports::{Payment, PaymentMessage, Payments, Unheard};
use crate::outward::Outward;
use crate::{Entropy, PortError};

/// How long an answer may take: somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often something is asked for at the most.
const TRIES: u32 = 2;

/// The one behind it, who is not waited for without end, and left alone while they don't answer.
pub(super) struct Till {
    payments: Arc<dyn Payments>,
    outward: Outward,
}

impl Till {
    pub(super) fn new(payments: Arc<dyn Payments>, entropy: Arc<dyn Entropy>) -> Self {
        Self { payments, outward: Outward::new("payments", PATIENCE, TRIES, entropy) }
    }

    /// Refuses while they are left alone: what nobody would be asked for must not begin.
    pub(super) fn admits(&self) -> Result<(), PortError> {
        self.outward.admits()
    }
}

#[async_trait]
impl Payments for Till {
    fn name(&self) -> &'static str {
        self.payments.name()
    }

    async fn authorise(&self, payment: &Payment) -> Result<PaymentStanding, PortError> {
        let payments = &*self.payments;
        self.outward.ask(|| payments.authorise(payment)).await
    }

    async fn capture(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        let payments = &*self.payments;
        self.outward.ask(|| payments.capture(payment)).await
    }

    async fn call_off(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        let payments = &*self.payments;
        self.outward.ask(|| payments.call_off(payment)).await
    }

    async fn look_up(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        let payments = &*self.payments;
        self.outward.ask(|| payments.look_up(payment)).await
    }

    fn hear(&self, message: PaymentMessage<'_>, now: Timestamp) -> Result<Uuid, Unheard> {
        self.payments.hear(message, now)
    }
}
