//! People who have an account elsewhere, and come with it.
use thiserror::Error;

use super::{DisplayName, Email, Username};
use crate::ids::AccountId;

/// How another server knows somebody: its own name and theirs there. Neither ever means anybody else.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ForeignId {
    issuer: String,
    subject: String,
}

impl ForeignId {
    /// Bytes of the other server's name at the most.
    pub const LONGEST_ISSUER: usize = 512;
    /// Bytes of somebody's name there at the most, as OpenID Connect says.
    pub const LONGEST_SUBJECT: usize = 255;

    /// Checks what another server said.
    pub fn parse(issuer: &str, subject: &str) -> Result<Self, ForeignRule> {
        let fits = |text: &str, most| (1..=most).contains(&text.len()) && !text.chars().any(char::is_control);
        if fits(issuer, Self::LONGEST_ISSUER) && fits(subject, Self::LONGEST_SUBJECT) {
            Ok(Self::stored(issuer, subject))
        } else {
            Err(ForeignRule::Nobody)
        }
    }

    /// As an adapter stored it.
    #[must_use]
    pub fn stored(issuer: &str, subject: &str) -> Self {
        Self { issuer: issuer.to_owned(), subject: subject.to_owned() }
    }

    /// The other server.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Who it is there.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

/// Somebody as another server describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreigner {
    /// Who it is.
    pub id: ForeignId,
    /// Their address, if it was told.
    pub email: Option<Email>,
    /// Whether the other server vouches that the address is theirs.
    pub vouched: bool,
    /// What they are called there.
    pub name: Option<String>,
    /// The name that people read.
    pub display_name: DisplayName,
}

/// Who has an address here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The account.
    pub account: AccountId,
    /// Whether it has shown that the address is its own.
    pub confirmed: bool,
}

/// What becomes of somebody who comes from elsewhere for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// They have this account already.
    Known(AccountId),
    /// They get a new one.
    New {
        /// With this address.
        email: Email,
        /// Which needs no confirming.
        confirmed: bool,
    },
}

/// Why somebody who comes from elsewhere is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ForeignRule {
    /// The other server named nobody.
    #[error("the other server named nobody whom we could know")]
    Nobody,
    /// The other server told no address.
    #[error("the other server did not tell your e-mail address, which an account here needs")]
    NoAddress,
    /// Somebody here has the address, and it is not shown that they are the same.
    #[error(
        "an account here has this e-mail address already: log in to it first, and link the other one there"
    )]
    Held,
}

impl Foreigner {
    /// What becomes of them, given who has their address here. An account is theirs only if both sides have shown that the
    /// address is: else whoever writes a stranger's address into a form, here or there, would share the account.
    pub fn arrive(&self, holder: Option<Holder>) -> Result<Arrival, ForeignRule> {
        let email = self.email.clone().ok_or(ForeignRule::NoAddress)?;
        match holder {
            None => Ok(Arrival::New { email, confirmed: self.vouched }),
            Some(Holder { account, confirmed: true }) if self.vouched => Ok(Arrival::Known(account)),
            Some(_) => Err(ForeignRule::Held),
        }
    }

    /// A name for a new account, after theirs elsewhere or their address; with some digits where that one is taken.
    #[must_use]
    pub fn username(&self, digits: Option<u16>) -> Username {
        let address = || self.email.as_ref().and_then(|email| email.as_str().split('@').next());
        let wanted = self.name.as_deref().or_else(address).unwrap_or_default();
        let wanted = wanted.split('@').next().unwrap_or_default();
        let letter = |letter: char| match letter {
            letter if letter.is_ascii_alphanumeric() || letter == '_' => Some(letter),
            '.' | '-' | ' ' | '+' => Some('_'),
            _ => None,
        };
        let room = Username::MAX - if digits.is_some() { 6 } else { 0 };
        let kept: String = wanted.chars().filter_map(letter).take(room).collect();
        let kept = Some(kept.trim_matches('_')).filter(|kept| !kept.is_empty()).unwrap_or("rook");
        let name = digits.map_or_else(|| kept.to_owned(), |digits| format!("{kept}_{digits:05}"));
        Username::stored(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreigner(email: Option<&str>, vouched: bool, name: Option<&str>) -> Foreigner {
        Foreigner {
            id: ForeignId::stored("https://id.example", "7"),
            email: email.map(|email| Email::parse(email).unwrap()),
            vouched,
            name: name.map(str::to_owned),
            display_name: DisplayName::default(),
        }
    }

    #[test]
    fn nobody_takes_an_account_over_by_writing_its_address_somewhere() {
        let ada = AccountId::stored(1);
        let email = Email::parse("ada@r.example").unwrap();
        let check = |vouched, confirmed: Option<bool>, expected| {
            let holder = confirmed.map(|confirmed| Holder { account: ada, confirmed });
            assert_eq!(foreigner(Some("ada@r.example"), vouched, None).arrive(holder), expected);
        };
        check(true, Some(true), Ok(Arrival::Known(ada)));
        check(false, Some(true), Err(ForeignRule::Held));
        check(true, Some(false), Err(ForeignRule::Held));
        check(false, Some(false), Err(ForeignRule::Held));
        check(true, None, Ok(Arrival::New { email: email.clone(), confirmed: true }));
        check(false, None, Ok(Arrival::New { email, confirmed: false }));
        assert_eq!(foreigner(None, true, None).arrive(None), Err(ForeignRule::NoAddress));
    }

    #[test]
    fn a_new_account_is_called_as_they_are_elsewhere() {
        let check = |name: Option<&str>, digits, expected: &str| {
            let username = foreigner(Some("ada.lovelace@r.example"), true, name).username(digits);
            assert_eq!(username.as_str(), expected);
            assert_eq!(Username::parse(username.as_str()), Ok(username));
        };
        check(Some("ada"), None, "ada");
        check(Some("Ada L."), None, "Ada_L");
        check(Some("ada@id.example"), Some(7), "ada_00007");
        check(None, None, "ada_lovelace");
        check(Some("阿达"), None, "rook");
        check(Some(&"x".repeat(99)), None, &"x".repeat(30));
        check(Some(&"x".repeat(99)), Some(65_535), &format!("{}_65535", "x".repeat(24)));
    }

    #[test]
    fn who_has_no_name_is_nobody() {
        for (issuer, subject) in [("", "7"), ("https://id.example", ""), ("https://id.example", "a\nb")] {
            assert_eq!(ForeignId::parse(issuer, subject), Err(ForeignRule::Nobody));
        }
        let long = "7".repeat(256);
        assert_eq!(ForeignId::parse("https://id.example", &long), Err(ForeignRule::Nobody));
        assert!(ForeignId::parse("https://id.example", "7").is_ok());
    }
}
