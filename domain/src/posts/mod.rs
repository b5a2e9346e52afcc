//! Short posts, and what people do with them.
mod application;
mod audience;
mod block;
mod boost;
mod conversation;
mod edit;
mod entities;
mod event;
mod favourite;
mod follow;
mod hashtag;
mod home;
mod key;
mod language;
mod marker;
mod mute;
mod notification;
mod pin;
mod poll;
mod post;
mod private_note;
mod request;
mod scheduled;
mod tag_follow;
mod text;
mod ties;

pub use application::Application;
pub use audience::{Audience, NoSuchVisibility, Visibility};
pub use block::{Block, Blocking, KeepAwayRule};
pub use boost::{Boost, BoostRule};
pub use conversation::{Conversation, Conversed, Said, others};
pub use edit::{Edit, Revision};
pub use entities::{Entity, EntityKind, entities};
pub use event::{
    Blocked, BoostFacts, Boosted, Deleted, Edited, Favourited, Followed, Muted, PostFacts, Published,
    RequestAccepted, RequestEnded, Requested, TagFollowed, TagUnfollowed, Unblocked, Unboosted, Unfavourited,
    Unfollowed, Unmuted,
};
pub use favourite::Favourite;
pub use follow::{Follow, FollowRule, FollowWishes};
pub use hashtag::{Hashtag, NotAHashtag};
pub use home::{Home, Shown};
pub use key::{IdempotencyKey, KeyRule};
pub use language::{Language, Languages, LanguagesRule};
pub use marker::{Marked, Marker, NoSuchMarker};
pub use mute::{Mute, MuteExtent};
pub use notification::{Deed, NoSuchNotification, Notification, NotificationKind, Notified};
pub use pin::{Pin, PinRule};
pub use poll::{Choices, Ending, NewPoll, Poll, PollEnded, PollFacts, PollOption, PollRule, Vote};
pub(crate) use post::expressive;
pub use post::{Mention, NewPost, Parent, Post, PostCounts, PostRule, Removal};
pub use private_note::{PrivateNote, PrivateNoteRule};
pub use request::{FollowRequest, Grant};
pub use scheduled::{Plan, ScheduleRule, ScheduledPost};
pub use tag_follow::{TagFollow, TagFollowRule};
pub use text::{PostText, Spoiler, TextLimit, TextRule, is_forbidden_control};
pub use ties::Ties;
