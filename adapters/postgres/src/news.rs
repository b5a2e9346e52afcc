//! News of the shop.
use async_trait::async_trait;
use domain::Recorded;
use domain::shop::ShopNews;
use service::PortError;
use service::shop::NewsOutbox;
use sourcing::Mark;

use crate::Postgres;
use crate::events::move_on;
use crate::writer::Tx;

#[async_trait]
impl NewsOutbox for Postgres {
    async fn publish(&self, mark: Mark, news: Vec<Recorded<ShopNews>>) -> Result<bool, PortError> {
        self.write(move |tx| Box::pin(publish(tx, mark, news))).await
    }
}

async fn publish(tx: &mut Tx, mark: Mark, news: Vec<Recorded<ShopNews>>) -> sqlx::Result<bool> {
    let moved = move_on(tx, &mark).await?;
    if moved {
        for one in news {
            tx.tell(one.events());
        }
    }
    Ok(moved)
}
