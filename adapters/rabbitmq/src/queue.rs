//! The event queue between servers.
use std::sync::Arc;

use async_trait::async_trait;
use domain::realtime::{Logged, Passing};
use service::PortError;
use service::realtime::{EventQueue, Subscription};

use crate::broker::Broker;
use crate::presence::Presence;
use crate::publisher::Publisher;
use crate::subscriber::Listener;

/// The queue that a RabbitMQ is. It has one connection for publishing and one for each subscription, and rebuilds each for
/// ever: neither a start nor anything later needs the broker to be up.
#[derive(Clone)]
pub struct RabbitQueue {
    broker: Broker,
    publisher: Publisher,
    presence: Presence,
}

impl RabbitQueue {
    /// The exchange of a production system.
    pub const EXCHANGE: &str = "rookery.events";

    /// Begins to connect to the broker of that URL, in the background; needs a running tokio runtime. Refuses nothing but a
    /// URL that makes no sense.
    pub fn connect(url: &str) -> Result<Self, PortError> {
        Self::connect_through(url, Self::EXCHANGE)
    }

    /// The same through another exchange: those who use different ones do not hear each other.
    pub fn connect_through(url: &str, exchange: &str) -> Result<Self, PortError> {
        let (broker, presence) = (Broker::parse(url, exchange)?, Presence::default());
        let publisher = Publisher::start(broker.clone(), &presence);
        Ok(Self { broker, publisher, presence })
    }

    /// Whether every connection is up that should be. A server works on while it is not, only more slowly.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.presence.is_whole()
    }
}

#[async_trait]
impl EventQueue for RabbitQueue {
    async fn publish(&self, events: &[Arc<Logged>]) -> Result<(), PortError> {
        self.publisher.publish(events).await
    }

    async fn pass(&self, passing: &Arc<Passing>) -> Result<(), PortError> {
        self.publisher.pass(passing).await
    }

    async fn subscribe(&self) -> Result<Box<dyn Subscription>, PortError> {
        Ok(Box::new(Listener::start(self.broker.clone(), &self.presence).await))
    }
}
