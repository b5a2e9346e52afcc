//! Whose a cart is.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::identity::GuestId;
use crate::ids::{AccountId, NotAnId};

/// Whose a cart is: a member's, or a guest's. A member is written by their id alone, as all were before there were guests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// A member.
    Account(AccountId),
    /// Somebody who is nobody here.
    Guest(GuestId),
}

impl Owner {
    /// Accounts from here on are aliases: they come after any that somebody has. The shop's events know members by them, and
    /// who they are stands there sealed.
    const ALIASES: i64 = 1 << 62;

    /// Whether this is nobody's account but an alias: whoever is shown one is shown somebody who was forgotten.
    #[must_use]
    pub const fn is_alias(account: AccountId) -> bool {
        account.raw() >= Self::ALIASES
    }

    /// The account that what they ask for is remembered under: their own, or one that nobody has.
    #[must_use]
    pub fn stand_in(self) -> AccountId {
        match self {
            Self::Account(account) => account,
            Self::Guest(guest) => guest.stand_in(),
        }
    }
}

impl From<AccountId> for Owner {
    fn from(account: AccountId) -> Self {
        Self::Account(account)
    }
}

impl From<GuestId> for Owner {
    fn from(guest: GuestId) -> Self {
        Self::Guest(guest)
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => account.fmt(f),
            Self::Guest(guest) => guest.fmt(f),
        }
    }
}

impl FromStr for Owner {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        match text.parse() {
            Ok(guest) => Ok(Self::Guest(guest)),
            Err(_) => text.parse().map(Self::Account),
        }
    }
}

impl Serialize for Owner {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Owner {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Digest;

    #[test]
    fn a_member_is_written_as_ever_and_a_guest_is_told_from_all_of_them() {
        let (ada, guest) = (AccountId::stored(42), GuestId::of(&Digest::stored("a")));
        let check = |owner: Owner, written: &str| {
            let json = serde_json::to_string(&owner).unwrap();
            assert_eq!(json, format!("\"{written}\""));
            assert_eq!(serde_json::from_str::<Owner>(&json).unwrap(), owner);
        };
        check(ada.into(), "42");
        check(guest.into(), &guest.to_string());
        for bad in ["\"\"", "\"guest:\"", "\"guest:42\"", "42"] {
            assert!(serde_json::from_str::<Owner>(bad).is_err(), "{bad}");
        }
        assert_eq!(Owner::from(ada).stand_in(), ada);
        assert!(Owner::from(guest).stand_in().raw() < 0);
    }
}
