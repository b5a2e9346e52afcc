//! People log in with an account that they have elsewhere, link it, and unlink it.
use std::sync::Arc;

use domain::Timestamp;
use domain::identity::{
    Arrival, ForeignRule, Foreigner, Holder, LogInRule, Registrations, Secret, Standing, WayBack,
};
use domain::ids::AccountId;
use domain::realtime::Origin;
use jiff::SignedDuration;
use thiserror::Error;

use super::{
    Accounts, Begun, Browser, ForeignRepository, IdentifyError, IdentityProvider, Linked, Outing,
    RegisterError, SecretMaker, Sessions, TokenSigner,
};
use crate::{Entropy, Failure, Kind, PortError};

/// Accounts elsewhere.
#[derive(Clone)]
pub struct Elsewhere {
    ports: ElsewherePorts,
    accounts: Accounts,
    sessions: Sessions,
    root: String,
}

/// What it stands on.
#[derive(Clone)]
pub struct ElsewherePorts {
    /// The other servers.
    pub providers: Vec<Arc<dyn IdentityProvider>>,
    /// Keeps what is linked.
    pub foreigners: Arc<dyn ForeignRepository>,
    /// Makes secrets.
    pub secrets: Arc<dyn SecretMaker>,
    /// Seals what browsers carry.
    pub signer: Arc<dyn TokenSigner>,
    /// Time and chance.
    pub entropy: Arc<dyn Entropy>,
}

/// A browser is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Where to.
    pub way: String,
    /// What it carries until it is back.
    pub sealed: Secret,
}

/// A browser that came back.
#[derive(Debug, Clone, Copy)]
pub struct Returned<'a> {
    /// From which provider.
    pub provider: &'a str,
    /// What it carried.
    pub sealed: &'a Secret,
    /// What the provider gave back.
    pub state: &'a str,
    /// The code.
    pub code: &'a Secret,
    /// How the provider named itself.
    pub issuer: Option<&'a str>,
    /// Who is logged in already.
    pub here: Option<AccountId>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// A session, for whoever was not logged in.
    pub begun: Option<Begun>,
    /// Where they go on.
    pub back: WayBack,
}

/// Why nobody was let in.
#[derive(Debug, Error)]
pub enum ElsewhereError {
    /// There is no such provider.
    #[error("Record not found")]
    NoProvider,
    /// The browser was not sent, or not lately.
    #[error("this was not begun in this browser, or took too long")]
    NotSent,
    /// The account elsewhere belongs to somebody else here.
    #[error("this account elsewhere is linked to somebody else here")]
    Taken,
    /// No new accounts are made.
    #[error("no account here is linked to this one, and registrations are closed")]
    Closed,
    /// The other server.
    #[error(transparent)]
    Identify(#[from] IdentifyError),
    /// They are not to be let in like this.
    #[error(transparent)]
    Rule(#[from] ForeignRule),
    /// They are known, and yet.
    #[error(transparent)]
    LogIn(#[from] LogInRule),
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for ElsewhereError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoProvider => Kind::NotFound,
            Self::NotSent => Kind::Invalid,
            Self::Taken | Self::Closed | Self::Rule(_) | Self::LogIn(_) => Kind::Forbidden,
            Self::Identify(error) => error.kind(),
            Self::Port(error) => error.kind(),
        }
    }
}

/// What a browser carries while it is away.
struct Carried {
    provider: String,
    outing: Outing,
    link: Option<AccountId>,
    back: WayBack,
    until: Timestamp,
}

impl Elsewhere {
    /// How long logging in elsewhere may take.
    const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
    /// How many accounts elsewhere are looked at.
    const SHOWN: u16 = 100;
    /// Names that are tried for a new account.
    const NAMES: usize = 5;

    /// Over these ports, for the server at that address.
    #[must_use]
    pub fn new(ports: ElsewherePorts, accounts: Accounts, sessions: Sessions, root: String) -> Self {
        Self { ports, accounts, sessions, root }
    }

    /// Each provider: its name in addresses, and for people.
    pub fn providers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.ports.providers.iter().map(|provider| (provider.name(), provider.title()))
    }

    /// Sends a browser to a provider: to log in, or to link what is there to an account.
    pub async fn send(
        &self,
        provider: &str,
        link: Option<AccountId>,
        back: WayBack,
    ) -> Result<Sent, ElsewhereError> {
        let provider = self.provider(provider)?;
        let secret = || self.ports.secrets.secret();
        let (state, nonce, verifier) = (secret()?, secret()?, secret()?);
        let outing = self.outing(provider.name(), state, nonce, verifier);
        let until = self.ports.entropy.now().checked_add(Self::PATIENCE);
        let until = until.map_err(|error| PortError::new("clock", error))?;
        let way = provider.way(&outing).await?;
        let carried = Carried { provider: provider.name().to_owned(), outing, link, back, until };
        Ok(Sent { way, sealed: Secret::new(self.ports.signer.seal(&carried.written())?) })
    }

    /// A browser is back. Whoever is known is logged in; whoever is new gets an account; what was to be linked is.
    pub async fn receive(
        &self,
        returned: Returned<'_>,
        browser: &Browser,
        origin: &Origin,
    ) -> Result<Welcome, ElsewhereError> {
        let provider = self.provider(returned.provider)?;
        let carried = self.carried(&returned).ok_or(ElsewhereError::NotSent)?;
        let foreigner =
            provider.identify(returned.code, returned.issuer.map(str::to_owned), &carried.outing).await?;
        let begun = if let Some(account) = carried.link {
            self.link(&foreigner, account).await?;
            None
        } else {
            let account = self.account_of(&foreigner, origin).await?;
            Some(self.sessions.begin(account, browser, origin).await?)
        };
        Ok(Welcome { begun, back: carried.back })
    }

    /// What is linked to an account, with the name of the provider where it is still one of ours.
    pub async fn list(&self, account: AccountId) -> Result<Vec<(Option<&str>, Linked)>, PortError> {
        let linked = self.ports.foreigners.list_foreign(account, Self::SHOWN).await?;
        let named = |linked: Linked| {
            let provider = self.ports.providers.iter().find(|provider| provider.is(linked.id.issuer()));
            (provider.map(|provider| provider.name()), linked)
        };
        Ok(linked.into_iter().map(named).collect())
    }

    /// Unlinks all that an account has at a provider; whether there was anything.
    pub async fn unlink(&self, provider: &str, account: AccountId) -> Result<bool, ElsewhereError> {
        let provider = self.provider(provider)?;
        let mut unlinked = false;
        for linked in self.ports.foreigners.list_foreign(account, Self::SHOWN).await? {
            if provider.is(linked.id.issuer()) {
                unlinked |= self.ports.foreigners.unlink(&linked.id, account).await?;
            }
        }
        Ok(unlinked)
    }

    fn provider(&self, name: &str) -> Result<&dyn IdentityProvider, ElsewhereError> {
        let mut providers = self.ports.providers.iter();
        providers
            .find(|provider| provider.name() == name)
            .map(|found| &**found)
            .ok_or(ElsewhereError::NoProvider)
    }

    fn outing(&self, provider: &str, state: Secret, nonce: Secret, verifier: Secret) -> Outing {
        let back = format!("{}/auth/elsewhere/{provider}/back", self.root);
        Outing { state, nonce, challenge: self.ports.secrets.digest(&verifier), verifier, back }
    }

    /// What this browser was sent with, if it is the one, in time, and still logged in as whoever wanted to link.
    fn carried(&self, returned: &Returned<'_>) -> Option<Carried> {
        let text = self.ports.signer.unseal(returned.sealed.reveal())?;
        let carried = Carried::read(&text, |provider, state, nonce, verifier| {
            self.outing(provider, state, nonce, verifier)
        })?;
        let same = carried.provider == returned.provider && carried.outing.state.reveal() == returned.state;
        let in_time = self.ports.entropy.now() < carried.until;
        let theirs = carried.link.is_none() || carried.link == returned.here;
        (same && in_time && theirs).then_some(carried)
    }

    async fn link(&self, foreigner: &Foreigner, account: AccountId) -> Result<(), ElsewhereError> {
        let linked = self.ports.foreigners.link(&foreigner.id, account, self.ports.entropy.now()).await?;
        if linked { Ok(()) } else { Err(ElsewhereError::Taken) }
    }

    async fn account_of(&self, foreigner: &Foreigner, origin: &Origin) -> Result<AccountId, ElsewhereError> {
        if let Some(known) = self.ports.foreigners.find_foreign(&foreigner.id).await? {
            known.standing.admit(self.accounts.rules)?;
            return Ok(known.account);
        }
        let known = match &foreigner.email {
            Some(email) => self.accounts.credentials.known(email).await?,
            None => None,
        };
        let holder = known
            .as_ref()
            .map(|known| Holder { account: known.account, confirmed: known.standing.confirmed });
        match (foreigner.arrive(holder)?, known) {
            (Arrival::Known(account), Some(known)) => {
                known.standing.admit(self.accounts.rules)?;
                self.link(foreigner, account).await?;
                Ok(account)
            }
            (Arrival::New { email, confirmed }, _)
                if self.accounts.rules.registrations != Registrations::Closed =>
            {
                let settled = self.settle(foreigner, &email, confirmed, origin).await?;
                let rules = self.accounts.rules;
                Standing { confirmed, ..Standing::of_new(rules) }.admit(rules)?;
                Ok(settled)
            }
            _ => Err(ElsewhereError::Closed),
        }
    }

    /// Makes an account under the first of some names that is free.
    async fn settle(
        &self,
        foreigner: &Foreigner,
        email: &domain::identity::Email,
        confirmed: bool,
        origin: &Origin,
    ) -> Result<AccountId, ElsewhereError> {
        for n in 0..Self::NAMES {
            let digits = (n > 0).then(|| {
                let [.., high, low] = *self.ports.entropy.uuid().as_bytes();
                u16::from_be_bytes([high, low])
            });
            match self.accounts.settle(foreigner, digits, email, confirmed, origin).await {
                Ok(account) => return Ok(account.id),
                Err(RegisterError::Taken(super::TakenField::Username)) => {}
                Err(RegisterError::Taken(_)) => return Err(ForeignRule::Held.into()),
                Err(RegisterError::Port(error)) => return Err(error.into()),
            }
        }
        Err(PortError::new("names", "all names that were tried are taken").into())
    }
}

impl Carried {
    fn written(&self) -> String {
        let Self { provider, outing, link, back, until } = self;
        let link = link.map(|account| account.to_string()).unwrap_or_default();
        let secrets = [&outing.state, &outing.nonce, &outing.verifier].map(Secret::reveal).join("\n");
        format!("{provider}\n{secrets}\n{link}\n{}\n{}", until.as_second(), back.as_str())
    }

    fn read(text: &str, outing: impl FnOnce(&str, Secret, Secret, Secret) -> Outing) -> Option<Self> {
        let [provider, state, nonce, verifier, link, until, back] =
            text.split('\n').collect::<Vec<_>>().try_into().ok()?;
        let [state, nonce, verifier] = [state, nonce, verifier].map(Secret::new);
        Some(Self {
            provider: provider.to_owned(),
            outing: outing(provider, state, nonce, verifier),
            link: if link.is_empty() { None } else { Some(link.parse().ok()?) },
            back: WayBack::parse(back),
            until: Timestamp::from_second(until.parse().ok()?).ok()?,
        })
    }
}
