//! Where orders are taken: whoever waits here is served together with all who wait beside them.
//!
//! Orders for one thing would be in each other's way if each were judged and appended by itself: of sixty-four one gets on, and
//! the others begin anew. So one clerk per server takes all who wait, judges one after the other by what the ones before leave,
//! and appends everything at once. Only clerks of other servers can be in the way then, and each time one of them gets on.
mod clerk;
mod judging;
mod ticket;

use domain::ids::AccountId;
use domain::shop::checkout::{Agreed, Cancelling, CartShown, Taking};
use domain::shop::fulfilment::Lacking;
use serde::{Deserialize, Serialize};
use sourcing::Position;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use uuid::Uuid;

use super::command::Keyed;
use super::{Command, ShopError};
pub(super) use clerk::{Clerk, Known};
pub(super) use ticket::Ticket;
use ticket::Told;

/// Who may wait at once; whoever comes then is told to come later.
const ROOM: usize = 1_024;

/// What is kept of what came of an order, for those who ask again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Decided {
    /// It is placed.
    Placed(Uuid),
    /// There is not so much.
    OutOfStock(Uuid, Vec<Lacking>),
    /// It does not stand any more.
    Cancelled(Uuid),
    /// It does not if it was to be paid by now.
    Expired(Uuid),
    /// Somebody is paying it.
    Paying(Uuid),
    /// It is known what came of that.
    Heard(Uuid),
}

/// What somebody wants here.
#[derive(Debug, Clone, Copy)]
pub(super) enum Matter {
    /// To order the cart that they were shown.
    Place { buyer: AccountId, agreed: Agreed },
    /// To take an order back.
    Cancel(Cancelling),
    /// To end an order if it should have been paid by now.
    Expire,
    /// To begin this payment for an order.
    Pay(Uuid),
    /// To tell what came of this payment for an order.
    Hear(Uuid, Taking),
}

/// What came of an order.
#[derive(Debug)]
pub(super) enum Settled {
    /// It is a fact, as of there.
    Decided(Decided, Position),
    /// The same, and it was one already.
    Already(Decided, Position),
    /// Nothing happened: the cart is not the one that was shown, but this, as of there.
    Changed(CartShown, Position),
}

/// Somebody who waits.
pub(super) struct Waiting {
    pub(super) matter: Matter,
    pub(super) command: Command,
    pub(super) keyed: Option<Keyed>,
    /// The order that it is about, or will be.
    pub(super) order: Uuid,
    /// What the ids of what happens follow from.
    pub(super) id: Uuid,
    /// How often it was judged in vain.
    tries: usize,
    /// Whether somebody else may have carried it out meanwhile.
    doubted: bool,
    told: Told,
}

/// The public's side of it.
#[derive(Clone)]
pub(super) struct Desk(mpsc::Sender<Waiting>);

impl Desk {
    /// A desk, and what comes in there.
    pub(super) fn open() -> (Self, mpsc::Receiver<Waiting>) {
        let (desk, waiting) = mpsc::channel(ROOM);
        (Self(desk), waiting)
    }

    /// Waits until the order is settled. It may be carried out although nobody waits for it any more.
    pub(super) async fn take(
        &self,
        matter: Matter,
        command: &Command,
        keyed: Option<Keyed>,
        [order, id]: [Uuid; 2],
    ) -> Result<Settled, ShopError> {
        self.hand_in(matter, command, keyed, [order, id])?.settled().await
    }

    /// The same, to be waited for later.
    pub(super) fn hand_in(
        &self,
        matter: Matter,
        command: &Command,
        keyed: Option<Keyed>,
        [order, id]: [Uuid; 2],
    ) -> Result<Ticket, ShopError> {
        let (told, ticket) = Ticket::new();
        let command = command.clone();
        let waiting = Waiting { matter, command, keyed, order, id, tries: 0, doubted: false, told };
        self.0.try_send(waiting).map_err(|error| match error {
            TrySendError::Full(_) => ShopError::Busy,
            TrySendError::Closed(_) => ShopError::Loading,
        })?;
        Ok(ticket)
    }
}

impl Waiting {
    /// Tells whoever waits, if they still do.
    fn tell(self, settled: Result<Settled, ShopError>) {
        // who went away asks again under the same key
        let _ = self.told.send(settled);
    }
}
