//! Carrying over a bridge what happened next door: by one server at a time, and at once by whoever has just changed something.
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use sourcing::{Blocked, Bridge, EventStore, Position, Stopped, Turn};
use tokio::time::{sleep, timeout};

use super::standstill::Standstill;
use crate::PortError;
use crate::duty::{BEAT, Due, Errand};

/// How long somebody else is left alone who carries the same.
const PAUSE: Duration = Duration::from_millis(5);

/// Carries over one bridge.
pub(super) struct Carrier {
    name: &'static str,
    bridge: Bridge,
    store: Arc<dyn EventStore>,
    standstill: Standstill,
}

impl Carrier {
    pub(super) fn new(name: &'static str, bridge: Bridge, store: Arc<dyn EventStore>) -> Self {
        Self { name, bridge, store, standstill: Standstill::of(name) }
    }

    /// What it could not get over, if it goes on no more.
    pub(super) fn stopped(&self) -> Option<Stopped> {
        self.standstill.stopped()
    }

    /// How far it has come, whoever carried it.
    pub(super) async fn at(&self) -> Result<Position, PortError> {
        Ok(self.store.mark(&self.bridge.name()).await?)
    }

    /// Carries what happened through that place, and gives the place through which all of it has come over. Where the bridge
    /// goes on no more, that is said by those who look whether the server is ready: what was done is done.
    pub(super) async fn through(&self, position: u64) -> Result<Position, PortError> {
        let goal = Position::new(position);
        loop {
            match self.turn().await? {
                Some(Turn::Idle(at) | Turn::Moved(at)) if at >= goal => {
                    return Ok(self.store.head().await?.position);
                }
                Some(Turn::Moved(_)) => {}
                // somebody else is at it, or the store does not go so far
                Some(Turn::Disturbed | Turn::Idle(_)) => sleep(PAUSE).await,
                None => return Ok(goal),
            }
        }
    }

    /// One turn; nothing if it goes on no more.
    async fn turn(&self) -> Result<Option<Turn>, PortError> {
        let (turn, stopped) = match self.bridge.turn().await {
            Ok(turn) => (Some(turn), None),
            Err(Blocked::Away(error)) => return Err(error.into()),
            Err(Blocked::Stopped(stopped)) => (None, Some(stopped)),
        };
        self.standstill.note(stopped);
        Ok(turn)
    }
}

#[async_trait]
impl Errand for Carrier {
    fn name(&self) -> &'static str {
        self.name
    }

    async fn run(&self, _: Timestamp) -> Result<Due, PortError> {
        match self.turn().await? {
            Some(Turn::Moved(_)) => Ok(Due::Now),
            Some(Turn::Idle(at)) => {
                // the lease goes on beside this
                let grown = timeout(BEAT, self.store.grown(at)).await.is_ok();
                Ok(if grown { Due::Now } else { Due::Whenever })
            }
            Some(Turn::Disturbed) => {
                sleep(PAUSE).await;
                Ok(Due::Now)
            }
            None => Ok(Due::Whenever),
        }
    }
}
