//! Carrying events to everybody who listens.
mod ports;

pub use ports::{
    Advance, Backlog, Delivery, Epoch, EventLog, EventQueue, Head, Outbox, ReadFrom, Slice, Subscription,
};
