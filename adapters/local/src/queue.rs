//! Events go from task to task.
use std::sync::Arc;

use async_trait::async_trait;
use domain::realtime::{Logged, Passing};
use service::PortError;
use service::realtime::{Delivery, EventQueue, Subscription};
use tokio::sync::broadcast::{Receiver, Sender, error::RecvError};

/// The queue of a single process. A listener that lags is told of a gap: the queue never grows past its capacity.
#[derive(Debug, Clone)]
pub struct LocalQueue {
    events: Sender<Arc<Logged>>,
    passing: Sender<Arc<Passing>>,
}

impl LocalQueue {
    /// Events that wait for the slowest listener at the most.
    pub const CAPACITY: usize = 8_192;
    /// The same of what is kept nowhere.
    const PASSING: usize = 256;

    /// With nobody listening.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(Self::CAPACITY)
    }

    /// With room for this many events, at least one.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { events: Sender::new(capacity.max(1)), passing: Sender::new(Self::PASSING) }
    }
}

impl Default for LocalQueue {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl EventQueue for LocalQueue {
    async fn publish(&self, events: &[Arc<Logged>]) -> Result<(), PortError> {
        for event in events {
            // it fails when nobody listens, which is as good as told
            let _ = self.events.send(Arc::clone(event));
        }
        Ok(())
    }

    async fn pass(&self, passing: &Arc<Passing>) -> Result<(), PortError> {
        let _ = self.passing.send(Arc::clone(passing));
        Ok(())
    }

    async fn subscribe(&self) -> Result<Box<dyn Subscription>, PortError> {
        Ok(Box::new(Listener { events: self.events.subscribe(), passing: self.passing.subscribe() }))
    }
}

struct Listener {
    events: Receiver<Arc<Logged>>,
    passing: Receiver<Arc<Passing>>,
}

#[async_trait]
impl Subscription for Listener {
    async fn next(&mut self) -> Option<Delivery> {
        loop {
            tokio::select! {
                biased;
                event = self.events.recv() => return match event {
                    Ok(event) => Some(Delivery::Event(event)),
                    Err(RecvError::Lagged(_)) => Some(Delivery::Gap),
                    Err(RecvError::Closed) => None,
                },
                passing = self.passing.recv() => match passing {
                    Ok(passing) => return Some(Delivery::Passing(passing)),
                    // what passed has passed
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }
}
