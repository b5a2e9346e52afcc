//! News of the shop.
use async_trait::async_trait;
use domain::Recorded;
use domain::shop::ShopNews;
use service::PortError;
use service::shop::NewsOutbox;
use sourcing::Mark;

use crate::Memory;

#[async_trait]
impl NewsOutbox for Memory {
    async fn publish(&self, mark: Mark, news: Vec<Recorded<ShopNews>>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        if !world.events.move_on(mark) {
            return Ok(false);
        }
        for one in news {
            world.tell(one.events());
        }
        Ok(true)
    }
}
