//! A server whose tokens are taken as they are: discovered, and asked for nothing but its keys.
use std::sync::Arc;

use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{DisplayName, Email, ForeignId, Foreigner, Scopes};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Map, Value};
use service::identity::{ForeignBearer, ForeignIssuer};
use service::{Entropy, PortError};
use tokio::sync::Mutex;

use crate::fetch::{Address, Fetch, NotAnAddress, failed};
use crate::keys::Keys;

/// Why another server can't be trusted.
#[derive(Debug, thiserror::Error)]
pub enum NotTrusted {
    /// It has no address that can be asked.
    #[error(transparent)]
    Address(#[from] NotAnAddress),
    /// Nobody can be asked at all.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// The server of that address: in its tokens our name is `audience`, and the claim holds who somebody is.
pub fn issuer(
    address: &str,
    audience: String,
    claim: String,
    entropy: &Arc<dyn Entropy>,
) -> Result<Arc<dyn ForeignIssuer>, NotTrusted> {
    let trust = Trust { issuer: address.parse()?, audience, claim };
    Ok(Arc::new(Issuer::new(trust, Arc::clone(entropy))?))
}

/// What is believed of another server's tokens.
#[derive(Debug, Clone)]
pub struct Trust {
    /// Its own name for itself, just as it writes it.
    pub issuer: Address,
    /// Its name for us: the audience that tokens must have.
    pub audience: String,
    /// The claim that holds who somebody is.
    pub claim: String,
}

/// A server whose tokens are taken as they are.
pub struct Issuer {
    trust: Trust,
    /// As it stands in tokens, but for a slash at the end.
    name: String,
    fetch: Fetch,
    keys: Keys,
    entropy: Arc<dyn Entropy>,
    discovered: Mutex<Option<(Timestamp, Address)>>,
}

#[derive(Deserialize)]
struct Raw {
    issuer: String,
    jwks_uri: String,
}

/// How far clocks may be apart.
const SKEW: SignedDuration = SignedDuration::from_secs(30);

impl Issuer {
    /// How long it is believed where its keys are, and how long it is not asked again that did not answer.
    const BELIEVED: SignedDuration = SignedDuration::from_hours(1);

    /// That server; it is not asked anything before somebody shows a token that says it is from there.
    pub fn new(trust: Trust, entropy: Arc<dyn Entropy>) -> Result<Self, PortError> {
        let fetch = Fetch::new()?;
        let name = trust.issuer.as_str().trim_end_matches('/').to_owned();
        let keys = Keys::new(fetch.clone(), entropy.clone());
        Ok(Self { trust, name, fetch, keys, entropy, discovered: Mutex::default() })
    }

    async fn place_of_keys(&self) -> Result<Address, PortError> {
        let now = self.entropy.now();
        let mut discovered = self.discovered.lock().await;
        if let Some((at, place)) = &*discovered
            && now.duration_since(*at) < Self::BELIEVED
        {
            return Ok(place.clone());
        }
        let place = format!("{}/.well-known/openid-configuration", self.name);
        let read = self.fetch.get::<Raw>(&place.parse().map_err(failed)?, None).await;
        let judged = read.and_then(|raw| {
            if raw.issuer.trim_end_matches('/') == self.name {
                raw.jwks_uri.parse::<Address>().map_err(failed)
            } else {
                Err(failed(format!("it calls itself {} and not {}", raw.issuer, self.name)))
            }
        });
        match (judged, &*discovered) {
            (Ok(place), _) => {
                *discovered = Some((now, place.clone()));
                Ok(place)
            }
            (Err(error), Some((_, known))) => {
                tracing::warn!(%error, "the server of foreign tokens was not discovered anew");
                Ok(known.clone())
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Whether the claims are that server's, for us, and hold now.
    fn judge(&self, claims: &Claims, now: Timestamp) -> bool {
        let for_us = match &claims.0.get("aud") {
            Some(Value::String(one)) => *one == self.trust.audience,
            Some(Value::Array(many)) => many.iter().any(|one| one.as_str() == Some(&self.trust.audience)),
            _ => false,
        };
        // a token without an end would be good for ever, and nobody there could take it back
        let holds = claims.second("exp").is_some_and(|end| now.duration_since(end) < SKEW);
        let begun = ["nbf", "iat"].iter().all(|name| match claims.0.get(*name) {
            None | Some(Value::Null) => true,
            Some(_) => claims.second(name).is_some_and(|from| from.duration_since(now) <= SKEW),
        });
        claims.text("iss").is_some_and(|issuer| issuer.trim_end_matches('/') == self.name)
            && for_us
            && holds
            && begun
    }

    fn read(&self, claims: &Claims) -> Option<ForeignBearer> {
        let subject = match claims.0.get(&self.trust.claim)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        let vouched = claims.0.get("email_verified").and_then(Value::as_bool).unwrap_or_default();
        // `profile` is everybody's word, and means something else to each
        let words = claims.text("scope").unwrap_or_default().split_ascii_whitespace();
        let ours = words.filter(|word| *word != "profile" && Scopes::parse(word).is_ok());
        let ours = ours.collect::<Vec<_>>().join(" ");
        Some(ForeignBearer {
            who: Foreigner {
                id: ForeignId::parse(claims.text("iss")?, &subject).ok()?,
                email: claims.text("email").and_then(|email| Email::parse(email).ok()),
                vouched,
                name: claims
                    .text("preferred_username")
                    .or_else(|| claims.text("nickname"))
                    .map(str::to_owned),
                display_name: claims
                    .text("name")
                    .and_then(|name| DisplayName::parse(name).ok())
                    .unwrap_or_default(),
            },
            scopes: (!ours.is_empty()).then(|| Scopes::stored(&ours)),
            issued_at: claims.second("iat"),
        })
    }
}

/// What a token says.
#[derive(Deserialize)]
#[serde(transparent)]
struct Claims(Map<String, Value>);

impl Claims {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// Some servers write fractions.
    fn second(&self, name: &str) -> Option<Timestamp> {
        let value = self.0.get(name)?;
        #[expect(clippy::cast_possible_truncation, reason = "what is out of reach is no moment")]
        let second = value.as_i64().or_else(|| value.as_f64().map(|second| second as i64))?;
        Timestamp::from_second(second).ok()
    }
}

/// Whether a token says that it is from there; nothing of it is believed before its signature is.
fn claims_to_be_from(bearer: &str, name: &str) -> bool {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let middle = bearer.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let claims = middle.and_then(|bytes| serde_json::from_slice::<Claims>(&bytes).ok());
    claims.is_some_and(|claims| claims.text("iss").is_some_and(|iss| iss.trim_end_matches('/') == name))
}

#[async_trait]
impl ForeignIssuer for Issuer {
    async fn open(&self, bearer: &str) -> Result<Option<ForeignBearer>, PortError> {
        if !claims_to_be_from(bearer, &self.name) {
            return Ok(None);
        }
        let place = self.place_of_keys().await?;
        let claims: Option<Claims> = self.keys.open(bearer, &place).await?;
        let now = self.entropy.now();
        Ok(claims.filter(|claims| self.judge(claims, now)).and_then(|claims| self.read(&claims)))
    }
}
