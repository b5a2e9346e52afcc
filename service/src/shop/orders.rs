//! Somebody orders their cart as it was shown to them.
use std::sync::Arc;

use domain::ids::AccountId;
use domain::shop::catalog::{PageAsked, PageShown};
use domain::shop::checkout::{Agreed, Cancelling, CartShown, Order};
use domain::shop::fulfilment::Lacking;
use serde::Serialize;
use sourcing::{Position, Unavailable};
use tokio::time::timeout;
use uuid::Uuid;

use super::book::ready;
use super::browse::PATIENCE;
use super::command::Keyed;
use super::desk::{Decided, Matter, Settled};
use super::{AsOf, Command, Outcome, Shop, ShopError};
use crate::PortError;

/// What came of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placing {
    /// It is placed: everything in it is kept for whoever ordered, and the cart is empty.
    Placed(Arc<Order>),
    /// There is not so much. Nothing was taken, and the cart is as it was.
    OutOfStock {
        /// The order that it would have been.
        order: Uuid,
        /// What there is too little of.
        lacking: Vec<Lacking>,
    },
    /// The cart is not the one that was shown, but this. Nothing happened.
    Changed(CartShown),
}

impl Shop {
    /// Orders somebody's cart if it is the one that they were shown, and there is so much: all of it, or nothing. Under a key
    /// that was used before nothing happens, and the answer is the one of then.
    pub async fn order(
        &self,
        by: AccountId,
        agreed: Agreed,
        command: &Command,
    ) -> Result<Outcome<Placing>, ShopError> {
        ready(&self.tills.view)?;
        let keyed = self.keyed(command, &("order", agreed)).await?;
        let matter = Matter::Place { buyer: self.named_member(by).await?, agreed };
        let (decided, position, replayed) =
            match self.settled(matter, self.entropy.uuid(), command, keyed).await? {
                Settled::Decided(decided, at) => (decided, at, false),
                Settled::Already(decided, at) => (decided, at, true),
                Settled::Changed(cart, at) => {
                    let position = at.number();
                    return Ok(Outcome { answer: Placing::Changed(cart), position, replayed: false });
                }
            };
        self.known(position).await?;
        let answer = match decided {
            Decided::Placed(order)
            | Decided::Cancelled(order)
            | Decided::Expired(order)
            | Decided::Paying(order)
            | Decided::Heard(order) => Placing::Placed(self.found(order)?),
            Decided::OutOfStock(order, lacking) => Placing::OutOfStock { order, lacking },
        };
        Ok(Outcome { answer, position: position.number(), replayed })
    }

    /// Takes an order back: what was kept for it is free again. One that does not stand any more stays as it is. Whoever ordered
    /// may do that, and whoever keeps the shop; to others there is no such order.
    pub async fn cancel(
        &self,
        by: AccountId,
        order: Uuid,
        command: &Command,
    ) -> Result<Outcome<Arc<Order>>, ShopError> {
        // another server may have taken it a moment ago
        let head = self.tills.store().head().await?.position;
        self.known(head).await?;
        let buyer = self.ordered(by, order).await?.item.buyer;
        let reason = if buyer == by { Cancelling::ByBuyer } else { Cancelling::ByKeeper };
        let keyed = self.keyed(command, &("cancel", order)).await?;
        let (at, replayed) = match self.settled(Matter::Cancel(reason), order, command, keyed).await? {
            Settled::Decided(_, at) => (at, false),
            Settled::Already(_, at) => (at, true),
            // no cart is looked at
            Settled::Changed(..) => (head, false),
        };
        self.known(at).await?;
        Ok(Outcome { answer: self.found(order)?, position: at.number(), replayed })
    }

    /// Returns when carts and orders are known through there, and what is in them, if they are soon. What has happened has
    /// happened, and who asks again under the same key is told so.
    pub(super) async fn known(&self, at: Position) -> Result<(), ShopError> {
        let reached = async {
            self.tills.view.reached(at).await?;
            self.catalog.reached(at).await
        };
        let reached = timeout(PATIENCE, reached).await;
        let late = |_| PortError::from(Unavailable::new("what has happened is not known here yet"));
        Ok(reached.map_err(late)??)
    }

    /// A command under its key, if it has one.
    pub(super) async fn keyed(
        &self,
        command: &Command,
        asked: &(impl Serialize + Sync),
    ) -> Result<Option<Keyed>, ShopError> {
        Keyed::of(command, asked, &self.people, &*self.store).await
    }

    pub(super) async fn settled(
        &self,
        matter: Matter,
        order: Uuid,
        command: &Command,
        keyed: Option<Keyed>,
    ) -> Result<Settled, ShopError> {
        ready(&self.tills.view)?;
        ready(&self.warehouse.view)?;
        ready(&self.catalog)?;
        let earlier = match &keyed {
            Some(keyed) => keyed.earlier::<Decided>(&**self.tills.store()).await?,
            None => None,
        };
        let id = keyed.as_ref().map_or_else(|| self.entropy.uuid(), |keyed| keyed.asked);
        match earlier {
            Some((decided, at)) => Ok(Settled::Already(decided, at)),
            None => self.desk.take(matter, command, keyed, [order, id]).await,
        }
    }

    /// An order: to whoever ordered, and to those who keep the shop. To others there is none.
    pub async fn ordered(&self, by: AccountId, order: Uuid) -> Result<AsOf<Arc<Order>>, ShopError> {
        ready(&self.tills.view)?;
        let position = self.tills.view.read().at.number();
        let found = self.found(order)?;
        if found.buyer != by {
            self.admit(by).await.map_err(|error| match error {
                ShopError::NotTheKeeper => ShopError::NotFound,
                other => other,
            })?;
        }
        Ok(AsOf { position, item: found })
    }

    /// Somebody's orders, the last one first.
    pub fn orders(&self, of: AccountId, page: &PageAsked) -> Result<AsOf<PageShown<Arc<Order>>>, ShopError> {
        self.listed(Some(of), page)
    }

    /// Everybody's orders, the last one first, for those who keep the shop.
    pub async fn sales(
        &self,
        by: AccountId,
        page: &PageAsked,
    ) -> Result<AsOf<PageShown<Arc<Order>>>, ShopError> {
        self.admit(by).await?;
        self.listed(None, page)
    }

    fn listed(
        &self,
        of: Option<AccountId>,
        page: &PageAsked,
    ) -> Result<AsOf<PageShown<Arc<Order>>>, ShopError> {
        ready(&self.tills.view)?;
        let seen = self.tills.view.read();
        let of = of.map(|of| self.people.known(&seen.model, of.into()).stand_in());
        let PageShown { items, number, pages, total } = page.of_latest(seen.model.orders(of));
        let orders = items.iter().filter_map(|id| seen.model.order(*id));
        let items = orders.map(|order| self.people.shown(order)).collect();
        Ok(AsOf { position: seen.at.number(), item: PageShown { items, number, pages, total } })
    }

    pub(super) fn found(&self, order: Uuid) -> Result<Arc<Order>, ShopError> {
        let seen = self.tills.view.read();
        seen.model.order(order).map(|order| self.people.shown(order)).ok_or(ShopError::NotFound)
    }
}
