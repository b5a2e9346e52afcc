//! People are logged in to the pages, and see and end what is logged in.
use std::sync::Arc;

use domain::identity::{
    Agent, Email, Grantee, GuestId, NewAccount, Password, Profile, Revocation, Scopes, Secret, Session,
    SessionId, Standing, TokenId,
};
use domain::ids::{AccountId, AppId};
use domain::realtime::Origin;
use jiff::SignedDuration;

use super::{Accounts, Allowed, Granted, LoginError, RegisterError, SecretMaker, SessionRepository, Tokens};
use crate::{Entropy, PortError};

/// Being logged in: a browser holds a secret, and nothing else.
#[derive(Clone)]
pub struct Sessions {
    sessions: Arc<dyn SessionRepository>,
    accounts: Accounts,
    tokens: Tokens,
    secrets: Arc<dyn SecretMaker>,
    entropy: Arc<dyn Entropy>,
}

/// A browser that somebody logs in with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Browser {
    /// What it says that it is.
    pub agent: Agent,
    /// What it held before: that ends, whoever put it there.
    pub held: Option<Secret>,
}

/// Somebody has just been logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// What the browser holds from now on.
    pub secret: Secret,
    /// A token of the session; it ends with it.
    pub granted: Granted,
}

/// A guest looks at the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// What their browser holds from now on, or still.
    pub secret: Secret,
    /// A token that is good for their cart alone; it ends soon.
    pub granted: Granted,
}

/// A session that a browser came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// The session.
    pub session: Session,
    token: TokenId,
}

impl Sessions {
    /// How long the bearer of a page is good.
    pub const PAGE: SignedDuration = SignedDuration::from_mins(15);
    /// How long the bearer of the live gateway is good to listen with.
    pub const LIVE: SignedDuration = SignedDuration::from_hours(1);
    /// Bytes of a guest's secret at the least: whoever makes one up themselves is not guessed easily either.
    const UNGUESSABLE: usize = 32;
    /// How exactly it is known when a session was last used.
    const TOUCH: SignedDuration = SignedDuration::from_mins(5);
    /// Sessions and apps that one is shown.
    const SHOWN: u16 = 200;

    /// Over these ports.
    #[must_use]
    pub fn new(
        sessions: Arc<dyn SessionRepository>,
        secrets: Arc<dyn SecretMaker>,
        accounts: Accounts,
        tokens: Tokens,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { sessions, accounts, tokens, secrets, entropy }
    }

    /// Logs in with the right password.
    pub async fn log_in(
        &self,
        email: &Email,
        password: &Password,
        browser: &Browser,
        origin: &Origin,
    ) -> Result<(Profile, Begun), LoginError> {
        let id = self.accounts.identify(email, password).await?;
        let profile = self.accounts.find(id).await?.ok_or(LoginError::InvalidCredentials)?;
        Ok((profile, self.begin(id, browser, origin).await?))
    }

    /// Logs in by the code that came by mail.
    pub async fn log_in_by_code(
        &self,
        email: &Email,
        code: &Secret,
        browser: &Browser,
        origin: &Origin,
    ) -> Result<(Profile, Begun), LoginError> {
        let id = self.accounts.identify_by_code(email, code).await?;
        let profile = self.accounts.find(id).await?.ok_or(LoginError::InvalidCredentials)?;
        Ok((profile, self.begin(id, browser, origin).await?))
    }

    /// Makes an account and logs it in, unless the address has to be confirmed or somebody has to approve it first.
    pub async fn sign_up(
        &self,
        new: NewAccount,
        email: Email,
        password: &Password,
        reason: &str,
        browser: &Browser,
        origin: &Origin,
    ) -> Result<(Profile, Option<Begun>), RegisterError> {
        let account = self.accounts.sign_up(new, email, password, reason, origin).await?;
        let rules = self.accounts.rules;
        let begun = match Standing::of_new(rules).admit(rules) {
            Ok(()) => Some(self.begin(account.id, browser, origin).await?),
            Err(_) => None,
        };
        Ok((Profile::of_new(account), begun))
    }

    /// Somebody is logged in, who was found to be who they are. Always a new session: what the browser held before ends.
    pub async fn begin(
        &self,
        account: AccountId,
        browser: &Browser,
        origin: &Origin,
    ) -> Result<Begun, PortError> {
        if let Some(held) = &browser.held {
            self.log_out(held, origin).await?;
        }
        let (secret, now) = (self.secrets.secret()?, self.entropy.now());
        let session = Session {
            id: SessionId(self.entropy.uuid()),
            account,
            secret: self.secrets.digest(&secret),
            agent: browser.agent.clone(),
            created_at: now,
            used_at: now,
        };
        let grantee = Grantee::Page { account, session: session.id };
        let granted = self.tokens.prepare(grantee, Scopes::everything())?;
        self.sessions.save_session(&session, &granted.token).await?;
        Ok(Begun { secret, granted })
    }

    /// The session that a browser came with, if it has not ended.
    pub async fn find(&self, held: &Secret) -> Result<Option<Here>, PortError> {
        let Some((session, token)) = self.sessions.find_session(&self.secrets.digest(held)).await? else {
            return Ok(None);
        };
        let now = self.entropy.now();
        if now.duration_since(session.used_at) >= Self::TOUCH {
            self.sessions.touch_session(session.id, now).await?;
        }
        Ok(Some(Here { session, token }))
    }

    /// A bearer for the page, which keeps it in memory: it ends soon, and with the session.
    pub fn bearer(&self, here: &Here) -> Result<Granted, PortError> {
        let grantee = Grantee::Page { account: here.session.account, session: here.session.id };
        self.tokens.sign_for(here.token, grantee, Scopes::everything(), Self::PAGE)
    }

    /// A bearer for the live gateway, and for nothing else: it ends soon, and what was listened to with it ends with the session.
    pub fn live_bearer(&self, here: &Here) -> Result<Granted, PortError> {
        let grantee = Grantee::Page { account: here.session.account, session: here.session.id };
        self.tokens.sign_live(here.token, grantee, Scopes::live(), Self::LIVE)
    }

    /// Who is nobody here becomes a guest, or is known again by what their browser holds. Nothing is kept of them.
    pub fn visit(&self, held: Option<Secret>) -> Result<Visit, PortError> {
        let held = held.filter(|held| held.reveal().len() >= Self::UNGUESSABLE);
        let secret = match held {
            Some(held) => held,
            None => self.secrets.secret()?,
        };
        let guest = self.guest(&secret);
        let (id, grantee) = (TokenId::of_guest(guest), Grantee::Guest(guest));
        let granted = self.tokens.sign_for(id, grantee, Scopes::of_a_guest(), Self::PAGE)?;
        Ok(Visit { secret, granted })
    }

    /// The guest whose browser holds this.
    #[must_use]
    pub fn guest(&self, held: &Secret) -> GuestId {
        GuestId::of(&self.secrets.digest(held))
    }

    /// Ends the session that a browser came with; whether there was one.
    pub async fn log_out(&self, held: &Secret, origin: &Origin) -> Result<bool, PortError> {
        match self.sessions.find_session(&self.secrets.digest(held)).await? {
            Some((session, _)) => self.end(session.account, session.id, origin).await,
            None => Ok(false),
        }
    }

    /// Ends one of somebody's sessions; whether it was there.
    pub async fn end(&self, of: AccountId, session: SessionId, origin: &Origin) -> Result<bool, PortError> {
        self.tokens.revoke(Revocation::Session { account: of, session }, origin).await
    }

    /// Takes back all that somebody let an app do; whether there was anything.
    pub async fn end_app(&self, of: AccountId, app: AppId, origin: &Origin) -> Result<bool, PortError> {
        self.tokens.revoke(Revocation::App { account: of, app }, origin).await
    }

    /// Somebody's sessions, the last used first.
    pub async fn list(&self, of: AccountId) -> Result<Vec<Session>, PortError> {
        self.sessions.list_sessions(of, Self::SHOWN).await
    }

    /// The apps that act for somebody, the last allowed first.
    pub async fn apps(&self, of: AccountId) -> Result<Vec<Allowed>, PortError> {
        self.tokens.allowed_by(of, Self::SHOWN).await
    }
}
