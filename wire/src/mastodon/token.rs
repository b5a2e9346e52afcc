//! Tokens as clients get them.
use domain::identity::Profile;
use serde::Serialize;
use service::identity::Granted;

use super::{CredentialAccount, Links};

/// A token that was just given. It does not say when it ends, because it does not.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Token {
    pub access_token: String,
    pub token_type: &'static str,
    pub scope: String,
    pub created_at: i64,
}

/// A token, and whose it is: the answer to registering and to logging in.
#[derive(Debug, Clone, Serialize)]
pub struct SignedUp {
    /// The token.
    #[serde(flatten)]
    pub token: Token,
    /// Whose it is.
    pub account: CredentialAccount,
}

/// What whoever registers gets: a token, unless the address has to be confirmed first.
#[derive(Debug, Clone, Serialize)]
pub struct Welcomed {
    /// The token.
    #[serde(flatten)]
    pub token: Option<Token>,
    /// Whose it is.
    pub account: CredentialAccount,
}

impl Welcomed {
    /// Somebody registered: nobody can have asked to follow them yet.
    #[must_use]
    pub fn of(profile: &Profile, granted: Option<Granted>, links: &Links) -> Self {
        Self { token: granted.map(Token::from), account: CredentialAccount::of(profile, 0, links) }
    }
}

impl From<Granted> for Token {
    fn from(Granted { bearer, token }: Granted) -> Self {
        Self {
            access_token: bearer,
            token_type: "Bearer",
            scope: token.scopes.as_str().to_owned(),
            created_at: token.created_at.as_second(),
        }
    }
}

impl SignedUp {
    /// Somebody got a token whom so many ask to follow.
    #[must_use]
    pub fn of(profile: &Profile, asking: u64, granted: Granted, links: &Links) -> Self {
        Self { token: granted.into(), account: CredentialAccount::of(profile, asking, links) }
    }
}
