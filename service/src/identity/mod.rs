//! Registering, logging in, and the tokens that come of it.
mod apps;
mod authorize;
mod edit;
mod exchange;
mod hearing;
mod keys;
mod login;
mod ports;
mod register;
mod revoke;
mod sessions;
mod tokens;

pub use apps::{Apps, Client, Registered};
pub use authorize::{AnswerTo, Asked, AuthorizeError, Wish};
pub use exchange::{GrantError, Shown};
pub use hearing::Hearing;
pub use keys::{Keys, RetireError, Standing};
pub use login::LoginError;
pub use ports::{
    AccountRepository, Allowed, AppRepository, CodeRepository, Credentials, KeyRepository, Keyring,
    PasswordHasher, Redeemed, Registration, SecretMaker, SessionRepository, SigningKey, TokenRepository,
    TokenSigner, Totals,
};
pub use register::{RegisterError, TakenField};
pub use revoke::RevokeError;
pub use sessions::{Begun, Browser, Here, Sessions};
pub use tokens::{AuthError, Bearer, Granted, Tokens};

use std::sync::Arc;

use crate::Entropy;

/// What people do with accounts.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) accounts: Arc<dyn AccountRepository>,
    pub(crate) hasher: Arc<dyn PasswordHasher>,
    pub(crate) entropy: Arc<dyn Entropy>,
}

impl Accounts {
    /// Over these ports.
    #[must_use]
    pub fn new(
        accounts: Arc<dyn AccountRepository>,
        hasher: Arc<dyn PasswordHasher>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { accounts, hasher, entropy }
    }
}
