//! Telling everybody else what happened in the shop: from its own events to those of the log, each once.
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::realtime::{Cause, Origin, TraceContext};
use domain::shop::catalog::CatalogEvent;
use domain::shop::checkout::{CheckoutEvent, Owner};
use domain::shop::{
    CartChanged, GuestCartChanged, OrderChanged, ProductGone, ProductOffered, ShopEvent, ShopNews, StockLeft,
};
use domain::{Recorded, shop::pim::ProductId};
use sourcing::{Entry, EventStore, Mark, Misread, Position, Stopped, StreamName, View, read_to};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::aliases::People;
use super::browse::Browsed;
use super::carts::shown;
use super::ports::NewsOutbox;
use super::standstill::Standstill;
use super::tills::Tills;
use super::told;
use crate::PortError;
use crate::duty::{BEAT, Due, Errand};

/// What its lease is called.
const NAME: &str = "shop.news";
/// Events that are told at once.
const PAGE: usize = 256;
/// How long somebody else is left alone who tells the same.
const PAUSE: Duration = Duration::from_millis(50);

/// Follows the shop's events, and tells of them what is news to others.
pub(super) struct Herald {
    store: Arc<dyn EventStore>,
    outbox: Arc<dyn NewsOutbox>,
    catalog: View<Browsed>,
    tills: View<Tills>,
    people: People,
    standstill: Standstill,
}

/// What a turn came to.
enum Turn {
    /// All that happened is told.
    Idle(Position),
    /// There may be more.
    Moved,
    /// Somebody else was faster.
    Disturbed,
    /// It goes on no more.
    Stopped,
}

impl Herald {
    pub(super) fn new(
        store: Arc<dyn EventStore>,
        outbox: Arc<dyn NewsOutbox>,
        catalog: View<Browsed>,
        tills: View<Tills>,
        people: People,
    ) -> Self {
        Self { store, outbox, catalog, tills, people, standstill: Standstill::of(NAME) }
    }

    /// What it could not get over, if it goes on no more.
    pub(super) fn stopped(&self) -> Option<Stopped> {
        self.standstill.stopped()
    }

    async fn turn(&self) -> Result<Turn, PortError> {
        let name = StreamName::stored("bridge:news");
        let from = self.store.mark(&name).await?;
        let (entries, corrupt) = read_to(&*self.store, from, PAGE).await?;
        let corrupt = corrupt.map(|corrupt| Stopped { position: corrupt.0, why: corrupt.to_string() });
        let Some(last) = entries.last() else {
            let is_stopped = corrupt.is_some();
            self.standstill.note(corrupt);
            return Ok(if is_stopped { Turn::Stopped } else { Turn::Idle(from) });
        };
        if let Err(stopped) = self.know(last.position).await {
            self.standstill.note(Some(stopped));
            return Ok(Turn::Stopped);
        }
        let (news, through, stopped) = self.tell(from, &entries);
        let stopped = stopped.or(corrupt);
        let is_stopped = stopped.is_some();
        self.standstill.note(stopped);
        if through == from {
            return Ok(Turn::Stopped);
        }
        let moved = self.outbox.publish(Mark { name, from, through }, news).await?;
        Ok(match moved {
            false => Turn::Disturbed,
            true if is_stopped => Turn::Stopped,
            true => Turn::Moved,
        })
    }

    /// Returns when what is known is as new as that.
    async fn know(&self, position: Position) -> Result<(), Stopped> {
        self.catalog.reached(position).await?;
        self.tills.reached(position).await
    }

    /// What is news of these, through where, and what it came to that it does not understand.
    fn tell(
        &self,
        from: Position,
        entries: &[Entry],
    ) -> (Vec<Recorded<ShopNews>>, Position, Option<Stopped>) {
        let (mut news, mut through) = (vec![], from);
        for entry in entries {
            match self.news(entry) {
                Ok(one) => news.extend(one.map(|one| (one, self.cause(entry)))),
                Err(misread) => {
                    let stopped = Stopped { position: entry.position, why: misread.to_string() };
                    return (recorded(news), through, Some(stopped));
                }
            }
            through = entry.position;
        }
        (recorded(news), through, None)
    }

    fn news(&self, entry: &Entry) -> Result<Option<ShopNews>, Misread> {
        Ok(match entry.fact.kind.context() {
            CatalogEvent::CONTEXT => self.of_the_catalogue(entry.position.number(), told::read(entry)?),
            CheckoutEvent::CONTEXT => self.of_the_checkout(entry.position.number(), &told::read(entry)?),
            _ => None,
        })
    }

    /// What visitors don't find they are not told of.
    fn of_the_catalogue(&self, position: u64, event: CatalogEvent) -> Option<ShopNews> {
        match event {
            CatalogEvent::Listed(listed) => {
                let (product, name, price) = (listed.product, listed.wording.name, listed.price);
                Some(ShopNews::Offered(Box::new(ProductOffered { position, product, name, price })))
            }
            CatalogEvent::Unlisted(gone) => {
                Some(ShopNews::Gone(ProductGone { position, product: gone.product }))
            }
            CatalogEvent::Available(left) => {
                self.was_found(&left.product, position).then_some(ShopNews::Stock(StockLeft {
                    position,
                    product: left.product,
                    available: left.available,
                }))
            }
        }
    }

    /// Whether visitors found it then, and still do.
    fn was_found(&self, product: &ProductId, position: u64) -> bool {
        let seen = self.catalog.read();
        seen.model.catalog().find(product).is_some_and(|listing| listing.since < position)
    }

    fn of_the_checkout(&self, position: u64, event: &CheckoutEvent) -> Option<ShopNews> {
        match event {
            CheckoutEvent::Changed(changed) => self.of_a_cart(changed.cart),
            CheckoutEvent::Ordered(ordered) => self.of_a_cart(ordered.cart),
            CheckoutEvent::Merged(merged) => self.of_a_cart(merged.cart),
            CheckoutEvent::Opened(_)
            | CheckoutEvent::Placed(_)
            | CheckoutEvent::Refused(_)
            | CheckoutEvent::Cancelled(_)
            | CheckoutEvent::Expired(_)
            | CheckoutEvent::Paying(_)
            | CheckoutEvent::Unpaid(_)
            | CheckoutEvent::Paid(_)
            | CheckoutEvent::Astray(_) => self.of_an_order(position, event),
        }
    }

    /// Each state that an order ever had, one after the other.
    fn of_an_order(&self, position: u64, event: &CheckoutEvent) -> Option<ShopNews> {
        let (order, state) = event.leaves()?;
        let buyer = self.people.who(self.tills.read().model.order(order)?.buyer)?;
        Some(ShopNews::Order(OrderChanged { position, buyer, order, state: state.to_owned() }))
    }

    /// The whole cart as it is now: somebody may be told twice of the same, and the last they are told is how it stands.
    fn of_a_cart(&self, cart: Uuid) -> Option<ShopNews> {
        let (tills, catalog) = (self.tills.read(), self.catalog.read());
        let owner = tills.model.owner(cart)?;
        let position = tills.at.min(catalog.at).number();
        let cart = shown(&tills.model, owner, catalog.model.catalog());
        Some(match owner {
            Owner::Account(known) => {
                let owner = self.people.who(known)?;
                ShopNews::Cart(Box::new(CartChanged { position, owner, cart }))
            }
            Owner::Guest(guest) => ShopNews::GuestCart(Box::new(GuestCartChanged { position, guest, cart })),
        })
    }
}

impl Herald {
    /// News have ids that follow from those of what they tell.
    fn cause(&self, entry: &Entry) -> Cause {
        let fact = &entry.fact;
        let actor = fact.actor.as_deref().and_then(|actor| self.people.actor(actor));
        let trace = fact.trace.as_deref().and_then(TraceContext::parse);
        let origin = Origin { actor, correlation: fact.correlation, causation: Some(fact.id), trace };
        origin.cause(entry.leads_to(&StreamName::stored("bridge:news"), 0), fact.at)
    }
}

/// As they are told: of several about one cart, which say the same, the last.
fn recorded(news: Vec<(ShopNews, Cause)>) -> Vec<Recorded<ShopNews>> {
    let mut told: HashSet<Owner> = HashSet::new();
    let mut kept: Vec<_> = news
        .into_iter()
        .rev()
        .filter(|(one, _)| whose_cart(one).is_none_or(|owner| told.insert(owner)))
        .map(|(one, cause)| one.tell(&cause))
        .collect();
    kept.reverse();
    kept
}

fn whose_cart(news: &ShopNews) -> Option<Owner> {
    match news {
        ShopNews::Cart(told) => Some(told.owner.into()),
        ShopNews::GuestCart(told) => Some(told.guest.into()),
        ShopNews::Offered(_) | ShopNews::Gone(_) | ShopNews::Stock(_) | ShopNews::Order(_) => None,
    }
}

#[async_trait]
impl Errand for Herald {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn run(&self, _: Timestamp) -> Result<Due, PortError> {
        Ok(match self.turn().await? {
            Turn::Moved => Due::Now,
            Turn::Idle(at) => {
                // the lease goes on beside this; whether it grew or not, it is worth a look
                let _ = timeout(BEAT, self.store.grown(at)).await;
                Due::Now
            }
            Turn::Disturbed => {
                sleep(PAUSE).await;
                Due::Now
            }
            Turn::Stopped => Due::Whenever,
        })
    }
}
