//! Bearer tokens: JWTs signed with Ed25519.
use std::error::Error;
use std::sync::{Arc, PoisonError, RwLock};

use domain::Timestamp;
use domain::identity::{BearerClaims, GuestId, Scopes, TokenId};
use ed25519_dalek::pkcs8::DecodePrivateKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use service::identity::{KeyRepository, Keyring, SigningKey, TokenSigner};
use service::{Entropy, PortError};
use uuid::Uuid;

use crate::new_signing_key;
use crate::seen::Seen;

/// Signs with one of its keys and knows the signatures of all of them. Issuer and audience are always the public URL
/// of this installation, so that a bearer of another one means nothing here, even under the same key.
pub struct EdDsaSigner {
    held: RwLock<Arc<Held>>,
    url: String,
    validation: Validation,
    /// What is sealed is for nobody but us, so that it is no bearer.
    sealed: Validation,
}

/// The keys of a moment, and the bearers that were found good under them.
struct Held {
    signing: String,
    private: EncodingKey,
    public: Vec<(Header, DecodingKey)>,
    seen: Seen,
}

impl EdDsaSigner {
    /// Longer ones are none of ours.
    pub const LONGEST: usize = 2_048;

    /// Over these keys, of which there must be one; the newest signs.
    pub fn new(keys: &[SigningKey], public_url: impl Into<String>) -> Result<Self, PortError> {
        let newest = keys.iter().max_by_key(|key| key.created_at);
        Self::over(keys, newest.ok_or_else(|| failed("there is no key to sign with"))?, public_url)
    }

    fn over(
        keys: &[SigningKey],
        signing: &SigningKey,
        public_url: impl Into<String>,
    ) -> Result<Self, PortError> {
        let url = public_url.into();
        let held = RwLock::new(Arc::new(Held::of(keys, signing)?));
        let sealed = validation(&url, &[&sealed_by(&url)]);
        Ok(Self { held, validation: validation(&url, &[&url, &live_at(&url)]), sealed, url })
    }

    /// Over the keys that the servers share; the first server of all makes the first key.
    pub async fn shared(
        keys: &dyn KeyRepository,
        entropy: &dyn Entropy,
        public_url: impl Into<String>,
    ) -> Result<Self, PortError> {
        let mut known = keys.list().await?;
        if known.is_empty() {
            known = keys.add_first(new_signing_key(entropy.uuid(), entropy.now())?).await?;
        }
        let signing = SigningKey::signing(&known, entropy.now());
        Self::over(&known, signing.ok_or_else(|| failed("there is no key to sign with"))?, public_url)
    }

    fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The header must be just as we write it, which leaves no room for other algorithms, unknown keys, or keys that the
    /// bearer brings along.
    fn open<T: DeserializeOwned>(held: &Held, token: &str, validation: &Validation) -> Option<T> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        let (_, key) = held.public.iter().find(|(ours, _)| *ours == header)?;
        Some(jsonwebtoken::decode(token, key, validation).ok()?.claims)
    }

    fn decode(&self, held: &Held, bearer: &str) -> Option<BearerClaims> {
        Self::open::<Claims>(held, bearer, &self.validation)?.parse(&self.url)
    }
}

impl TokenSigner for EdDsaSigner {
    fn sign(&self, claims: &BearerClaims) -> Result<String, PortError> {
        let held = self.held();
        jsonwebtoken::encode(&header(&held.signing), &Claims::of(claims, &self.url), &held.private)
            .map_err(failed)
    }

    fn seal(&self, text: &str) -> Result<String, PortError> {
        let sealed = Sealed { iss: self.url.clone(), aud: sealed_by(&self.url), sub: text.to_owned() };
        let held = self.held();
        jsonwebtoken::encode(&header(&held.signing), &sealed, &held.private).map_err(failed)
    }

    fn unseal(&self, sealed: &str) -> Option<String> {
        let sealed: Sealed = Self::open(&self.held(), sealed, &self.sealed)?;
        (sealed.iss == self.url && sealed.aud == sealed_by(&self.url)).then_some(sealed.sub)
    }

    fn verify(&self, bearer: &str) -> Option<BearerClaims> {
        if bearer.len() > Self::LONGEST {
            return None;
        }
        let held = self.held();
        held.seen.find(bearer).or_else(|| {
            let claims = self.decode(&held, bearer)?;
            held.seen.remember(bearer, claims.clone());
            Some(claims)
        })
    }
}

impl Keyring for EdDsaSigner {
    fn make(&self, id: Uuid, at: Timestamp) -> Result<SigningKey, PortError> {
        new_signing_key(id, at)
    }

    fn hold(&self, keys: &[SigningKey], signing: &SigningKey) -> Result<bool, PortError> {
        if self.held().is(keys, signing) {
            return Ok(false);
        }
        let held = Arc::new(Held::of(keys, signing)?);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
        Ok(true)
    }
}

impl Held {
    fn of(keys: &[SigningKey], signing: &SigningKey) -> Result<Self, PortError> {
        Ok(Self {
            signing: signing.kid.clone(),
            private: EncodingKey::from_ed_der(&signing.pkcs8),
            public: keys.iter().map(public).collect::<Result<_, _>>()?,
            seen: Seen::default(),
        })
    }

    /// Whether these are the keys: a name means one key for ever.
    fn is(&self, keys: &[SigningKey], signing: &SigningKey) -> bool {
        let known = self.public.iter().filter_map(|(header, _)| header.kid.as_deref());
        self.signing == signing.kid && known.eq(keys.iter().map(|key| key.kid.as_str()))
    }
}

fn header(kid: &str) -> Header {
    Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) }
}

/// What a good bearer under this key begins with, and how to check the rest of it.
fn public(key: &SigningKey) -> Result<(Header, DecodingKey), PortError> {
    let private = ed25519_dalek::SigningKey::from_pkcs8_der(&key.pkcs8).map_err(failed)?;
    Ok((header(&key.kid), DecodingKey::from_ed_der(private.verifying_key().as_bytes())))
}

/// The audience of what is sealed.
fn sealed_by(url: &str) -> String {
    format!("{url}#sealed")
}

/// The audience of what is good at the live gateway alone: a server that knows no such bearers takes them for nothing.
fn live_at(url: &str) -> String {
    format!("{url}#live")
}

/// What is sealed, as JWT names it.
#[derive(Serialize, Deserialize)]
struct Sealed {
    iss: String,
    aud: String,
    sub: String,
}

fn validation(url: &str, audiences: &[&str]) -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_required_spec_claims(&["iss", "aud", "sub"]);
    validation.set_issuer(&[url]);
    validation.set_audience(audiences);
    // time is the domain's to judge, by the clock of the Entropy port
    validation.validate_exp = false;
    validation
}

/// The subject of a bearer that acts for nobody but an app.
const OF_AN_APP: &str = "app";

/// What stands in a bearer, as JWT names it.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    jti: Uuid,
    iat: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scopes: Option<Vec<String>>,
}

impl Claims {
    fn of(claims: &BearerClaims, url: &str) -> Self {
        Self {
            iss: url.to_owned(),
            aud: if claims.live.is_some() { live_at(url) } else { url.to_owned() },
            sub: match (claims.account, claims.guest) {
                (Some(account), _) => account.to_string(),
                (None, Some(guest)) => guest.to_string(),
                (None, None) => OF_AN_APP.to_owned(),
            },
            jti: claims.token.0,
            iat: claims.issued_at.as_second(),
            exp: claims.expires_at.map(Timestamp::as_second),
            scopes: claims.live.as_ref().map(|live| live.iter().map(str::to_owned).collect()),
        }
    }

    fn parse(self, url: &str) -> Option<BearerClaims> {
        let live = self.scopes.map(|scopes| Scopes::joined(&scopes.join(" ")));
        let audience = if live.is_some() { live_at(url) } else { url.to_owned() };
        if self.iss != url || self.aud != audience {
            return None;
        }
        let at = |second| Timestamp::from_second(second).ok();
        let guest: Option<GuestId> = self.sub.parse().ok();
        Some(BearerClaims {
            token: TokenId(self.jti),
            account: if self.sub == OF_AN_APP || guest.is_some() {
                None
            } else {
                Some(self.sub.parse().ok()?)
            },
            guest,
            issued_at: at(self.iat)?,
            expires_at: match self.exp {
                Some(end) => Some(at(end)?),
                None => None,
            },
            live,
        })
    }
}

fn failed(source: impl Into<Box<dyn Error + Send + Sync>>) -> PortError {
    PortError::new("token signer", source)
}
