//! Guests: visitors who are nobody here, and are known again by what their browser holds.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use uuid::Uuid;

use super::Digest;
use crate::ids::AccountId;

/// A guest. It follows from the secret that their browser holds, which nobody finds out from it; nothing else is known of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GuestId(Uuid);

/// Not a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a guest is written as guest: and a UUID")]
pub struct NotAGuest;

/// The root of the ids of guests.
const GUESTS: Uuid = Uuid::from_u128(0x019a_a8c1_7b52_7e0d_9c36_41d8_05fa_b2e9);
/// How they are told from accounts wherever both may stand.
const MARK: &str = "guest:";

impl GuestId {
    /// Whoever holds the secret that this was kept of.
    #[must_use]
    pub fn of(kept: &Digest) -> Self {
        Self(Uuid::new_v5(&GUESTS, kept.as_str().as_bytes()))
    }

    /// Their number in topics: it says nothing of who they are, and comes after that of any account, so that nobody finds a secret
    /// that makes them the guest whose topics are a member's.
    #[must_use]
    pub fn number(self) -> u64 {
        let (high, low) = Uuid::new_v5(&GUESTS, self.0.as_bytes()).as_u64_pair();
        (high ^ low) >> 2 | 1 << 62
    }

    /// Whom something is kept under that is kept by account: nobody has a number below zero.
    #[must_use]
    pub fn stand_in(self) -> AccountId {
        AccountId::stored(-1 - i64::try_from(self.number()).unwrap_or(i64::MAX))
    }

    /// Whether a guest is meant by it.
    #[must_use]
    pub const fn stands_in(account: AccountId) -> bool {
        account.raw() < 0
    }
}

impl fmt::Display for GuestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{}", self.0)
    }
}

impl FromStr for GuestId {
    type Err = NotAGuest;

    fn from_str(text: &str) -> Result<Self, NotAGuest> {
        let id = text.strip_prefix(MARK).and_then(|id| Uuid::parse_str(id).ok()).ok_or(NotAGuest)?;
        Ok(Self(id))
    }
}

impl Serialize for GuestId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for GuestId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guest(secret: &str) -> GuestId {
        GuestId::of(&Digest::stored(secret))
    }

    #[test]
    fn a_guest_is_written_as_one_and_read_again() {
        let written = guest("a").to_string();
        assert!(written.starts_with("guest:"), "{written}");
        assert_eq!(written.parse(), Ok(guest("a")));
        for bad in ["", "42", "guest:", "guest:42", &written[6..], &format!("{written}0")] {
            assert_eq!(bad.parse::<GuestId>(), Err(NotAGuest), "{bad:?}");
        }
    }

    #[test]
    fn each_guest_has_a_number_and_stands_where_no_account_does() {
        let (one, other) = (guest("a"), guest("b"));
        assert_ne!(one, other);
        assert_ne!(one.number(), other.number());
        for guest in [one, other] {
            assert!(i64::try_from(guest.number()).is_ok_and(|number| number >= 1 << 62), "an account's");
            assert!(GuestId::stands_in(guest.stand_in()));
        }
        assert_ne!(one.stand_in(), other.stand_in());
        assert!(!GuestId::stands_in(AccountId::stored(0)) && !GuestId::stands_in(AccountId::stored(1 << 62)));
    }
}
