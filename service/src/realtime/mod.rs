//! Carrying events to everybody who listens.
mod announce;
mod attendance;
mod channel;
mod feed;
mod flusher;
pub mod gateway;
mod hub;
mod outbound;
mod ports;
mod render;
mod session;
mod turns;

pub use announce::{AnnounceError, Announcements};
pub use attendance::Attendance;
pub use channel::{Channel, Label, Listening};
pub use feed::{Feed, FeedError};
pub use flusher::{Flusher, Outlet};
pub use hub::{ConnectionId, Fanned, Hub, NewConnection, Page, Started, Witness};
pub use outbound::{Cut, Outbound, Taken};
pub use ports::{
    Advance, AnnouncementRepository, Arrangements, Backlog, Delivery, Earlier, Epoch, EventLog, EventQueue,
    HandoverRepository, Head, Outbox, ReadFrom, Slice, Subscription, Whereabouts,
};
pub use render::{Format, Renderer, Told};
pub use session::{ListenError, Opening, Session, Sessions, Step};
pub use turns::Aside;
