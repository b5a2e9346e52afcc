//! What can go wrong, in words that every interface can translate.
use std::error::Error;

use domain::identity::{
    AboutRule, EmailRule, NameRule, PasswordRule, PortraitRule, ReportRule, UsernameRule,
};
use domain::media::MediaRule;
use domain::posts::{
    BoostRule, FollowRule, KeepAwayRule, KeyRule, LanguagesRule, NoSuchVisibility, PinRule, PostRule,
    PrivateNoteRule, TextRule,
};
use domain::reading::ListRule;
use serde_json::Value;
use sourcing::Unavailable;
use thiserror::Error;

/// What a failure means to whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What was asked makes no sense; asking again will not help.
    Invalid,
    /// Nobody knows who asks.
    Unauthenticated,
    /// It is known who asks, and they may not.
    Forbidden,
    /// It does not exist, or not for the one who asks.
    NotFound,
    /// It was there, and is over.
    Gone,
    /// It does not fit what is there.
    Conflict,
    /// Too much was asked.
    TooMany,
    /// Something behind us is away; asking again later may help.
    Unavailable,
}

/// An error that knows what it means. Its `Display` may be shown to anybody.
pub trait Failure: Error + Send + Sync + 'static {
    /// What it means.
    fn kind(&self) -> Kind;

    /// What programs tell it from others of its kind by, where they have to.
    fn code(&self) -> Option<&'static str> {
        None
    }

    /// What programs are told of it besides, by name.
    fn members(&self) -> Vec<(&'static str, Value)> {
        vec![]
    }
}

/// Something behind a port is away or broken. Its words stay in the source chain, for the log alone.
#[derive(Debug, Error)]
#[error("{port} is not available")]
pub struct PortError {
    port: &'static str,
    source: Box<dyn Error + Send + Sync>,
}

impl PortError {
    /// Wraps what a driver said.
    pub fn new(port: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { port, source: source.into() }
    }
}

impl Failure for PortError {
    fn kind(&self) -> Kind {
        Kind::Unavailable
    }
}

macro_rules! invalid {
    ($($rule:ty),+) => {$(
        impl Failure for $rule {
            fn kind(&self) -> Kind {
                Kind::Invalid
            }
        }
    )+};
}

invalid!(
    AboutRule,
    EmailRule,
    NameRule,
    PasswordRule,
    PortraitRule,
    ReportRule,
    UsernameRule,
    NoSuchVisibility,
    TextRule,
    KeyRule,
    PinRule,
    MediaRule,
    ListRule
);

impl Failure for PostRule {
    fn kind(&self) -> Kind {
        match self {
            Self::Text(_) | Self::TooMany { .. } => Kind::Invalid,
            Self::NotTheirs => Kind::NotFound,
            Self::Boost(rule) => rule.kind(),
            Self::Media(rule) => rule.kind(),
            Self::Poll(rule) => rule.kind(),
        }
    }
}

impl Failure for BoostRule {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }
}

impl Failure for FollowRule {
    fn kind(&self) -> Kind {
        Kind::Forbidden
    }
}

impl Failure for LanguagesRule {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
}

impl Failure for PrivateNoteRule {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
}

impl Failure for KeepAwayRule {
    fn kind(&self) -> Kind {
        match self {
            Self::Oneself => Kind::Forbidden,
            Self::Duration => Kind::Invalid,
        }
    }
}

impl From<Unavailable> for PortError {
    fn from(error: Unavailable) -> Self {
        Self::new("event store", error)
    }
}
