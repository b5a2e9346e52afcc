//! Apps register, and prove who they are.
use std::sync::Arc;

use domain::identity::{App, AppName, ClientId, NewApp, RedirectUri, Scopes, Secret, Website};
use domain::ids::AppId;

use super::written_with::Known;
use super::{Accounts, AppRepository, CodeRepository, GrantError, SecretMaker, Tokens};
use crate::{Entropy, PortError};

/// What apps do: they register, and get tokens.
#[derive(Clone)]
pub struct Apps {
    pub(super) apps: Arc<dyn AppRepository>,
    pub(super) codes: Arc<dyn CodeRepository>,
    pub(super) secrets: Arc<dyn SecretMaker>,
    pub(super) accounts: Accounts,
    pub(super) tokens: Tokens,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) known: Arc<Known>,
}

/// What an app says of itself when it registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// How people call it.
    pub name: AppName,
    /// Its page.
    pub website: Option<Website>,
    /// Where people may be sent back to.
    pub redirects: Vec<RedirectUri>,
    /// All that it may ever ask for.
    pub scopes: Scopes,
}

/// What an app shows at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its name for us.
    pub id: ClientId,
    /// What only it knows.
    pub secret: Secret,
}

impl Apps {
    /// Over these ports.
    #[must_use]
    pub fn new(
        apps: Arc<dyn AppRepository>,
        codes: Arc<dyn CodeRepository>,
        secrets: Arc<dyn SecretMaker>,
        accounts: Accounts,
        tokens: Tokens,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { apps, codes, secrets, accounts, tokens, entropy, known: Arc::default() }
    }

    /// An app registers; gives it with the secret that is shown this once.
    pub async fn register(&self, app: Registered) -> Result<(App, Secret), PortError> {
        let Registered { name, website, redirects, scopes } = app;
        let client_id = ClientId::new(self.secrets.secret()?.reveal());
        let secret = self.secrets.secret()?;
        let digest = self.secrets.digest(&secret);
        let created_at = self.entropy.now();
        let new = NewApp { client_id, secret: digest, name, website, redirects, scopes, created_at };
        Ok((self.apps.register(new).await?, secret))
    }

    /// The app of that id.
    pub async fn find(&self, id: AppId) -> Result<Option<App>, PortError> {
        self.apps.find_app(id).await
    }

    /// The app that shows this; an unknown one and a wrong secret are refused alike.
    pub(super) async fn admit(&self, client: &Client) -> Result<App, GrantError> {
        let app = self.apps.find_client(&client.id).await?;
        let shown = self.secrets.digest(&client.secret);
        app.filter(|app| app.about.secret == shown).ok_or(GrantError::Client)
    }
}
