//! What somebody holds who waits at the desk.
use tokio::sync::oneshot;

use super::Settled;
use crate::shop::ShopError;

/// Where it is said what came of it.
pub(super) type Told = oneshot::Sender<Result<Settled, ShopError>>;

/// What somebody holds who waits.
pub(in crate::shop) struct Ticket(oneshot::Receiver<Result<Settled, ShopError>>);

impl Ticket {
    /// One, and where its holder is told.
    pub(super) fn new() -> (Told, Self) {
        let (told, hears) = oneshot::channel();
        (told, Self(hears))
    }

    /// Waits until it is settled.
    pub(in crate::shop) async fn settled(self) -> Result<Settled, ShopError> {
        self.0.await.unwrap_or(Err(ShopError::Loading))
    }
}
