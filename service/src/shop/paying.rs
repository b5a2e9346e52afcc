//! Somebody pays what they have ordered.
use std::sync::Arc;

use domain::ids::AccountId;
use domain::realtime::Origin;
use domain::shop::checkout::{Order, OrderState, PaymentRule, PaymentStanding, PaymentStep, PaymentToken};
use uuid::Uuid;

use super::book::ready;
use super::desk::{Matter, Settled};
use super::ports::{Payment, PaymentMessage, Payments, Unheard};
use super::{Command, Outcome, Shop, ShopError};
use crate::PortError;

/// Steps in a row about one payment; one that never comes to an end has to wait.
const STEPS: usize = 4;

/// What came of an attempt to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paying {
    /// The order is paid.
    Paid(Arc<Order>),
    /// It is not, by this payment: no money was taken.
    Unpaid(Arc<Order>),
    /// Whoever takes the money has not said in time. It is found out, and the order tells.
    Open(Arc<Order>),
}

impl Paying {
    fn of(order: Arc<Order>, payment: Uuid) -> Self {
        let waits = matches!(order.state, OrderState::Paying { payment: begun, .. } if begun == payment);
        if order.state == OrderState::Paid(payment) {
            Self::Paid(order)
        } else if waits || order.astray.contains(&payment) {
            Self::Open(order)
        } else {
            Self::Unpaid(order)
        }
    }
}

impl Shop {
    /// Pays one's own order; whoever asks again under the same key goes on with the same payment. Nothing is taken but for what
    /// is kept for the buyer.
    pub async fn pay(
        &self,
        by: AccountId,
        order: Uuid,
        token: PaymentToken,
        command: &Command,
    ) -> Result<Outcome<Paying>, ShopError> {
        let payments = self.payments.as_deref().ok_or(ShopError::Unpayable)?;
        self.catch_up().await?;
        let keyed = self.keyed(command, &("pay", order, token.reveal())).await?;
        let payment = keyed.as_ref().map_or_else(|| self.entropy.uuid(), |keyed| keyed.asked);
        let mine = Some(self.found(order)?).filter(|found| found.buyer == by).ok_or(ShopError::NotFound)?;
        if mine.state == OrderState::Placed {
            payments.admits()?;
        }
        let sum = mine.total.clone().ok_or(PaymentRule::Over)?;
        let (at, replayed) = match self.settled(Matter::Pay(payment), order, command, keyed).await? {
            Settled::Decided(_, at) => (at, false),
            Settled::Already(_, at) => (at, true),
            Settled::Changed(..) => return Err(ShopError::Busy),
        };
        self.known(at).await?;
        if self.awaits(order, payment)? {
            let asked = Payment { id: payment, order, sum, token };
            let answered = payments.authorise(&asked).await;
            let origin = &command.origin;
            self.carry_through(payments, (order, payment), answered, origin)
                .await
                .unwrap_or_else(later(payment));
        }
        let position = self.tills.view.read().at.number();
        Ok(Outcome { answer: Paying::of(self.found(order)?, payment), position, replayed })
    }

    /// The payment that a message of whoever takes the money is about.
    pub fn hear_of_payment(&self, message: PaymentMessage<'_>) -> Result<Uuid, Unheard> {
        let payments = self.payments.as_deref().ok_or(Unheard::Forged)?;
        payments.hear(message, self.entropy.now())
    }

    /// Finds out how a payment stands, and does what is to be done then. One that nobody here has begun is nobody's business.
    pub async fn see_to_payment(&self, payment: Uuid, origin: &Origin) -> Result<(), ShopError> {
        let Some(payments) = self.payments.as_deref() else { return Ok(()) };
        self.catch_up().await?;
        let order = self.tills.view.read().model.open().order_of(payment);
        let Some(order) = order else { return Ok(()) };
        let stands = payments.look_up(payment).await;
        self.carry_through(payments, (order, payment), stands, origin).await
    }

    /// Does what is to be done about a payment until there is nothing more to do now.
    async fn carry_through(
        &self,
        payments: &dyn Payments,
        (order, payment): (Uuid, Uuid),
        stands: Result<PaymentStanding, PortError>,
        origin: &Origin,
    ) -> Result<(), ShopError> {
        let mut stands = stands?;
        for _ in 0..STEPS {
            stands = match self.found(order)?.step(payment, stands, self.entropy.now()) {
                PaymentStep::Wait => return Ok(()),
                PaymentStep::Capture => payments.capture(payment).await?,
                PaymentStep::CallOff => payments.call_off(payment).await?,
                PaymentStep::Tell(taking) => {
                    let command = Command { origin: origin.clone(), key: None };
                    let matter = Matter::Hear(payment, taking);
                    match self.settled(matter, order, &command, None).await? {
                        Settled::Decided(_, at) | Settled::Already(_, at) => self.known(at).await?,
                        Settled::Changed(..) => return Err(ShopError::Busy),
                    }
                    if self.found(order)?.astray.contains(&payment) {
                        tracing::error!(order.id = %order, payment.id = %payment, "money is to be given back");
                    }
                    return Ok(());
                }
            };
        }
        Ok(())
    }

    fn awaits(&self, order: Uuid, payment: Uuid) -> Result<bool, ShopError> {
        Ok(matches!(Paying::of(self.found(order)?, payment), Paying::Open(_)))
    }

    /// Returns when as much is known as anybody was ever told.
    pub(super) async fn catch_up(&self) -> Result<(), ShopError> {
        ready(&self.tills.view)?;
        let head = self.tills.store().head().await?.position;
        self.known(head).await
    }
}

/// What could not be found out now is so later.
pub(super) fn later(payment: Uuid) -> impl Fn(ShopError) {
    move |error| {
        let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        tracing::warn!(payment.id = %payment, %error, source, "a payment is seen to later");
    }
}
