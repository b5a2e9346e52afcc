//! Events between servers, by RabbitMQ.
#![doc = include_str!("../README.md")]

mod backoff;
mod broker;
mod link;
mod message;
mod presence;
mod publisher;
mod queue;
mod socket;
mod subscriber;

pub use queue::RabbitQueue;

use std::error::Error;
use std::time::Duration;

use service::PortError;

/// How long the broker may take to answer anything.
const PATIENCE: Duration = Duration::from_secs(5);

fn failed(source: impl Into<Box<dyn Error + Send + Sync>>) -> PortError {
    PortError::new("event queue", source)
}
