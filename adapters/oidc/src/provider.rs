//! A provider: discovered, asked who somebody is.
use std::sync::Arc;

use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Foreigner, Secret};
use jiff::SignedDuration;
use serde::Deserialize;
use service::identity::{IdentifyError, IdentityProvider, Outing};
use service::{Entropy, PortError};
use tokio::sync::Mutex;

use crate::claims::{Expected, IdToken, UserInfo};
use crate::fetch::{Address, Answer, Fetch, failed};
use crate::keys::Keys;

/// What we are to a provider.
#[derive(Debug, Clone)]
pub struct Client {
    /// The provider's name in our addresses.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Its own name for itself, just as it writes it.
    pub issuer: Address,
    /// Its name for us.
    pub id: String,
    /// What it knows us by.
    pub secret: Secret,
}

/// An OpenID provider.
pub struct Provider {
    client: Client,
    /// As it stands in tokens: without the slash that a URL of a bare host has.
    issuer: String,
    fetch: Fetch,
    keys: Keys,
    entropy: Arc<dyn Entropy>,
    discovered: Mutex<Option<(Timestamp, Arc<Metadata>)>>,
}

/// Where a provider does what, as it says itself.
#[derive(Debug, Clone, Deserialize)]
struct Raw {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: Option<String>,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Debug)]
struct Metadata {
    issuer: String,
    authorize: Address,
    token: Address,
    userinfo: Option<Address>,
    jwks: Address,
    secret_in_form: bool,
    names_itself: bool,
}

/// What a code was traded for.
#[derive(Deserialize)]
struct Traded {
    id_token: String,
    access_token: Option<String>,
}

impl Provider {
    /// How long what was discovered is believed.
    const BELIEVED: SignedDuration = SignedDuration::from_hours(1);

    /// That provider; it is not asked anything before somebody wants to log in.
    pub fn new(client: Client, entropy: Arc<dyn Entropy>) -> Result<Self, PortError> {
        let fetch = Fetch::new()?;
        let issuer = client.issuer.as_str().trim_end_matches('/').to_owned();
        let keys = Keys::new(fetch.clone(), entropy.clone());
        Ok(Self { client, issuer, fetch, keys, entropy, discovered: Mutex::default() })
    }

    /// Where it does what. What was discovered lately is believed on while it does not answer.
    async fn discover(&self) -> Result<Arc<Metadata>, PortError> {
        let now = self.entropy.now();
        let mut discovered = self.discovered.lock().await;
        match &*discovered {
            Some((at, known)) if now.duration_since(*at) < Self::BELIEVED => return Ok(known.clone()),
            _ => {}
        }
        let place = format!("{}/.well-known/openid-configuration", self.issuer);
        let read = self.fetch.get::<Raw>(&place.parse().map_err(failed)?, None).await;
        match (read.and_then(|raw| self.judge(raw)), &*discovered) {
            (Ok(metadata), _) => {
                let metadata = Arc::new(metadata);
                *discovered = Some((now, metadata.clone()));
                Ok(metadata)
            }
            (Err(error), Some((_, known))) => {
                tracing::warn!(provider = self.client.name, %error, "a provider was not discovered anew");
                Ok(known.clone())
            }
            (Err(error), None) => Err(error),
        }
    }

    fn judge(&self, raw: Raw) -> Result<Metadata, PortError> {
        if raw.issuer.trim_end_matches('/') != self.issuer {
            return Err(failed(format!("it calls itself {} and not {}", raw.issuer, self.issuer)));
        }
        let address = |text: &str| text.parse::<Address>().map_err(failed);
        let methods = &raw.token_endpoint_auth_methods_supported;
        let takes = |method: &str| methods.iter().any(|known| known == method);
        Ok(Metadata {
            authorize: address(&raw.authorization_endpoint)?,
            token: address(&raw.token_endpoint)?,
            userinfo: raw.userinfo_endpoint.as_deref().map(address).transpose()?,
            jwks: address(&raw.jwks_uri)?,
            secret_in_form: takes("client_secret_post") && !takes("client_secret_basic"),
            names_itself: raw.authorization_response_iss_parameter_supported,
            issuer: raw.issuer,
        })
    }

    async fn trade(&self, code: &Secret, outing: &Outing, at: &Metadata) -> Result<Traded, IdentifyError> {
        let (id, secret) = (self.client.id.as_str(), self.client.secret.reveal());
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.reveal()),
            ("redirect_uri", &outing.back),
            ("code_verifier", outing.verifier.reveal()),
        ];
        if at.secret_in_form {
            form.extend([("client_id", id), ("client_secret", secret)]);
        }
        let basic = (!at.secret_in_form).then_some((id, secret));
        match self.fetch.post(&at.token, &form, basic).await? {
            Answer::Good(traded) => Ok(traded),
            Answer::Refused(status) => {
                tracing::warn!(provider = self.client.name, %status, "a provider did not trade a code");
                Err(IdentifyError::Refused)
            }
        }
    }
}

#[async_trait]
impl IdentityProvider for Provider {
    fn name(&self) -> &str {
        &self.client.name
    }

    fn title(&self) -> &str {
        &self.client.title
    }

    fn is(&self, issuer: &str) -> bool {
        issuer.trim_end_matches('/') == self.issuer
    }

    async fn way(&self, outing: &Outing) -> Result<String, PortError> {
        let at = self.discover().await?;
        Ok(at.authorize.with(&[
            ("response_type", "code"),
            ("client_id", &self.client.id),
            ("redirect_uri", &outing.back),
            ("scope", "openid email profile"),
            ("state", outing.state.reveal()),
            ("nonce", outing.nonce.reveal()),
            ("code_challenge", outing.challenge.as_str()),
            ("code_challenge_method", "S256"),
        ]))
    }

    async fn identify(
        &self,
        code: &Secret,
        issuer: Option<String>,
        outing: &Outing,
    ) -> Result<Foreigner, IdentifyError> {
        let at = self.discover().await?;
        // which server answered, where it says so: one provider's code must not be traded at another's (RFC 9207)
        let mixed_up = issuer.map_or(at.names_itself, |issuer| issuer != at.issuer);
        if mixed_up {
            return Err(IdentifyError::Refused);
        }
        let traded = self.trade(code, outing, &at).await?;
        let token: Option<IdToken> = self.keys.open(&traded.id_token, &at.jwks).await?;
        let nonce = outing.nonce.reveal();
        let expected = Expected { issuer: &at.issuer, client: &self.client.id, nonce };
        let now = self.entropy.now();
        let mut token = token.filter(|token| token.is(expected, now)).ok_or(IdentifyError::Refused)?;
        if let (None, Some(at), Some(bearer)) = (&token.person.email, &at.userinfo, &traded.access_token) {
            token.told(self.fetch.get::<UserInfo>(at, Some(bearer)).await?);
        }
        token.foreigner().map_err(|_| IdentifyError::Refused)
    }
}
