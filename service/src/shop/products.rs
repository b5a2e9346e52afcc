//! Whoever keeps the shop says what is sold.
use domain::ids::AccountId;
use domain::shop::pim::{Product, ProductChanged, ProductId};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use super::browse::PATIENCE;
use super::{Command, Outcome, Shop, ShopError, told};
use crate::PortError;

/// How a product is to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Like this.
    pub product: Product,
    /// Where whoever asks believes that it stands; they may not say.
    pub version: Option<u64>,
}

/// A product as whoever keeps the shop knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// All that there is to know.
    pub product: ProductChanged,
    /// How often something has happened to it.
    pub version: u64,
}

impl Shop {
    /// Describes a product, new or not: from now on it is like this. What is so already does not happen again.
    pub async fn describe(
        &self,
        by: AccountId,
        wanted: Wanted,
        command: &Command,
    ) -> Result<Outcome<Known>, ShopError> {
        self.admit(by).await?;
        let Wanted { product, version } = wanted;
        let asked = ("describe", ProductChanged::from(product.clone()), version);
        let done = self.range.carry_out(command, &asked, |range, telling| {
            let (at, known) = range.find(&product.id);
            told::expect(at, version)?;
            let events = product.clone().put(known);
            telling.tell(told::stream("product", &product.id)?, at, &events)?;
            Ok(Known { product: product.clone().into(), version: at.plus(events.len()).number() })
        });
        self.carried(done.await?).await
    }

    /// Takes a product out of the shop. What is out already stays so.
    pub async fn disable(
        &self,
        by: AccountId,
        id: &ProductId,
        command: &Command,
    ) -> Result<Outcome<Known>, ShopError> {
        self.admit(by).await?;
        let asked = ("disable", id);
        let done = self.range.carry_out(command, &asked, |range, telling| {
            let (at, known) = range.find(id);
            let known = known.ok_or(ShopError::NotFound)?;
            let events = known.disable();
            telling.tell(told::stream("product", id)?, at, &events)?;
            let product = Product { disabled: true, ..known.clone() };
            Ok(Known { product: product.into(), version: at.plus(events.len()).number() })
        });
        self.carried(done.await?).await
    }

    /// Refuses those who don't keep the shop.
    pub async fn admit(&self, by: AccountId) -> Result<(), ShopError> {
        let who: Result<_, PortError> = self.accounts.find(by).await;
        let keeps = who?.is_some_and(|who| who.account.role.keeps_the_shop());
        if keeps { Ok(()) } else { Err(ShopError::NotTheKeeper) }
    }

    /// Returns when visitors find what was done, or after a while: it is done, however much is carried over before it.
    pub(super) async fn carried<T>(&self, done: Outcome<T>) -> Result<Outcome<T>, ShopError> {
        let found = async {
            let position = self.listing.through(done.position).await?;
            self.catalog.reached(position).await?;
            Ok(position)
        };
        match timeout(PATIENCE, found).await {
            Ok(Ok(position)) => Ok(Outcome { position: position.number(), ..done }),
            Ok(Err(error)) => Err(error),
            Err(_) => Ok(done),
        }
    }
}
