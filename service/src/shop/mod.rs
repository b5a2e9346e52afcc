//! The shop: what people can do there. Events are the only source of truth; whatever is read was loaded before.
mod aliases;
mod alone;
mod book;
mod browse;
mod calling;
mod carrier;
mod carts;
mod cashier;
mod command;
mod confirming;
mod copies;
mod desk;
mod events;
mod expiring;
mod failure;
mod handing_in;
mod herald;
mod import;
mod joining;
mod keeping_up;
mod kept;
mod leaving;
mod listing;
mod measured;
mod open_orders;
mod orders;
mod outgoing;
mod paying;
mod people;
mod ports;
mod products;
mod range;
mod sheets;
mod snapshots;
mod standstill;
mod stock;
mod till;
mod tills;
mod told;
mod warehouse;

use std::sync::Arc;
use std::time::Duration;

use sourcing::{Bridge, Feed, Position, Projection, View, Watched};
use tokio::sync::watch;

pub use aliases::People;
pub use browse::{AsOf, Read};
pub use calling::Calling;
pub use carts::Wish;
pub use command::{Command, Outcome};
pub use confirming::Confirming;
pub use copies::StateHash;
pub use events::{Health, Healths, Past};
pub use failure::ShopError;
pub use handing_in::About;
pub use orders::Placing;
pub use outgoing::Outgoing;
pub use paying::Paying;
pub use ports::{
    Answer, Call, NewsOutbox, OrderChange, Payment, PaymentMessage, Payments, Unheard, Webhook, Wording,
};
pub use products::{Known, Wanted};
pub use sheets::Imported;
pub use sourcing::{CopyError, Entry, EventStore, Kind as EventKind, Sieve, StreamName};
pub use stock::{Count, KnownStock};

use crate::Entropy;
use crate::duty::{Errand, Leases};
use crate::identity::AccountRepository;
use book::Book;
use browse::Browsed;
use carrier::Carrier;
use carts::shown;
use cashier::Cashier;
use desk::{Clerk, Desk, Known as KnownAtDesk};
use expiring::Expiring;
use herald::Herald;
use keeping_up::{Models, Writers};
use listing::Listing;
use range::Range;
use snapshots::KeptModels;
use till::Till;
use tills::Tills;
use warehouse::Warehouse;

/// What people do in the shop.
#[derive(Clone)]
pub struct Shop {
    accounts: Arc<dyn AccountRepository>,
    range: Book<Range>,
    warehouse: Book<Warehouse>,
    tills: Book<Tills>,
    desk: Desk,
    entropy: Arc<dyn Entropy>,
    catalog: View<Browsed>,
    listing: Arc<Carrier>,
    herald: Arc<Herald>,
    store: Arc<dyn EventStore>,
    /// The same as it is kept: people in it are sealed.
    sealed: Arc<dyn EventStore>,
    people: People,
    leases: Arc<dyn Leases>,
    models: Models,
    kept: KeptModels,
    writers: Writers,
    payments: Option<Arc<Till>>,
}

impl Shop {
    /// Over these ports. Nothing is read before somebody keeps it up: see [`Self::keep_up`].
    #[must_use]
    pub fn new(
        store: Arc<dyn EventStore>,
        news: Arc<dyn NewsOutbox>,
        accounts: Arc<dyn AccountRepository>,
        people: People,
        leases: Arc<dyn Leases>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let (sealed, store) = (store.clone(), people.over(store));
        let (range_writer, range) = Projection::new(Range::default(), Position::START);
        let (warehouse_writer, warehouse) = Projection::new(Warehouse::default(), Position::START);
        let (tills_writer, tills) = Projection::new(Tills::default(), Position::START);
        let (catalog_writer, catalog) = Projection::new(Browsed::default(), Position::START);
        let feed = Feed::new(store.clone(), |model, stopped| {
            tracing::error!(model, %stopped, "goes on no more");
        });
        let feed = feed.to(range_writer).to(warehouse_writer).to(tills_writer).to(catalog_writer);
        let models: Vec<Box<dyn Watched>> = vec![
            Box::new(range.clone()),
            Box::new(warehouse.clone()),
            Box::new(tills.clone()),
            Box::new(catalog.clone()),
        ];
        let translation = Arc::new(Listing::new(store.clone(), catalog.clone()));
        let bridge = Bridge::new(store.clone(), translation);
        let herald = Herald::new(store.clone(), news, catalog.clone(), tills.clone(), people.clone());
        let (desk, waiting) = Desk::open();
        let known =
            KnownAtDesk { tills: tills.clone(), warehouse: warehouse.clone(), catalog: catalog.clone() };
        let (sold, _) = watch::channel(0);
        let (at_desk, clock) = (store.clone(), entropy.clone());
        let clerk = Clerk { store: at_desk, entropy: clock, known, waiting, sold, pay_within: None };
        Self {
            accounts,
            range: Book::new(store.clone(), range, people.clone(), entropy.clone()),
            warehouse: Book::new(store.clone(), warehouse, people.clone(), entropy.clone()),
            tills: Book::new(store.clone(), tills, people.clone(), entropy.clone()),
            desk,
            entropy,
            catalog,
            listing: Arc::new(Carrier::new("shop.listing", bridge, store.clone())),
            herald: Arc::new(herald),
            store,
            sealed,
            people,
            leases,
            models: Arc::new(models),
            kept: KeptModels::default(),
            writers: Writers::of(feed, clerk),
            payments: None,
        }
    }

    /// The same, where somebody takes money: orders have to be paid in so long. To be said before anybody keeps it up.
    #[must_use]
    pub fn paid_by(self, payments: Arc<dyn Payments>, within: Duration) -> Self {
        self.writers.pay_within(within);
        let till = Till::new(payments, self.entropy.clone());
        Self { payments: Some(Arc::new(till)), ..self }
    }

    /// Who takes money here, in one word, if somebody does.
    #[must_use]
    pub fn taker(&self) -> Option<&'static str> {
        self.payments.as_ref().map(|payments| payments.name())
    }

    /// What one server at a time does for all.
    #[must_use]
    pub fn errands(&self) -> [Arc<dyn Errand>; 4] {
        let (expiring, cashier) = (Expiring(self.clone()), Cashier::of(self.clone()));
        [self.listing.clone(), self.herald.clone(), Arc::new(expiring), Arc::new(cashier)]
    }
}
