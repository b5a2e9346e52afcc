//! What identity asks of the world.
use async_trait::async_trait;
use domain::identity::{
    AccessToken, Account, App, BearerClaims, ClientId, Digest, Editing, Email, NewApp, Password,
    PasswordHash, Profile, Secret, TokenId, Username,
};
use domain::ids::{AccountId, AppId};
use domain::{Draft, Timestamp};

use crate::PortError;

/// Keeps accounts.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AccountRepository: Send + Sync {
    /// Gives the account its id, saves it with its credentials and puts its events into the outbox: all, or nothing.
    /// MUST refuse a username that is taken in any case, and an address that is taken.
    async fn register(
        &self,
        draft: Draft<Account>,
        credentials: Credentials,
    ) -> Result<Registration, PortError>;

    /// Completes an edit with the account as it is, saves it and tells of it; `None` if there is no such account. What one edit
    /// does not speak of MUST survive it, also when another one is made at the same time. An edit that changes nothing leaves
    /// no trace.
    async fn edit(&self, editing: Editing) -> Result<Option<Profile>, PortError>;

    /// The account behind an address, with the hash of its password.
    async fn credentials(&self, email: &Email) -> Result<Option<(AccountId, PasswordHash)>, PortError>;

    /// An account with its counts.
    async fn find(&self, id: AccountId) -> Result<Option<Profile>, PortError>;

    /// The account of that name, whatever the case.
    async fn find_by_username(&self, username: &Username) -> Result<Option<Profile>, PortError>;

    /// Those accounts of these names that exist, in no order.
    async fn list_by_username(&self, usernames: &[Username]) -> Result<Vec<Account>, PortError>;

    /// Those accounts that exist, in no order.
    async fn list(&self, ids: &[AccountId]) -> Result<Vec<Profile>, PortError>;

    /// How much there is of everything.
    async fn totals(&self) -> Result<Totals, PortError>;
}

/// What somebody logs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The address.
    pub email: Email,
    /// What is kept of the password.
    pub password: PasswordHash,
}

/// What became of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and most are accounts")]
pub enum Registration {
    /// The account was made.
    New(Account),
    /// Another has the name.
    UsernameTaken,
    /// Another has the address.
    EmailTaken,
}

/// How much there is of everything on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Accounts.
    pub accounts: u64,
    /// Posts, without boosts.
    pub posts: u64,
    /// Accounts that posted within the last 30 days.
    pub active_accounts: u64,
}

/// Keeps the rows of tokens.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait TokenRepository: Send + Sync {
    /// Saves a new token.
    async fn save(&self, token: &AccessToken) -> Result<(), PortError>;

    /// The token, unless it was revoked.
    async fn find(&self, id: TokenId) -> Result<Option<AccessToken>, PortError>;
}

/// Keeps apps, for good: clients remember theirs for years.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AppRepository: Send + Sync {
    /// Gives an app its id and saves it. No two apps have the same id.
    async fn register(&self, app: NewApp) -> Result<App, PortError>;

    /// The app that shows itself by this name.
    async fn find_client(&self, client: &ClientId) -> Result<Option<App>, PortError>;

    /// The app of that id.
    async fn find_app(&self, id: AppId) -> Result<Option<App>, PortError>;
}

/// A key that tokens are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its name, in the header of each token (`kid`).
    pub kid: String,
    /// The private key, PKCS #8 in DER.
    pub pkcs8: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.kid)
    }
}

/// Keeps the keys that tokens are signed with.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait KeyRepository: Send + Sync {
    /// All keys, the newest first: it signs, all verify.
    async fn list(&self) -> Result<Vec<SigningKey>, PortError>;

    /// Adds `key` if there is none yet, and gives all keys. Of several servers that start at once, one MUST win.
    async fn add_first(&self, key: SigningKey) -> Result<Vec<SigningKey>, PortError>;
}

/// Hashes passwords, slowly on purpose and off the runtime.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// What to keep of a password. Refuses work that would have to wait too long.
    async fn hash(&self, password: &Password) -> Result<PasswordHash, PortError>;

    /// Whether the password is the one of the hash. With no hash it does the same work and says no, so that time tells nothing.
    async fn verify(&self, password: &Password, hash: Option<PasswordHash>) -> Result<bool, PortError>;
}

/// Signs bearer tokens, and knows its own.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait TokenSigner: Send + Sync {
    /// A bearer token: letters, digits, `-._` only, so that it is legal as a websocket subprotocol.
    fn sign(&self, claims: &BearerClaims) -> Result<String, PortError>;

    /// What a bearer says, if one of our keys signed it. Whether its time is over, the domain decides.
    fn verify(&self, bearer: &str) -> Option<BearerClaims>;
}

/// Makes secrets, and knows them again.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait SecretMaker: Send + Sync {
    /// A new secret that nobody can guess: 43 letters, digits, `-` and `_`.
    fn secret(&self) -> Result<Secret, PortError>;

    /// What to keep of a secret: its SHA-256 in base64url without padding, which is also how PKCE makes a challenge (S256).
    fn digest(&self, secret: &Secret) -> Digest;
}
