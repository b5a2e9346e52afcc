//! Who is at which effect.
use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use sourcing::{Claim, Claims, StreamName, Unavailable};
use uuid::Uuid;

use crate::Memory;

/// Until when each is somebody's; nothing once it is done.
pub(crate) type Claimed = HashMap<(StreamName, Uuid), Option<Timestamp>>;

#[async_trait]
impl Claims for Memory {
    async fn claim(&self, effect: &StreamName, event: Uuid, term: Duration) -> Result<Claim, Unavailable> {
        let now = self.entropy.now();
        let until = now.checked_add(term).map_err(Unavailable::new)?;
        let world = &mut *self.world();
        let key = (effect.clone(), event);
        let claim = match world.claimed.get(&key) {
            None => Claim::New,
            Some(None) => return Ok(Claim::Done),
            Some(Some(until)) if *until > now => return Ok(Claim::Taken),
            Some(Some(_)) => Claim::Unknown,
        };
        world.claimed.insert(key, Some(until));
        Ok(claim)
    }

    async fn done(&self, effect: &StreamName, event: Uuid) -> Result<(), Unavailable> {
        self.world().claimed.insert((effect.clone(), event), None);
        Ok(())
    }
}
