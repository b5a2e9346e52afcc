//! Registering, logging in, and the tokens that come of it.
mod approve;
mod apps;
mod authorize;
mod edit;
mod elsewhere;
mod exchange;
mod foreign;
mod forget;
mod guests;
mod hearing;
mod keys;
mod letters;
mod login;
mod moderate;
mod ports;
mod proofs;
mod register;
mod revoke;
mod sessions;
mod tokens;
mod validate;
mod written_with;

pub use apps::{Apps, Client, Registered};
pub use authorize::{AnswerTo, Asked, AuthorizeError, Wish};
pub use elsewhere::{Elsewhere, ElsewhereError, ElsewherePorts, Returned, Sent, Welcome};
pub use exchange::{GrantError, Shown};
pub use foreign::{ForeignRepository, IdentifyError, IdentityProvider, Linked, Outing};
pub use forget::Forgetting;
pub use guests::{ForeignBearer, ForeignIssuer, Guest, Guests};
pub use hearing::Hearing;
pub use keys::{Keys, RetireError, Standing};
pub use letters::Site;
pub use login::{LoginError, Proof};
pub use ports::{
    AccountRepository, Allowed, AppRepository, CodeRepository, Confirmation, CredentialRepository,
    Credentials, KeyRepository, Keyring, Known, PasswordHasher, Redeemed, Registration, SecretMaker,
    SessionRepository, SigningKey, TokenRepository, TokenSigner, Totals, Waiting,
};
pub use proofs::ProofError;
pub use register::{RegisterError, TakenField};
pub use revoke::RevokeError;
pub use sessions::{Begun, Browser, Here, Sessions, Visit};
pub use tokens::{AuthError, Bearer, Granted, Tokens};
pub use validate::Validated;

use std::sync::Arc;

use domain::identity::LogInRules;

use crate::Entropy;

/// What people do with accounts.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) accounts: Arc<dyn AccountRepository>,
    pub(crate) credentials: Arc<dyn CredentialRepository>,
    pub(crate) hasher: Arc<dyn PasswordHasher>,
    pub(crate) secrets: Arc<dyn SecretMaker>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) tokens: Tokens,
    pub(crate) site: Site,
    pub(crate) rules: LogInRules,
}

/// What they stand on.
#[derive(Clone)]
pub struct AccountPorts {
    /// Keeps accounts.
    pub accounts: Arc<dyn AccountRepository>,
    /// Keeps what people log in with.
    pub credentials: Arc<dyn CredentialRepository>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Makes secrets.
    pub secrets: Arc<dyn SecretMaker>,
    /// Time and chance.
    pub entropy: Arc<dyn Entropy>,
}

impl Accounts {
    /// Over these ports, on that site, by these rules.
    #[must_use]
    pub fn new(ports: AccountPorts, tokens: Tokens, site: Site, rules: LogInRules) -> Self {
        let AccountPorts { accounts, credentials, hasher, secrets, entropy } = ports;
        Self { accounts, credentials, hasher, secrets, entropy, tokens, site, rules }
    }
}
