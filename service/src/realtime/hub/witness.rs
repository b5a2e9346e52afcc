//! Waiting for an event to come by.
use std::collections::HashMap;
use std::sync::Arc;

use domain::realtime::{Cursor, LogId, Logged, Position};
use tokio::sync::oneshot::{Receiver, Sender, channel};
use uuid::Uuid;

use super::Hub;

/// Somebody who waits for an event; dropping it ends that.
pub struct Witness {
    hub: Arc<Hub>,
    id: Uuid,
    seen: Receiver<Cursor>,
}

impl Witness {
    /// Where the event stands, once the hub has given it to everybody; nothing if the log became another one.
    pub async fn seen(mut self) -> Option<Cursor> {
        (&mut self.seen).await.ok()
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.seen.close();
        self.hub.state().witnesses.leave(self.id);
    }
}

/// All who wait.
#[derive(Default)]
pub(super) struct Witnesses(HashMap<Uuid, Vec<Sender<Cursor>>>);

impl Witnesses {
    /// An event was given to everybody.
    pub(super) fn note(&mut self, event: &Logged, log: LogId) {
        if self.0.is_empty() {
            return;
        }
        for waiting in self.0.remove(&event.envelope.id).into_iter().flatten() {
            // it fails when nobody waits any more
            let _ = waiting.send(Cursor { log, position: event.position });
        }
    }

    /// What was waited for will never come by.
    pub(super) fn start_over(&mut self) {
        self.0.clear();
    }

    fn leave(&mut self, id: Uuid) {
        if let Some(waiting) = self.0.get_mut(&id) {
            waiting.retain(|one| !one.is_closed());
            if waiting.is_empty() {
                self.0.remove(&id);
            }
        }
    }
}

impl Hub {
    /// Waits for an event that stands after a position at which the hub stood a moment ago; it may have come by since.
    pub fn witness(self: &Arc<Self>, id: Uuid, after: Position) -> Witness {
        let (told, seen) = channel();
        let mut state = self.state();
        match state.ring.find(after, id) {
            Some(position) => {
                // the receiver is right here
                let _ = told.send(Cursor { log: state.log, position });
            }
            None => state.witnesses.0.entry(id).or_default().push(told),
        }
        drop(state);
        Witness { hub: Arc::clone(self), id, seen }
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;
    use domain::channels::{ChannelEvent, ChannelUnfollowed};
    use domain::ids::AccountId;
    use domain::realtime::{Envelope, Event};

    use super::super::tests::Plain;
    use super::*;

    fn event(number: u64) -> Arc<Logged> {
        let (channel, by) = (AccountId::stored(1), AccountId::stored(2));
        let envelope = Envelope {
            id: Uuid::from_u128(number.into()),
            version: Envelope::VERSION,
            time: Timestamp::UNIX_EPOCH,
            actor: None,
            correlation: Uuid::nil(),
            causation: None,
            trace: None,
            event: Event::Channels(ChannelEvent::Unfollowed(ChannelUnfollowed { channel, by })),
        };
        Arc::new(Logged { position: Position::new(number), envelope })
    }

    fn hub() -> Arc<Hub> {
        let hub = Arc::new(Hub::new(Arc::new(Plain)));
        hub.start_over(LogId(Uuid::from_u128(9)), Position::START);
        hub
    }

    #[tokio::test]
    async fn an_event_is_seen_when_it_comes_by_and_when_it_did_a_moment_ago() {
        let hub = hub();
        let waiting = hub.witness(Uuid::from_u128(2), Position::START);
        hub.apply(&[event(1)]);
        hub.apply(&[event(2)]);
        let late = hub.witness(Uuid::from_u128(1), Position::START);
        assert_eq!(waiting.seen().await.unwrap().position, Position::new(2));
        assert_eq!(late.seen().await.unwrap().position, Position::new(1));
        assert!(hub.state().witnesses.0.is_empty());
    }

    #[tokio::test]
    async fn nobody_is_kept_who_went_away_or_waits_in_vain() {
        let hub = hub();
        let (one, other) =
            (hub.witness(Uuid::nil(), Position::START), hub.witness(Uuid::nil(), Position::START));
        drop(one);
        assert_eq!(hub.state().witnesses.0.len(), 1);
        hub.start_over(LogId(Uuid::from_u128(8)), Position::START);
        assert_eq!(other.seen().await, None);
        assert!(hub.state().witnesses.0.is_empty());
    }
}
