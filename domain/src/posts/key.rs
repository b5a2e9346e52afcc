//! Making a retry safe.
use thiserror::Error;

use crate::ids::AccountId;

/// A client's name for one attempt: the same key of the same account within 24 hours is the same post.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    /// Whose key.
    pub account: AccountId,
    key: String,
}

/// Why a key was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyRule {
    /// Too long.
    #[error("Idempotency-Key is too long (maximum is {max} bytes)")]
    TooLong {
        /// The limit.
        max: usize,
    },
}

impl IdempotencyKey {
    /// Bytes at the most.
    pub const MAX: usize = 255;
    /// How long a key is remembered.
    pub const HOURS: i64 = 24;

    /// Checks a key; an empty one is none.
    pub fn parse(account: AccountId, raw: &str) -> Result<Option<Self>, KeyRule> {
        match raw.len() {
            0 => Ok(None),
            len if len > Self::MAX => Err(KeyRule::TooLong { max: Self::MAX }),
            _ => Ok(Some(Self { account, key: raw.to_owned() })),
        }
    }

    /// As the client wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.key
    }
}
