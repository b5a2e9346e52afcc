//! How a change is told: envelopes, positions, topics.
mod announcement;
mod catalogue;
mod cause;
mod envelope;
mod event;
mod forget;
mod handover;
#[cfg(any(test, feature = "laws"))]
pub mod laws;
mod live;
mod passing;
mod position;
mod topic;

pub use announcement::{Announced, Announcement, AnnouncementKey, AnnouncementRule, LiveMessage};
pub use catalogue::{Argument, Class, Entry, Publishing, TopicName};
pub use cause::{Cause, Origin, TraceContext};
pub use envelope::{Envelope, Logged};
pub use event::{Event, UnknownEvent};
pub use handover::{Handed, Handover};
pub use live::{LiveTopic, NoTopic};
pub use passing::{Attended, Fleeting, Passing, Present, RoomAttended, Typing};
pub use position::{Cursor, LogId, NotACursor, Position};
pub use topic::Topic;
