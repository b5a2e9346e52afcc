//! Events go from task to task.
use std::sync::Arc;

use async_trait::async_trait;
use domain::realtime::Logged;
use service::PortError;
use service::realtime::{Delivery, EventQueue, Subscription};
use tokio::sync::broadcast::{Receiver, Sender, error::RecvError};

/// The queue of a single process. A listener that lags is told of a gap: the queue never grows past its capacity.
#[derive(Debug, Clone)]
pub struct LocalQueue(Sender<Arc<Logged>>);

impl LocalQueue {
    /// Events that wait for the slowest listener at the most.
    pub const CAPACITY: usize = 8_192;

    /// With nobody listening.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(Self::CAPACITY)
    }

    /// With room for this many events, at least one.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Sender::new(capacity.max(1)))
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
            let _ = self.0.send(Arc::clone(event));
        }
        Ok(())
    }

    async fn subscribe(&self) -> Result<Box<dyn Subscription>, PortError> {
        Ok(Box::new(Listener(self.0.subscribe())))
    }
}

struct Listener(Receiver<Arc<Logged>>);

#[async_trait]
impl Subscription for Listener {
    async fn next(&mut self) -> Option<Delivery> {
        match self.0.recv().await {
            Ok(event) => Some(Delivery::Event(event)),
            Err(RecvError::Lagged(_)) => Some(Delivery::Gap),
            Err(RecvError::Closed) => None,
        }
    }
}
