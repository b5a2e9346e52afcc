//! Short posts, and what people do with them.
mod application;
mod audience;
mod boost;
mod entities;
mod event;
mod favourite;
mod follow;
mod hashtag;
mod home;
mod key;
mod language;
mod marker;
mod notification;
mod pin;
mod post;
mod scheduled;
mod text;

pub use application::Application;
pub use audience::{Audience, NoSuchVisibility, Visibility};
pub use boost::{Boost, BoostRule};
pub use entities::{Entity, EntityKind, entities};
pub use event::{
    BoostFacts, Boosted, Deleted, Favourited, Followed, PostFacts, Published, Unboosted, Unfavourited,
    Unfollowed,
};
pub use favourite::Favourite;
pub use follow::{Follow, FollowRule, FollowWishes};
pub use hashtag::{Hashtag, NotAHashtag};
pub use home::{Home, Shown};
pub use key::{IdempotencyKey, KeyRule};
pub use language::Language;
pub use marker::{Marked, Marker, NoSuchMarker};
pub use notification::{Deed, NoSuchNotification, Notification, NotificationKind, Notified};
pub use pin::{Pin, PinRule};
pub use post::{Mention, NewPost, Parent, Post, PostCounts, PostRule, Removal};
pub use scheduled::{Plan, ScheduleRule, ScheduledPost};
pub use text::{PostText, Spoiler, TextLimit, TextRule, is_forbidden_control};
