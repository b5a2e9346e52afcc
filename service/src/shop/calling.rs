//! Whoever keeps the books elsewhere is called about each change of an order: one after the other, and until they have it.
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::shop::ShopEvent;
use domain::shop::checkout::{CheckoutEvent, Order};
use jiff::SignedDuration;
use sourcing::{Claims, Effect, Entry, EventStore, Misread, StreamName, Undone, Version};
use uuid::Uuid;

use super::aliases::People;
use super::outgoing::Outgoing;
use super::ports::{Answer, Call, OrderChange, Webhook, Wording};
use super::{Shop, told};
use crate::duty::{Due, Errand};
use crate::outward::{Outward, by_chance};
use crate::{Entropy, PortError};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(4);
/// How often somebody is called at once at the most; then they are left alone for a while.
const TRIES: u32 = 2;
/// How long they are left alone at the first time, at the most; each further time may be twice as long.
const PAUSE: Duration = Duration::from_secs(10);
/// They are never left alone for longer.
const LONGEST: Duration = Duration::from_mins(5);
/// What they have not taken so long after it happened is given up, so that it does not hold up the rest for ever.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(72);
/// But not before it was tried for so long here: the servers may have been away for just as long.
const AT_LEAST: SignedDuration = SignedDuration::from_hours(6);

/// Calls whoever keeps the books elsewhere: one server at a time, from when it is done for the first time.
pub struct Calling {
    caller: Arc<Caller>,
    outgoing: Outgoing,
}

impl Calling {
    /// About the orders of a shop, in these words.
    #[must_use]
    pub fn new(shop: &Shop, claims: Arc<dyn Claims>, webhook: Arc<dyn Webhook>, wording: Wording) -> Self {
        let outward = Outward::new("webhook", PATIENCE, TRIES, shop.entropy.clone());
        let caller = Arc::new(Caller {
            webhook,
            wording,
            outward,
            store: shop.store.clone(),
            people: shop.people.clone(),
            entropy: shop.entropy.clone(),
            trouble: Mutex::default(),
        });
        let outgoing = Outgoing::new("shop.webhook", shop.store.clone(), claims, caller.clone());
        Self { caller, outgoing: outgoing.from_now_on() }
    }
}

#[async_trait]
impl Errand for Calling {
    fn name(&self) -> &'static str {
        self.outgoing.name()
    }

    fn stopped_by(&self) -> Option<String> {
        self.outgoing.stopped_by()
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        // whose clock was set back does not wait for longer
        let waits = |next: &Timestamp| *next > now && *next <= now + LONGEST;
        match self.caller.next().filter(waits) {
            Some(next) => Ok(Due::At(next)),
            None => self.outgoing.run(now).await,
        }
    }
}

/// The call about a change.
struct Caller {
    webhook: Arc<dyn Webhook>,
    wording: Wording,
    outward: Outward,
    store: Arc<dyn EventStore>,
    people: People,
    entropy: Arc<dyn Entropy>,
    trouble: Mutex<Option<Trouble>>,
}

/// What was not taken, and holds up the rest.
#[derive(Debug, Clone, Copy)]
struct Trouble {
    event: Uuid,
    /// How often it was tried here, and since when.
    tried: u32,
    since: Timestamp,
    /// When it is tried again.
    next: Timestamp,
}

/// What a change is called outside, and the payment that it is about. What only leads to another one is not told.
fn change(entry: &Entry) -> Result<Option<(&'static str, Option<Uuid>)>, Misread> {
    if entry.fact.kind.context() != CheckoutEvent::CONTEXT {
        return Ok(None);
    }
    Ok(match told::read(entry)? {
        CheckoutEvent::Placed(_) => Some(("order.placed", None)),
        CheckoutEvent::Paid(paid) => Some(("order.paid", Some(paid.payment))),
        CheckoutEvent::Cancelled(_) => Some(("order.cancelled", None)),
        CheckoutEvent::Expired(_) => Some(("order.expired", None)),
        CheckoutEvent::Astray(astray) => Some(("order.payment_astray", Some(astray.payment))),
        CheckoutEvent::Opened(_)
        | CheckoutEvent::Changed(_)
        | CheckoutEvent::Ordered(_)
        | CheckoutEvent::Merged(_)
        | CheckoutEvent::Refused(_)
        | CheckoutEvent::Paying(_)
        | CheckoutEvent::Unpaid(_) => None,
    })
}

#[async_trait]
impl Effect for Caller {
    fn name(&self) -> StreamName {
        StreamName::stored("effect:webhook")
    }

    fn wants(&self, entry: &Entry) -> Result<bool, Misread> {
        change(entry).map(|change| change.is_some())
    }

    async fn perform(&self, entry: &Entry) -> Result<(), Undone> {
        let Ok(Some((kind, payment))) = change(entry) else { return Ok(()) };
        // who is left alone now has refused nothing, nor has anybody who was not asked
        self.outward.admits().map_err(|_| Undone)?;
        let order = self.order(entry).await.map_err(|error| {
            tracing::warn!(webhook.id = %entry.fact.id, error.source = ?error.source(), "an order could not be read, and will be told later");
            Undone
        })?;
        match self.tell(entry, kind, payment, order).await {
            Ok(Answer::Taken) => {
                *self.trouble() = None;
                Ok(())
            }
            Ok(Answer::Gone) => {
                tracing::warn!(webhook.id = %entry.fact.id, kind, "whoever is called wants to hear nothing of it");
                *self.trouble() = None;
                Ok(())
            }
            Ok(Answer::Refused(status)) => self.again(entry, &format!("it answered {status}")),
            Err(error) => {
                let (mut why, mut source) = (error.to_string(), error.source());
                while let Some(error) = source {
                    why = format!("{why}: {error}");
                    source = error.source();
                }
                self.again(entry, &why)
            }
        }
    }

    /// Nobody can say: whoever hears it again knows it by its id.
    async fn happened(&self, _: &Entry) -> Result<bool, Undone> {
        Ok(false)
    }
}

impl Caller {
    async fn tell(
        &self,
        entry: &Entry,
        kind: &'static str,
        payment: Option<Uuid>,
        order: Arc<Order>,
    ) -> Result<Answer, PortError> {
        let (at, position) = (entry.fact.at, entry.position.number());
        let body = (self.wording)(&OrderChange { kind, at, position, order, payment });
        let call = Call { id: entry.fact.id, body };
        self.outward.ask(|| self.webhook.call(&call)).await
    }

    /// The order as it stood then: by its own events, as far as the one that tells of the change.
    async fn order(&self, entry: &Entry) -> Result<Arc<Order>, PortError> {
        let so_many = usize::try_from(entry.version.number()).unwrap_or(usize::MAX);
        let events = self.store.read_stream(&entry.stream, Version::NONE, so_many).await;
        let mut order = None;
        for one in events.map_err(unread)? {
            let event: CheckoutEvent = told::read(&one).map_err(unread)?;
            order = match (&event, order) {
                (CheckoutEvent::Placed(placed), None) => Some(Order::placed(placed, one.fact.at)),
                (event, order) => order.map(|order: Order| order.after(event, one.fact.at)),
            };
        }
        let order = order.ok_or_else(|| unread("nobody has placed the order"))?;
        Ok(self.people.shown(&Arc::new(order)))
    }

    /// Takes down that something was not taken: it is tried again after a pause, or given up.
    fn again(&self, entry: &Entry, why: &str) -> Result<(), Undone> {
        let (now, event, position) = (self.entropy.now(), entry.fact.id, entry.position.number());
        let mut trouble = self.trouble();
        let before = trouble.filter(|trouble| trouble.event == event);
        let (tried, since) = before.map_or((1, now), |trouble| (trouble.tried + 1, trouble.since));
        if now.duration_since(entry.fact.at) >= GIVEN_UP && now.duration_since(since) >= AT_LEAST {
            tracing::error!(webhook.id = %event, position, why, "nobody took it for three days: it is given up");
            *trouble = None;
            return Ok(());
        }
        tracing::warn!(webhook.id = %event, position, tried, why, "a change of an order will be told again");
        *trouble = Some(Trouble { event, tried, since, next: now + self.pause(tried) });
        Err(Undone)
    }

    /// Half of it at the least.
    fn pause(&self, tried: u32) -> Duration {
        let half = PAUSE.saturating_mul(1 << tried.saturating_sub(1).min(16)).min(LONGEST) / 2;
        half + by_chance(half, &*self.entropy)
    }

    fn next(&self) -> Option<Timestamp> {
        self.trouble().map(|trouble| trouble.next)
    }

    fn trouble(&self) -> MutexGuard<'_, Option<Trouble>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unread(error: impl Into<Box<dyn Error + Send + Sync>>) -> PortError {
    PortError::new("event store", error)
}
