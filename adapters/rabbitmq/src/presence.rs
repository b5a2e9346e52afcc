//! Which connections there should be, and which there are.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the connections of one queue.
#[derive(Clone, Default)]
pub(crate) struct Presence(Arc<Counts>);

#[derive(Default)]
struct Counts {
    wanted: AtomicUsize,
    up: AtomicUsize,
}

impl Presence {
    pub(crate) fn is_whole(&self) -> bool {
        self.0.up.load(Ordering::Acquire) >= self.0.wanted.load(Ordering::Acquire)
    }

    /// A place for a connection that should be there from now on, until it is dropped.
    pub(crate) fn place(&self, name: &'static str) -> Place {
        self.0.wanted.fetch_add(1, Ordering::AcqRel);
        let place = Place { counts: Arc::clone(&self.0), name, state: State::New };
        place.gauge(0.0);
        place
    }
}

/// The place of one connection. An outage is told to the log once, however many attempts it takes.
pub(crate) struct Place {
    counts: Arc<Counts>,
    name: &'static str,
    state: State,
}

#[derive(PartialEq)]
enum State {
    New,
    Up,
    Down,
}

impl Place {
    pub(crate) fn up(&mut self) {
        match self.state {
            State::Up => return,
            State::New => tracing::info!(link = self.name, "connected to the broker"),
            State::Down => tracing::warn!(link = self.name, "connected to the broker again"),
        }
        self.state = State::Up;
        self.counts.up.fetch_add(1, Ordering::AcqRel);
        self.gauge(1.0);
    }

    pub(crate) fn down(&mut self, reason: &str) {
        match self.state {
            State::Down => return tracing::debug!(link = self.name, reason, "the broker is still away"),
            State::New => tracing::warn!(link = self.name, reason, "the broker is away"),
            State::Up => {
                self.counts.up.fetch_sub(1, Ordering::AcqRel);
                metrics::counter!("rookery_broker_losses_total", "link" => self.name).increment(1);
                tracing::warn!(link = self.name, reason, "lost the broker");
            }
        }
        self.state = State::Down;
        self.gauge(0.0);
    }

    fn gauge(&self, value: f64) {
        metrics::gauge!("rookery_broker_connected", "link" => self.name).set(value);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.state == State::Up {
            self.counts.up.fetch_sub(1, Ordering::AcqRel);
            self.gauge(0.0);
        }
        self.counts.wanted.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_is_when_every_connection_that_should_be_there_is() {
        let presence = Presence::default();
        let mut publishing = presence.place("publish");
        assert!(!presence.is_whole());
        publishing.up();
        publishing.up();
        assert!(presence.is_whole());
        let mut listening = presence.place("listen");
        assert!(!presence.is_whole());
        listening.down("no route");
        listening.down("no route");
        assert!(!presence.is_whole());
        listening.up();
        publishing.down("lost");
        assert!(!presence.is_whole());
        drop(publishing);
        assert!(presence.is_whole());
        drop(listening);
        assert!(presence.is_whole());
    }
}
