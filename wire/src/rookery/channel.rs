//! Channels as clients read them.
use domain::channels::Points;
use domain::ids::AccountId;
use domain::realtime::Cursor;
use serde::Serialize;
use service::channels::ChannelView;

use crate::mastodon::{Account, Links};

/// A channel.
#[derive(Debug, Clone, Serialize)]
pub struct Channel {
    /// Its id, and its owner's.
    pub id: AccountId,
    /// Whose it is.
    pub account: Account,
    /// What is on.
    pub title: String,
    /// What kind of thing that is; empty for none.
    pub category: String,
    /// Whether something is on now.
    pub live: bool,
    /// How many follow it.
    pub followers_count: u64,
    /// Whether the reader does; only where it is known who reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub following: Option<bool>,
    /// Where the log stood before: whoever listens on from there misses nothing of it.
    pub position: String,
}

impl Channel {
    /// A channel as it stood at a place of the log, or later.
    #[must_use]
    pub fn of(view: &ChannelView, position: Cursor, links: &Links) -> Self {
        let ChannelView { channel, owner, followers, following } = view;
        Self {
            id: channel.id,
            account: Account::of(owner, links),
            title: channel.title.as_str().to_owned(),
            category: channel.category.as_str().to_owned(),
            live: channel.live,
            followers_count: *followers,
            following: *following,
            position: position.to_string(),
        }
    }
}

/// What somebody has in a channel.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct OwnPoints {
    /// The channel.
    pub channel: AccountId,
    /// Who has them.
    pub account: AccountId,
    /// How many.
    pub points: u64,
}

impl OwnPoints {
    /// So many points of somebody's.
    #[must_use]
    pub fn of(channel: AccountId, account: AccountId, points: Points) -> Self {
        Self { channel, account, points: points.number() }
    }
}
