//! How far somebody has read.
use std::str::FromStr;

use jiff::Timestamp;
use thiserror::Error;

use crate::ids::Snowflake;

/// How far somebody has read a timeline, on whichever device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// What is read.
    pub of: Marked,
    /// The last that was read.
    pub last_read: Snowflake,
    /// How often it was moved.
    pub version: u64,
    /// When it was moved.
    pub updated_at: Timestamp,
}

/// What can be read up to a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Marked {
    /// The home timeline.
    Home,
    /// The notifications.
    Notifications,
}

impl Marked {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Home, Self::Notifications];

    /// Mastodon's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Notifications => "notifications",
        }
    }
}

/// Nothing of that name is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("nothing of that name is marked")]
pub struct NoSuchMarker;

impl FromStr for Marked {
    type Err = NoSuchMarker;

    fn from_str(text: &str) -> Result<Self, NoSuchMarker> {
        Self::ALL.into_iter().find(|marked| marked.as_str() == text).ok_or(NoSuchMarker)
    }
}
