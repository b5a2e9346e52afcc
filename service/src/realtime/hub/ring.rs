//! The newest events in memory, so that short absences cost no query.
use std::collections::VecDeque;
use std::sync::Arc;

use domain::ids::{AccountId, Snowflake};
use domain::realtime::{Logged, Position};
use uuid::Uuid;

/// The newest events, contiguous up to the hub's position.
pub(super) struct Ring {
    events: VecDeque<Arc<Logged>>,
    /// The position before the first event in it.
    start: Position,
}

impl Ring {
    /// Events at the most.
    const LEN: usize = 65_536;

    pub(super) fn starting_after(start: Position) -> Self {
        Self { events: VecDeque::new(), start }
    }

    /// Takes in the next event. What it deletes loses its text here too.
    pub(super) fn push(&mut self, event: &Arc<Logged>) {
        if let Some(gone) = event.envelope.event.deletes() {
            self.blank(gone);
        }
        self.events.push_back(Arc::clone(event));
        if self.events.len() > Self::LEN {
            self.events.pop_front();
            self.start = self.start.next();
        }
    }

    /// The events after a position; nothing if it does not reach back that far.
    pub(super) fn after(&self, position: Position) -> Option<impl Iterator<Item = &Arc<Logged>>> {
        let skip = usize::try_from(position.number().checked_sub(self.start.number())?).ok()?;
        Some(self.events.iter().skip(skip))
    }

    /// Where an event stands that is in it after a position.
    pub(super) fn find(&self, after: Position, id: Uuid) -> Option<Position> {
        let newer = self.events.iter().rev().take_while(|event| event.position > after);
        newer.into_iter().find(|event| event.envelope.id == id).map(|event| event.position)
    }

    /// Takes out what it says of somebody who left.
    pub(super) fn forget(&mut self, who: AccountId) {
        for event in self.events.iter_mut().filter(|event| event.envelope.event.speaks_of(who)) {
            let _ = Arc::make_mut(event).envelope.forget(who);
        }
    }

    fn blank(&mut self, gone: Snowflake) {
        for event in &mut self.events {
            if event.envelope.event.carries_text_of() == Some(gone) {
                Arc::make_mut(event).envelope.event.blank();
            }
        }
    }
}
