//! Registering, logging in, and the tokens that come of it.
mod apps;
mod edit;
mod exchange;
mod login;
mod ports;
mod register;
mod tokens;

pub use apps::{Apps, Client, Registered};
pub use exchange::GrantError;
pub use login::LoginError;
pub use ports::{
    AccountRepository, AppRepository, Credentials, KeyRepository, PasswordHasher, Registration, SecretMaker,
    SigningKey, TokenRepository, TokenSigner, Totals,
};
pub use register::{RegisterError, TakenField};
pub use tokens::{AuthError, Bearer, Granted, Tokens};

use std::sync::Arc;

use crate::Entropy;

/// What people do with accounts.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) accounts: Arc<dyn AccountRepository>,
    pub(crate) hasher: Arc<dyn PasswordHasher>,
    pub(crate) tokens: Tokens,
    pub(crate) entropy: Arc<dyn Entropy>,
}

impl Accounts {
    /// Over these ports.
    #[must_use]
    pub fn new(
        accounts: Arc<dyn AccountRepository>,
        hasher: Arc<dyn PasswordHasher>,
        tokens: Tokens,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { accounts, hasher, tokens, entropy }
    }
}
