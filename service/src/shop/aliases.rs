//! Who somebody is in the shop: to its events and models an alias, sealed; to those who ask for it themselves.
use std::sync::Arc;
use std::time::Duration;

use domain::ids::AccountId;
use domain::shop::checkout::{Order, Owner};
use sourcing::{Cipher, EventStore, Keyring, Keys, Named, Sealed};
use tokio::time::sleep;
use uuid::Uuid;

use super::Shop;
use super::tills::Tills;
use crate::PortError;

/// Where events say whose something is.
const NAMED: &[Named] = &[
    ("checkout.cart_opened", "owner"),
    ("checkout.order_placed", "buyer"),
    ("checkout.order_refused", "buyer"),
];
/// How often it is looked whose keys are gone.
const EACH: Duration = Duration::from_mins(1);
/// How long a store is left alone that is away.
const PAUSE: Duration = Duration::from_millis(250);

/// The members whom the shop knows. Its events and models know them by aliases, as accounts that nobody has; what people are
/// shown of them, and ask for, is their own.
#[derive(Clone)]
pub struct People(Arc<Keyring>);

impl People {
    /// Whose keys are kept there.
    #[must_use]
    pub fn new(keys: Arc<dyn Keys>, cipher: Arc<dyn Cipher>) -> Self {
        Self(Arc::new(Keyring::new(keys, cipher)))
    }

    /// Where the keys are kept.
    pub(super) fn keys(&self) -> &dyn Keys {
        self.0.keys()
    }

    /// A store as the shop sees it, which names nobody in the plain.
    pub(super) fn over(&self, store: Arc<dyn EventStore>) -> Arc<dyn EventStore> {
        Arc::new(Sealed::new(store, self.0.clone(), NAMED))
    }

    /// Somebody as events and models know them, if they do.
    pub(super) fn known(&self, tills: &Tills, of: Owner) -> Owner {
        match of {
            // who was named before there were keys stays so
            Owner::Account(account) if !tills.knows(account) => {
                self.0.find(&account.to_string()).map_or(of, |person| alias(person.alias).into())
            }
            of => of,
        }
    }

    /// Who somebody is whom models know; nothing if they were forgotten.
    pub(super) fn who(&self, known: AccountId) -> Option<AccountId> {
        match u64::try_from(known.raw()) {
            Ok(number) if Owner::is_alias(known) => self.0.who(number)?.name.parse().ok(),
            _ => Some(known),
        }
    }

    /// Who had something done.
    pub(super) fn actor(&self, told: &str) -> Option<AccountId> {
        match told.strip_prefix("account:") {
            Some(plain) => plain.parse().ok(),
            None => self.0.open(told)?.parse().ok(),
        }
    }

    /// A name for something of somebody's, who has a key from then on: nobody else finds it.
    pub(super) async fn name_for(&self, of: AccountId, what: &str) -> Result<Uuid, PortError> {
        Ok(self.0.of(&of.to_string()).await?.name_for(what))
    }

    /// An order as people are shown it: whose it is, if that is known.
    pub(super) fn shown(&self, order: &Arc<Order>) -> Arc<Order> {
        match self.who(order.buyer).filter(|buyer| *buyer != order.buyer) {
            Some(buyer) => Arc::new(Order { buyer, ..Order::clone(order) }),
            None => order.clone(),
        }
    }

    /// Returns when all keys are known.
    pub(super) async fn load(&self) {
        // where the store is away, that is said of the store
        while self.0.load().await.is_err() {
            sleep(PAUSE).await;
        }
    }

    /// Forgets whom another server has forgotten.
    pub(super) async fn look_again(&self) {
        loop {
            sleep(EACH).await;
            self.load().await;
        }
    }
}

fn alias(number: u64) -> AccountId {
    AccountId::stored(i64::try_from(number).unwrap_or(i64::MAX))
}

impl Shop {
    /// Nobody can say any more who somebody was: what they have bought stays, and is nobody's.
    pub async fn forget(&self, of: AccountId) -> Result<(), PortError> {
        self.people.0.destroy(&of.to_string()).await?;
        Ok(())
    }

    /// Somebody as events and models know them, if they do.
    pub(super) fn as_known(&self, of: impl Into<Owner>) -> Owner {
        self.people.known(&self.tills.view.read().model, of.into())
    }

    /// The same, whoever they are: who has no key yet gets one.
    pub(super) async fn named(&self, of: impl Into<Owner>) -> Result<Owner, PortError> {
        let of = of.into();
        let known = self.as_known(of);
        match known {
            Owner::Account(new) if known == of && !self.tills.view.read().model.knows(new) => {
                Ok(alias(self.people.0.of(&new.to_string()).await?.alias).into())
            }
            known => Ok(known),
        }
    }

    /// The same of a member.
    pub(super) async fn named_member(&self, of: AccountId) -> Result<AccountId, PortError> {
        Ok(self.named(of).await?.stand_in())
    }
}
