//! What an app is told when somebody lets it act for them, and trades for a token.
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use super::{App, Digest, Grantee, RedirectUri, Scopes};
use crate::ids::{AccountId, AppId};

/// A code that is good once, for a short time, and for the app that it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// What is kept of it.
    pub digest: Digest,
    /// For which app.
    pub app: AppId,
    /// Who lets it.
    pub account: AccountId,
    /// What it may then do.
    pub scopes: Scopes,
    /// Where the code was sent.
    pub redirect: RedirectUri,
    /// What the app's proof must come to (PKCE, S256); without one, its secret has to do.
    pub challenge: Option<Digest>,
    /// When it was given.
    pub created_at: Timestamp,
}

/// A code is worth nothing: for which reason, nobody learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the code is not good")]
pub struct CodeRule;

impl AuthorizationCode {
    /// How long it is good.
    pub const GOOD_FOR: SignedDuration = SignedDuration::from_mins(10);

    /// For whom its token acts, if this app shows it now, names the same place, and proves what it was asked to prove.
    pub fn redeem(
        &self,
        by: &App,
        redirect: &str,
        proof: Option<&Digest>,
        now: Timestamp,
    ) -> Result<Grantee, CodeRule> {
        let in_time = now.duration_since(self.created_at) < Self::GOOD_FOR;
        let same = self.app == by.id && self.redirect.as_str() == redirect;
        // a proof that nobody asked for is as wrong as one that is missing
        let proven = self.challenge.as_ref() == proof;
        if in_time && same && proven {
            Ok(Grantee::Through { account: self.account, app: self.app })
        } else {
            Err(CodeRule)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AppName, ClientId, NewApp};
    use super::*;

    fn app(id: i64) -> App {
        let about = NewApp {
            client_id: ClientId::new("crow"),
            secret: Digest::stored("x"),
            name: AppName::stored("Crow"),
            website: None,
            redirects: vec![RedirectUri::stored("https://a/")],
            scopes: Scopes::reading(),
            created_at: Timestamp::UNIX_EPOCH,
        };
        App { id: AppId::stored(id), about }
    }

    fn code(challenge: Option<&str>) -> AuthorizationCode {
        AuthorizationCode {
            digest: Digest::stored("code"),
            app: AppId::stored(1),
            account: AccountId::stored(7),
            scopes: Scopes::reading(),
            redirect: RedirectUri::stored("https://a/"),
            challenge: challenge.map(Digest::stored),
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_code_is_good_for_its_app_its_place_its_proof_and_ten_minutes() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let redeem = |challenge: Option<&str>, by: i64, redirect: &str, proof: Option<&str>, second: i64| {
            let proof = proof.map(Digest::stored);
            code(challenge).redeem(&app(by), redirect, proof.as_ref(), at(second)).is_ok()
        };
        assert!(redeem(None, 1, "https://a/", None, 0));
        assert!(redeem(Some("p"), 1, "https://a/", Some("p"), 599));
        assert!(!redeem(Some("p"), 1, "https://a/", Some("p"), 600), "too late");
        assert!(!redeem(None, 2, "https://a/", None, 0), "another app's");
        assert!(!redeem(None, 1, "https://a", None, 0), "another place");
        assert!(!redeem(Some("p"), 1, "https://a/", Some("q"), 0), "a wrong proof");
        assert!(!redeem(Some("p"), 1, "https://a/", None, 0), "no proof");
        assert!(!redeem(None, 1, "https://a/", Some("p"), 0), "a proof that nobody asked for");
    }
}
