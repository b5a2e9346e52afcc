//! The two pictures that an account has.
use std::fmt;

use thiserror::Error;

use crate::media::{Extent, MediaRule};

/// One of the two pictures of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Portrait {
    /// The one beside its name.
    Avatar,
    /// The one above its profile.
    Header,
}

impl Portrait {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Avatar, Self::Header];
    /// Bytes of one that is sent, at the most.
    pub const BYTES: usize = 8 << 20;

    /// What it is called in requests.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Header => "header",
        }
    }

    /// How large it is kept: as apps have room for it.
    #[must_use]
    pub const fn extent(self) -> Extent {
        match self {
            Self::Avatar => Extent { width: 400, height: 400 },
            Self::Header => Extent { width: 1_500, height: 500 },
        }
    }

    /// Checks what somebody sent, before it is read.
    pub fn check(self, bytes: &[u8]) -> Result<(), PortraitRule> {
        match bytes.len() {
            0 => Err(PortraitRule::NotAPicture(self)),
            len if len > Self::BYTES => {
                Err(PortraitRule::TooLarge { portrait: self, most: Self::BYTES >> 20 })
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Portrait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Avatar => "Avatar",
            Self::Header => "Header",
        })
    }
}

/// Why a picture of an account was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PortraitRule {
    /// It is none of the kinds that we read, whatever it is called, or it is broken.
    #[error("{0} content type is invalid, {0} is invalid")]
    NotAPicture(Portrait),
    /// More points than we are ready to look at.
    #[error("{portrait} must not have more than {most} pixels")]
    TooManyPoints {
        /// Which one.
        portrait: Portrait,
        /// The limit.
        most: u64,
    },
    /// A file that is too large.
    #[error("{portrait} must not be larger than {most} MB")]
    TooLarge {
        /// Which one.
        portrait: Portrait,
        /// The limit.
        most: usize,
    },
}

impl PortraitRule {
    /// The same rule of pictures, said of this one.
    #[must_use]
    pub fn of(portrait: Portrait, rule: MediaRule) -> Self {
        match rule {
            MediaRule::TooManyPoints { most } => Self::TooManyPoints { portrait, most },
            MediaRule::NotAPicture
            | MediaRule::NoFile
            | MediaRule::DescriptionTooLong { .. }
            | MediaRule::Control
            | MediaRule::Focus
            | MediaRule::TooMany { .. }
            | MediaRule::NotFree => Self::NotAPicture(portrait),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nothing_or_too_large_is_refused_unread() {
        let check = |bytes: usize| Portrait::Avatar.check(&vec![0; bytes]).map_err(|rule| rule.to_string());
        assert_eq!(check(1), Ok(()));
        assert_eq!(check(Portrait::BYTES), Ok(()));
        assert_eq!(check(0), Err("Avatar content type is invalid, Avatar is invalid".to_owned()));
        assert_eq!(check(Portrait::BYTES + 1), Err("Avatar must not be larger than 8 MB".to_owned()));
    }

    #[test]
    fn a_refusal_says_which_one() {
        let rule = PortraitRule::of(Portrait::Header, MediaRule::TooManyPoints { most: 9 });
        assert_eq!(rule.to_string(), "Header must not have more than 9 pixels");
    }
}
