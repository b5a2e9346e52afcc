//! What identity asks of the world.
use async_trait::async_trait;
use domain::identity::{
    AccessToken, Account, App, AuthorizationCode, BearerClaims, Challenge, ClientId, Digest, Editing, Email,
    ForeignId, Letter, NewApp, Password, PasswordHash, Profile, Purpose, Revocation, Scopes, Secret, Session,
    SessionId, Standing, TokenId, Username,
};
use domain::ids::{AccountId, AppId};
use domain::realtime::Cause;
use domain::{Draft, Recorded, Timestamp};
use uuid::Uuid;

use crate::PortError;

/// Keeps accounts.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AccountRepository: Send + Sync {
    /// Gives the account its id, saves it with its credentials and puts its events into the outbox: all, or nothing.
    /// MUST refuse a username that is taken in any case, an address that is taken, and an account elsewhere that is linked.
    async fn register(
        &self,
        draft: Draft<Account>,
        credentials: Credentials,
    ) -> Result<Registration, PortError>;

    /// Completes an edit with the account as it is, saves it and tells of it; `None` if there is no such account. What one edit
    /// does not speak of MUST survive it, also when another one is made at the same time. An edit that changes nothing leaves
    /// no trace.
    async fn edit(&self, editing: Editing) -> Result<Option<Profile>, PortError>;

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
    /// What is kept of the password; `None` for whoever logs in elsewhere.
    pub password: Option<PasswordHash>,
    /// How the address is to be confirmed; `None` where somebody vouches for it.
    pub confirmation: Option<Confirmation>,
    /// The account elsewhere that they came with.
    pub foreign: Option<ForeignId>,
    /// What they say to those who are to approve them; `None` where nobody has to.
    pub waiting: Option<String>,
}

/// Somebody who waits for approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The account.
    pub account: AccountId,
    /// Its address.
    pub email: Email,
    /// What they say.
    pub reason: String,
}

impl Credentials {
    /// An address that somebody vouches for, and a password.
    #[must_use]
    pub fn vouched(email: Email, password: PasswordHash) -> Self {
        Self { email, password: Some(password), confirmation: None, foreign: None, waiting: None }
    }
}

/// How an address is to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// What is kept of the link.
    pub challenge: Challenge,
    /// The letter that brings it.
    pub letter: Letter,
}

/// What is known of the one who logs in with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The account.
    pub account: AccountId,
    /// What is kept of the password; `None` where there is none to log in with.
    pub password: Option<PasswordHash>,
    /// Whether they may.
    pub standing: Standing,
}

/// What became of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and most are accounts")]
pub enum Registration {
    /// The account was made.
    New(Account),
    /// Another has the name.
    UsernameTaken,
    /// Another has the address, or the account elsewhere.
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

/// Keeps what people log in with, and the challenges that prove by mail who they are.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait CredentialRepository: Send + Sync {
    /// Who may log in with an address, and how.
    async fn known(&self, email: &Email) -> Result<Option<Known>, PortError>;

    /// The address of an account that has not confirmed it yet.
    async fn unconfirmed(&self, id: AccountId) -> Result<Option<Email>, PortError>;

    /// Keeps another hash of the same password, unless it was changed meanwhile.
    async fn rehash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<(), PortError>;

    /// Sets somebody's password, whatever it was; whether there is such an account.
    async fn set_password(&self, id: AccountId, password: &PasswordHash) -> Result<bool, PortError>;

    /// Up to so many who wait for approval, the first who came first.
    async fn list_waiting(&self, most: u16) -> Result<Vec<Waiting>, PortError>;

    /// Approves somebody and saves the letter that tells them so: both, or neither. Whether they had waited: to whoever had not,
    /// nothing is written.
    async fn approve(&self, id: AccountId, letter: Letter) -> Result<bool, PortError>;

    /// Saves a letter, and with it the challenge of an account, in place of an earlier one for the same purpose: both, or
    /// neither. Without a challenge it is a letter that gives nobody anything.
    async fn pose(&self, challenge: Option<(AccountId, Challenge)>, letter: Letter) -> Result<(), PortError>;

    /// Whose challenge it is, if it still holds then.
    async fn challenged(
        &self,
        purpose: Purpose,
        digest: &Digest,
        at: Timestamp,
    ) -> Result<Option<AccountId>, PortError>;

    /// Meets a challenge to confirm an address: of many who try at once, one does. The address is confirmed from then on.
    async fn confirm(&self, digest: &Digest, at: Timestamp) -> Result<Option<AccountId>, PortError>;

    /// Meets a challenge to set a password: of many who try at once, one does. All, or nothing: the account has the new
    /// password, its address is confirmed, and everything that was logged in to it has ended and is told to have.
    async fn reset(
        &self,
        digest: &Digest,
        password: PasswordHash,
        cause: Cause,
    ) -> Result<Option<AccountId>, PortError>;

    /// Meets a challenge to log in, which was sent to that address: of many who try at once, one does. The address is confirmed
    /// from then on. After [`Challenge::TRIES`] that were wrong there is no challenge any more.
    async fn log_in(
        &self,
        email: &Email,
        digest: &Digest,
        at: Timestamp,
    ) -> Result<Option<AccountId>, PortError>;

    /// Forgets the challenges that hold no longer.
    async fn forget(&self, before: Timestamp) -> Result<(), PortError>;
}

/// Keeps the rows of tokens.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait TokenRepository: Send + Sync {
    /// Saves a new token.
    async fn save(&self, token: &AccessToken) -> Result<(), PortError>;

    /// The token, unless it was revoked or belongs to somebody who is shut out.
    async fn find(&self, id: TokenId) -> Result<Option<AccessToken>, PortError>;

    /// Remembers that a token was used.
    async fn touch(&self, id: TokenId, at: Timestamp) -> Result<(), PortError>;

    /// Ends every token that it means, with the sessions and the codes that it means, and puts its events into the outbox: all,
    /// or nothing. Where it means everything of an account, what [another server](super::Guest) made for it before is ended too. Gives whether anything was there; where nothing was, nothing is told.
    async fn revoke(&self, revocation: Recorded<Revocation>) -> Result<bool, PortError>;

    /// Up to so many apps that have tokens of an account, the last allowed first.
    async fn list_allowed(&self, account: AccountId, most: u16) -> Result<Vec<Allowed>, PortError>;
}

/// An app that acts for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The app.
    pub app: App,
    /// All that it may do.
    pub scopes: Scopes,
    /// When it was last allowed.
    pub allowed_at: Timestamp,
    /// When it last did something, give or take an hour.
    pub used_at: Timestamp,
}

/// Keeps codes until they are traded for tokens, and as long as it matters that they were.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait CodeRepository: Send + Sync {
    /// Saves a new code. Those of more than a day before may go.
    async fn save_code(&self, code: &AuthorizationCode) -> Result<(), PortError>;

    /// The code that this is the digest of, with the token that it was traded for.
    async fn find_code(
        &self,
        digest: &Digest,
    ) -> Result<Option<(AuthorizationCode, Option<TokenId>)>, PortError>;

    /// Trades a code for a token, which is saved: both, or neither. Of several who try at once one MUST win; the others learn which token.
    async fn redeem(&self, digest: &Digest, token: &AccessToken) -> Result<Redeemed, PortError>;
}

/// What became of trading a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeemed {
    /// The token was saved.
    Now,
    /// It was traded before, for this token.
    Before(TokenId),
    /// There is no such code, or no longer.
    Gone,
}

/// Keeps sessions with the pages.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait SessionRepository: Send + Sync {
    /// Saves a session and its token: both, or neither. They end by [`TokenRepository::revoke`].
    async fn save_session(&self, session: &Session, token: &AccessToken) -> Result<(), PortError>;

    /// The session whose secret this is the digest of, with its token.
    async fn find_session(&self, secret: &Digest) -> Result<Option<(Session, TokenId)>, PortError>;

    /// Up to so many sessions of an account, the last used first.
    async fn list_sessions(&self, account: AccountId, most: u16) -> Result<Vec<Session>, PortError>;

    /// Remembers that a session was used.
    async fn touch_session(&self, id: SessionId, at: Timestamp) -> Result<(), PortError>;
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
    /// All keys, the newest first: one of them signs, all verify.
    async fn list(&self) -> Result<Vec<SigningKey>, PortError>;

    /// Adds `key` if there is none yet, and gives all keys. Of several servers that start at once, one MUST win.
    async fn add_first(&self, key: SigningKey) -> Result<Vec<SigningKey>, PortError>;

    /// Adds one more.
    async fn add(&self, key: SigningKey) -> Result<(), PortError>;

    /// Removes the key of that name; says whether it did. The newest key MUST stay: something has to sign.
    async fn remove(&self, kid: &str) -> Result<bool, PortError>;
}

/// Holds the keys that a server signs and verifies with.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Keyring: Send + Sync {
    /// A new key of that name; nothing is held.
    fn make(&self, id: Uuid, at: Timestamp) -> Result<SigningKey, PortError>;

    /// From now on these verify, and `signing`, one of them, signs. What others signed is nobody's any more.
    /// Says whether that changed anything.
    fn hold(&self, keys: &[SigningKey], signing: &SigningKey) -> Result<bool, PortError>;
}

/// Hashes passwords, slowly on purpose and off the runtime.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// What to keep of a password. Refuses work that would have to wait too long.
    async fn hash(&self, password: &Password) -> Result<PasswordHash, PortError>;

    /// Whether the password is the one of the hash. With no hash it does the same work and says no, so that time tells nothing.
    async fn verify(&self, password: &Password, hash: Option<PasswordHash>) -> Result<bool, PortError>;

    /// Whether the hash is of the kind that is made today: else another is to be kept once the password is known.
    fn is_current(&self, hash: &PasswordHash) -> bool;
}

/// Signs bearer tokens, and knows its own.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait TokenSigner: Send + Sync {
    /// A bearer token: letters, digits, `-._` only, so that it is legal as a websocket subprotocol.
    fn sign(&self, claims: &BearerClaims) -> Result<String, PortError>;

    /// What a bearer says, if one of our keys signed it. Whether its time is over, the domain decides.
    fn verify(&self, bearer: &str) -> Option<BearerClaims>;

    /// Seals a text that is given out of hand; it can be read by whoever holds it. It is no bearer.
    fn seal(&self, text: &str) -> Result<String, PortError>;

    /// The text, if it was sealed by us and is as it was. No bearer is one.
    fn unseal(&self, sealed: &str) -> Option<String>;
}

/// Makes secrets, and knows them again.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait SecretMaker: Send + Sync {
    /// A new secret that nobody can guess: 43 letters, digits, `-` and `_`.
    fn secret(&self) -> Result<Secret, PortError>;

    /// What to keep of a secret: its SHA-256 in base64url without padding, which is also how PKCE makes a challenge (S256).
    fn digest(&self, secret: &Secret) -> Digest;
}
