//! How a change is told: envelopes, positions, topics.
mod cause;
mod envelope;
mod event;
mod forget;
mod position;
mod topic;

pub use cause::{Cause, Origin, TraceContext};
pub use envelope::{Envelope, Logged};
pub use event::{Event, UnknownEvent};
pub use position::{Cursor, LogId, NotACursor, Position};
pub use topic::Topic;
