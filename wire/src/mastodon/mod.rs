//! The shapes of the Mastodon client API, made from ours.
mod account;
mod application;
mod content;
mod conversation;
mod edit;
mod filter;
mod instance;
mod links;
mod list;
mod media;
mod moment;
mod nodeinfo;
mod notification;
mod poll;
mod preferences;
mod relationship;
mod report;
mod scheduled;
mod search;
mod status;
mod tag;
mod token;

pub use account::{Account, Badge, CredentialAccount, Field, MutedAccount, Role, Source};
pub use application::{Application, CredentialApplication};
pub use content::html;
pub use conversation::Conversation;
pub use edit::{Asked, AskedOption, StatusEdit, StatusSource};
pub use filter::{Filter, FilterHead, FilterKeyword, FilterResult, FilterStatus, FilterV1, Lens};
pub use instance::{About, InstanceV1, InstanceV2};
pub use links::Links;
pub use list::List;
pub use media::{FocusPoint, MediaAttachment, Meta, Size};
pub use moment::{Day, Moment};
pub use nodeinfo::{NodeInfo, NodeInfoLinks};
pub use notification::{Markers, Notification, ReadUpTo, Unread};
pub use poll::{Poll, PollOption, Voted};
pub use preferences::Preferences;
pub use relationship::{FamiliarFollowers, Relationship};
pub use report::Report;
pub use scheduled::ScheduledStatus;
pub use search::{Search, SearchV1};
pub use status::{Context, MentionLink, Status, TagLink, ViewerFields};
pub use tag::{Tag, TagDay};
pub use token::{SignedUp, Token, Welcomed};

/// What clients may believe of us: the leading number is the Mastodon version whose calls we answer.
pub const VERSION: &str = concat!("4.2.0 (compatible; Rookery ", env!("CARGO_PKG_VERSION"), ")");

/// A list that is empty because we have nothing of the kind; strict clients refuse `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Empty([(); 0]);
