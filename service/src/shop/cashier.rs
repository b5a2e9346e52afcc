//! Payments that nobody has heard the end of are looked after until there is one.
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::realtime::Origin;
use uuid::Uuid;

use super::book::ready;
use super::paying::later;
use super::{Shop, ShopError};
use crate::PortError;
use crate::duty::{Due, Errand};

/// How long whoever has begun a payment is left alone with it, and how long it is until one is looked after again.
const PAUSE: Duration = Duration::from_secs(5);
/// Payments that are looked after in one round.
const AT_ONCE: usize = 16;

/// Looks after payments: those of a server that died, those that were answered late, and those that nobody answers. One server
/// at a time does it; what others do about the same one meanwhile does no harm.
pub(super) struct Cashier {
    shop: Shop,
    rounds: Mutex<Rounds>,
    /// Whether it was said that nobody looks after some.
    said: AtomicBool,
}

#[derive(Default)]
struct Rounds {
    /// Where the last one ended.
    seen: Option<(Timestamp, Uuid)>,
    /// When the next one begins.
    next: Option<Timestamp>,
}

impl Cashier {
    pub(super) fn of(shop: Shop) -> Self {
        Self { shop, rounds: Mutex::default(), said: AtomicBool::new(false) }
    }

    /// Those whose turn it is, one after the other; nothing before the next round.
    fn turn(&self, now: Timestamp) -> Result<Vec<Uuid>, Due> {
        let mut rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(next) = rounds.next.filter(|next| *next > now) {
            return Err(Due::At(next));
        }
        let before = now.checked_sub(PAUSE).unwrap_or(Timestamp::MIN);
        let found = self.shop.tills.view.read().model.open().being_paid(rounds.seen, before, AT_ONCE);
        let is_last = found.len() < AT_ONCE;
        rounds.seen = found.last().map(|(place, _)| *place).filter(|_| !is_last);
        rounds.next = now.checked_add(PAUSE).ok().filter(|_| is_last);
        Ok(found.into_iter().map(|(_, payment)| payment).collect())
    }

    /// How many have no end and get none here, as nobody takes money: whoever was asked for it is not known here.
    fn left(&self) -> usize {
        match self.shop.payments {
            Some(_) => 0,
            None => self.shop.tills.view.read().model.open().payments(),
        }
    }

    /// Says so, once.
    fn say_what_is_left(&self) {
        let left = self.left();
        if !self.said.swap(left > 0, Ordering::Relaxed) && left > 0 {
            tracing::error!(
                payments = left,
                "payments are open, and nobody takes money here who could end them"
            );
        }
    }

    /// Nobody else is asked about before the next round: who takes the money is away, or the store is.
    fn rest(&self, now: Timestamp) -> Due {
        let next = now.checked_add(PAUSE).unwrap_or(now);
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner).next = Some(next);
        Due::At(next)
    }
}

#[async_trait]
impl Errand for Cashier {
    fn name(&self) -> &'static str {
        "shop.payments"
    }

    fn stopped_by(&self) -> Option<String> {
        let left = self.left();
        (left > 0).then(|| {
            format!("payments that are open, and nobody takes money here who could end them: {left}")
        })
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        if ready(&self.shop.tills.view).is_err() {
            return Ok(Due::Whenever);
        }
        if self.shop.payments.is_none() {
            self.say_what_is_left();
            return Ok(Due::Whenever);
        }
        let payments = match self.turn(now) {
            Ok(payments) => payments,
            Err(due) => return Ok(due),
        };
        for payment in payments {
            let correlation = self.shop.entropy.uuid();
            let origin = Origin { actor: None, correlation, causation: None, trace: None };
            if let Err(error) = self.shop.see_to_payment(payment, &origin).await {
                let is_away = matches!(error, ShopError::Port(_));
                later(payment)(error);
                if is_away {
                    return Ok(self.rest(now));
                }
            }
        }
        Ok(Due::Now)
    }
}
