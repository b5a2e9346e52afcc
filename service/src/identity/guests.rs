//! People who come with a token of another server, which is taken as it is.
use std::sync::Arc;

use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{
    Account, Email, ForeignId, Foreigner, Grantee, NewAccount, Scopes, TokenId, TokenRevoked,
};
use domain::ids::AccountId;
use domain::realtime::Origin;
use jiff::SignedDuration;

use super::{AccountRepository, AuthError, Bearer, Credentials, ForeignRepository, Registration};
use crate::lately::Lately;
use crate::{Entropy, PortError};

/// Knows the tokens of another server.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ForeignIssuer: Send + Sync {
    /// What a token says, if that server made it, for us, and it holds now. Nothing is believed of any other.
    async fn open(&self, bearer: &str) -> Result<Option<ForeignBearer>, PortError>;
}

/// What a token of another server says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignBearer {
    /// Who shows it.
    pub who: Foreigner,
    /// What it is limited to; everything that a member may, where it says nothing of the kind.
    pub scopes: Option<Scopes>,
    /// When it was made.
    pub issued_at: Option<Timestamp>,
}

/// What is known of somebody whom another server's tokens name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guest {
    /// They have an account here.
    Here {
        /// The account.
        account: AccountId,
        /// Whether it was shut out.
        suspended: bool,
        /// When everything of it was last ended: what was made before is nothing any more.
        ended_at: Option<Timestamp>,
    },
    /// They had one, and deleted it then: they may come anew, but not by what was made before.
    Left(Timestamp),
}

/// Lets those in who come with such a token. Each has an account, which is made when they are first seen.
pub struct Guests {
    issuer: Arc<dyn ForeignIssuer>,
    foreigners: Arc<dyn ForeignRepository>,
    accounts: Arc<dyn AccountRepository>,
    entropy: Arc<dyn Entropy>,
    seen: Lately<ForeignId, Guest>,
}

impl Guests {
    /// How long an account is believed without looking again.
    const BELIEVED: SignedDuration = SignedDuration::from_secs(4);
    /// Names that are tried for somebody new.
    const NAMES: usize = 8;

    /// Those of that server.
    #[must_use]
    pub fn of(
        issuer: Arc<dyn ForeignIssuer>,
        foreigners: Arc<dyn ForeignRepository>,
        accounts: Arc<dyn AccountRepository>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { issuer, foreigners, accounts, entropy, seen: Lately::believing(Self::BELIEVED) }
    }

    /// Whose token it is.
    pub(super) async fn admit(&self, bearer: &str) -> Result<Bearer, AuthError> {
        let ForeignBearer { who, scopes, issued_at } =
            self.issuer.open(bearer).await?.ok_or(AuthError::Invalid)?;
        // what does not say when it was made may have been made before
        let is_before = |end: Timestamp| issued_at.is_none_or(|made| made <= end);
        let account = match self.guest(&who).await? {
            Some(Guest::Here { suspended: true, .. }) => return Err(AuthError::Invalid),
            Some(Guest::Here { ended_at: Some(end), .. } | Guest::Left(end)) if is_before(end) => {
                return Err(AuthError::Invalid);
            }
            Some(Guest::Here { account, .. }) => account,
            Some(Guest::Left(_)) | None => self.welcome(&who).await?,
        };
        let scopes = scopes.unwrap_or_else(Scopes::everything);
        Ok(Bearer { grantee: Grantee::Member(account), token: TokenId::of_foreign(&who.id), scopes })
    }

    /// Believes no longer what was looked up of those whose everything ended.
    pub(super) fn forget(&self, revoked: &TokenRevoked) {
        let is_theirs =
            |guest: &Guest| matches!(guest, Guest::Here { account, .. } if revoked.account == Some(*account));
        self.seen.forget(is_theirs);
    }

    /// Believes nothing any more.
    pub(super) fn forget_all(&self) {
        self.seen.forget(|_| true);
    }

    async fn guest(&self, who: &Foreigner) -> Result<Option<Guest>, AuthError> {
        let now = self.entropy.now();
        if let Some(guest) = self.seen.find(&who.id, now) {
            return Ok(Some(guest));
        }
        let ticket = self.seen.ticket();
        let found = self.foreigners.find_guest(&who.id).await?;
        if let Some(guest @ Guest::Here { suspended: false, .. }) = found {
            self.seen.keep(ticket, who.id.clone(), guest, now);
        }
        Ok(found)
    }

    /// Makes an account under the first of some names that is free. Another server may be at it too: one of them does.
    async fn welcome(&self, who: &Foreigner) -> Result<AccountId, AuthError> {
        let mut email = who.email.clone().filter(|_| who.vouched);
        for n in 0..Self::NAMES {
            let digits = (n > 0).then(|| {
                let [.., high, low] = *self.entropy.uuid().as_bytes();
                u16::from_be_bytes([high, low])
            });
            let Ok(username) = who.username(digits).not_reserved() else { continue };
            let new = NewAccount { username, display_name: who.display_name.clone(), bot: false };
            // who has no address that is surely theirs, and nobody else's here, gets one that leads nowhere
            let address = email.clone().unwrap_or_else(|| self.nowhere());
            let credentials = Credentials {
                email: address,
                password: None,
                confirmation: None,
                foreign: Some(who.id.clone()),
                waiting: None,
            };
            let origin =
                Origin { actor: None, correlation: self.entropy.uuid(), causation: None, trace: None };
            let cause = origin.cause(self.entropy.uuid(), self.entropy.now());
            match self.accounts.register(Account::register(new, cause), credentials).await? {
                Registration::New(account) => return Ok(account.id),
                Registration::UsernameTaken => {}
                Registration::EmailTaken => match self.foreigners.find_guest(&who.id).await? {
                    Some(Guest::Here { account, suspended: false, .. }) => return Ok(account),
                    Some(Guest::Here { .. }) => return Err(AuthError::Invalid),
                    Some(Guest::Left(_)) | None => email = None,
                },
            }
        }
        Err(PortError::new("names", "all names that were tried are taken").into())
    }

    fn nowhere(&self) -> Email {
        Email::stored(&format!("{}@nowhere.invalid", self.entropy.uuid().simple()))
    }
}
