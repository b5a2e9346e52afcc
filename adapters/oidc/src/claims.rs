//! What another server says of somebody, and whether it said so to us.
use domain::Timestamp;
use domain::identity::{DisplayName, Email, ForeignId, ForeignRule, Foreigner};
use jiff::SignedDuration;
use serde::Deserialize;

/// What an ID token says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct IdToken {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: Option<i64>,
    nonce: Option<String>,
    #[serde(flatten)]
    pub(crate) person: Person,
}

/// For whom a token is.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Default for Audience {
    fn default() -> Self {
        Self::Many(vec![])
    }
}

/// What is said of a person, in the token or where people can be asked about.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Person {
    pub(crate) email: Option<String>,
    email_verified: Option<Vouched>,
    preferred_username: Option<String>,
    name: Option<String>,
}

/// Some servers write truth as text.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Vouched {
    Said(bool),
    Written(String),
}

/// An answer of the place where people can be asked about.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct UserInfo {
    sub: String,
    #[serde(flatten)]
    person: Person,
}

/// What a token has to say to be for us.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client: &'a str,
    pub(crate) nonce: &'a str,
}

/// How far clocks may be apart.
const SKEW: SignedDuration = SignedDuration::from_secs(30);

impl IdToken {
    /// Whether it was made by that server, for us, for this browser's errand, and holds now.
    pub(crate) fn is(&self, expected: Expected<'_>, now: Timestamp) -> bool {
        let (for_us, for_others) = match &self.aud {
            Audience::One(one) => (one == expected.client, false),
            Audience::Many(many) => (many.iter().any(|one| one == expected.client), many.len() > 1),
        };
        let by_us = match &self.azp {
            Some(party) => party == expected.client,
            None => !for_others,
        };
        let at = |second: i64| Timestamp::from_second(second).ok();
        let holds = at(self.exp).is_some_and(|end| now.duration_since(end) < SKEW);
        let made = self.iat.is_none_or(|made| at(made).is_some_and(|made| made.duration_since(now) <= SKEW));
        let answers = self.nonce.as_deref() == Some(expected.nonce);
        self.iss == expected.issuer && for_us && by_us && holds && made && answers
    }

    /// What was said elsewhere of the same person, where the token itself does not tell the address.
    pub(crate) fn told(&mut self, more: UserInfo) {
        if more.sub == self.sub && self.person.email.is_none() {
            self.person = more.person;
        }
    }

    /// Who it is.
    pub(crate) fn foreigner(self) -> Result<Foreigner, ForeignRule> {
        let Person { email, email_verified, preferred_username, name } = self.person;
        let vouched = match email_verified {
            Some(Vouched::Said(said)) => said,
            Some(Vouched::Written(written)) => written == "true",
            None => false,
        };
        Ok(Foreigner {
            id: ForeignId::parse(&self.iss, &self.sub)?,
            email: email.and_then(|email| Email::parse(&email).ok()),
            vouched,
            name: preferred_username,
            display_name: name.and_then(|name| DisplayName::parse(&name).ok()).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: Expected<'_> = Expected { issuer: "https://id.example", client: "rookery", nonce: "n" };

    fn token(change: impl FnOnce(&mut serde_json::Value)) -> IdToken {
        let mut said = serde_json::json!({
            "iss": "https://id.example", "sub": "7", "aud": "rookery", "exp": 1_000, "iat": 900, "nonce": "n",
            "email": "Ada@r.example", "email_verified": true, "preferred_username": "ada", "name": "Ada L.",
        });
        change(&mut said);
        serde_json::from_value(said).unwrap()
    }

    fn check(expected: bool, at: i64, change: impl FnOnce(&mut serde_json::Value)) {
        let token = token(change);
        assert_eq!(token.is(EXPECTED, Timestamp::from_second(at).unwrap()), expected, "{token:?}");
    }

    #[test]
    fn a_token_for_us_is_taken_and_any_other_is_not() {
        check(true, 950, |_| {});
        check(true, 950, |said| said["aud"] = serde_json::json!(["rookery"]));
        check(false, 950, |said| said["iss"] = "https://id.example/".into());
        check(false, 950, |said| said["iss"] = "https://evil.example".into());
        check(false, 950, |said| said["aud"] = "another".into());
        check(false, 950, |said| said["aud"] = serde_json::json!([]));
        check(false, 950, |said| said["aud"] = serde_json::json!(["rookery", "another"]));
        check(true, 950, |said| {
            said["aud"] = serde_json::json!(["rookery", "another"]);
            said["azp"] = "rookery".into();
        });
        check(false, 950, |said| said["azp"] = "another".into());
        check(false, 950, |said| said["nonce"] = "m".into());
        check(false, 950, |said| said["nonce"] = serde_json::Value::Null);
    }

    #[test]
    fn clocks_may_be_half_a_minute_apart() {
        check(true, 1_029, |_| {});
        check(false, 1_030, |_| {});
        check(true, 870, |_| {});
        check(false, 869, |_| {});
    }

    #[test]
    fn who_it_is_comes_from_the_token_and_an_address_from_the_same_person() {
        let ada = token(|_| {}).foreigner().unwrap();
        assert_eq!(ada.id, ForeignId::stored("https://id.example", "7"));
        assert_eq!((ada.email, ada.vouched), (Some(Email::parse("ada@r.example").unwrap()), true));
        assert_eq!((ada.name.as_deref(), ada.display_name.as_str()), (Some("ada"), "Ada L."));
        for sub in ["7", "8"] {
            let mut bare = token(|said| said["email"] = serde_json::Value::Null);
            let more = serde_json::json!({"sub": sub, "email": "ada@r.example", "email_verified": "true"});
            bare.told(serde_json::from_value(more).unwrap());
            assert_eq!(bare.foreigner().unwrap().email.is_some(), sub == "7");
        }
    }

    #[test]
    fn an_address_is_vouched_for_by_a_clear_yes_alone() {
        for (said, vouched) in
            [("true", true), ("\"true\"", true), ("false", false), ("\"yes\"", false), ("null", false)]
        {
            let said: serde_json::Value = serde_json::from_str(said).unwrap();
            let token = token(|token| token["email_verified"] = said);
            assert_eq!(token.foreigner().unwrap().vouched, vouched);
        }
    }
}
