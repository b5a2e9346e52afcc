//! A connection between a server and a client, with little room and no promise beyond order.
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::realtime::Position;
use tokio::sync::Notify;

use super::clockwork::Clockwork;

/// Both ends' view of one connection.
#[derive(Default)]
struct Wire {
    state: Mutex<State>,
    changed: Notify,
    drained: Notify,
}

#[derive(Default)]
struct State {
    frames: VecDeque<Bytes>,
    room: usize,
    closed: Option<Goodbye>,
    hung_up: bool,
}

/// How the server ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goodbye {
    /// In the middle of something.
    Broken,
    /// With a reason; a client that was too slow is told by which position it can resume.
    Closed(Option<Position>),
}

/// The server's end; dropped without a word it breaks, and some of what was on its way is gone.
pub(super) struct Near {
    wire: Arc<Wire>,
    clockwork: Clockwork,
}

/// The client's end; dropping it hangs up.
pub(super) struct Far(Arc<Wire>);

/// The client is gone.
pub(super) struct HungUp;

/// A connection with room for so many frames.
pub(super) fn wire(room: usize, clockwork: &Clockwork) -> (Near, Far) {
    let wire = Arc::new(Wire::default());
    wire.state().room = room;
    (Near { wire: Arc::clone(&wire), clockwork: clockwork.clone() }, Far(wire))
}

impl Wire {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Near {
    /// Writes a frame as soon as there is room.
    pub(super) async fn write(&self, frame: Bytes) -> Result<(), HungUp> {
        loop {
            {
                let mut state = self.wire.state();
                if state.hung_up {
                    return Err(HungUp);
                }
                if state.frames.len() < state.room {
                    state.frames.push_back(frame);
                    self.wire.changed.notify_one();
                    return Ok(());
                }
            }
            self.wire.drained.notified().await;
        }
    }

    /// Waits until the client is gone.
    pub(super) async fn hung_up(&self) {
        while !self.wire.state().hung_up {
            self.wire.drained.notified().await;
        }
    }

    pub(super) fn close(&self, position: Option<Position>) {
        self.wire.state().closed.get_or_insert(Goodbye::Closed(position));
        self.wire.changed.notify_one();
    }

    /// Whether all that was written was read.
    pub(super) fn is_drained(&self) -> bool {
        self.wire.state().frames.is_empty()
    }
}

impl Drop for Near {
    fn drop(&mut self) {
        let mut state = self.wire.state();
        if state.closed.is_none() {
            state.closed = Some(Goodbye::Broken);
            let arrives = self.clockwork.dice(|dice| dice.place(state.frames.len() + 1));
            state.frames.truncate(arrives);
        }
        drop(state);
        self.wire.changed.notify_one();
    }
}

impl Far {
    /// The next frame, or how it ended.
    pub(super) async fn next(&self) -> Result<Bytes, Goodbye> {
        loop {
            {
                let mut state = self.0.state();
                if let Some(frame) = state.frames.pop_front() {
                    self.0.drained.notify_one();
                    return Ok(frame);
                }
                if let Some(goodbye) = state.closed {
                    return Err(goodbye);
                }
            }
            self.0.changed.notified().await;
        }
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        self.0.state().hung_up = true;
        self.0.drained.notify_one();
    }
}
