//! What a streamer has: a channel, those who follow it, their points, and a room to chat in.
mod channel;
mod event;
mod follow;
mod line;
mod message;
mod points;

pub use channel::{Category, Channel, Presentation, Presenting, Title};
pub use event::{ChannelEvent, ChannelFollowed, ChannelUnfollowed, ChannelUpdated, RoomSaid, RoomUnsaid};
pub use follow::{ChannelFollow, ChannelFollowRule};
pub use line::LineRule;
pub use message::{Message, MessageKey, MessageRule, MessageText, Unsaid};
pub use points::{Grant, GrantRule, Points, PointsRule};
