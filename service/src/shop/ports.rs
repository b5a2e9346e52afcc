//! What the shop asks of the world, beside its events.
use async_trait::async_trait;
use domain::Recorded;
use domain::shop::ShopNews;
use sourcing::Mark;

use crate::PortError;

/// Tells everybody what happened in the shop.
#[async_trait]
pub trait NewsOutbox: Send + Sync {
    /// Puts the news into the outbox, in order, and moves the mark on, which is one of the event store's: both, or neither. A mark
    /// that does not stand where it is to move from stays, and nothing MUST be told; gives whether it moved. Of several who move
    /// it from the same place one does.
    async fn publish(&self, mark: Mark, news: Vec<Recorded<ShopNews>>) -> Result<bool, PortError>;
}
