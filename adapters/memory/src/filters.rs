//! What people filter.
use async_trait::async_trait;
use domain::ids::{AccountId, Snowflake};
use domain::reading::{FilterChange, FilterRule, Filters};
use domain::realtime::Cause;
use service::PortError;
use service::reading::FilterRepository;

use crate::Memory;
use crate::world::World;

#[async_trait]
impl FilterRepository for Memory {
    async fn of(&self, owner: AccountId) -> Result<Filters, PortError> {
        Ok(self.world().filters_of(owner))
    }

    async fn change(
        &self,
        owner: AccountId,
        change: FilterChange,
        cause: Cause,
    ) -> Result<Result<(Filters, Snowflake), FilterRule>, PortError> {
        let world = &mut *self.world();
        let ids = (0..change.ids()).map(|_| world.next_id(self.entropy.now())).collect();
        let changed = world.filters_of(owner).change(change, ids, &cause);
        Ok(changed.map(|(recorded, id)| {
            world.tell(recorded.events());
            let filters = recorded.into_state();
            world.filters.insert(owner, filters.filters.clone());
            (filters, id)
        }))
    }
}

impl World {
    fn filters_of(&self, owner: AccountId) -> Filters {
        Filters { owner, filters: self.filters.get(&owner).cloned().unwrap_or_default() }
    }
}
