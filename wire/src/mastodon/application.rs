//! Apps as clients see them.
use domain::identity::{App, RedirectUri, Secret, Website};
use serde::Serialize;

/// An app, as anybody may see it.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Application {
    pub id: String,
    pub name: String,
    pub website: Option<String>,
    pub scopes: Vec<String>,
    pub redirect_uris: Vec<String>,
    pub redirect_uri: String,
}

/// An app that has just registered: its secret is shown this once. It does not say when that ends, because it does not.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct CredentialApplication {
    #[serde(flatten)]
    pub application: Application,
    pub client_id: String,
    pub client_secret: String,
    pub client_secret_expires_at: u8,
}

impl Application {
    /// How it looks.
    #[must_use]
    pub fn of(app: &App) -> Self {
        let redirects: Vec<String> =
            app.about.redirects.iter().map(|redirect| RedirectUri::as_str(redirect).to_owned()).collect();
        Self {
            id: app.id.to_string(),
            name: app.about.name.as_str().to_owned(),
            website: app.about.website.as_ref().map(|website| Website::as_str(website).to_owned()),
            scopes: app.about.scopes.iter().map(str::to_owned).collect(),
            redirect_uri: redirects.join("\n"),
            redirect_uris: redirects,
        }
    }
}

impl CredentialApplication {
    /// How it looks to itself.
    #[must_use]
    pub fn of(app: &App, secret: &Secret) -> Self {
        Self {
            application: Application::of(app),
            client_id: app.about.client_id.as_str().to_owned(),
            client_secret: secret.reveal().to_owned(),
            client_secret_expires_at: 0,
        }
    }
}
