//! The keys of another server: what it signs is verified with them.
use std::sync::Arc;

use domain::Timestamp;
use jiff::SignedDuration;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{AlgorithmFamily, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use service::{Entropy, PortError};
use tokio::sync::Mutex;

use crate::fetch::{Address, Fetch};

/// What another server signs with, read when a signature asks for it.
pub(crate) struct Keys {
    fetch: Fetch,
    entropy: Arc<dyn Entropy>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    keys: Vec<Key>,
    asked_at: Option<Timestamp>,
}

#[derive(Clone)]
struct Key {
    kid: Option<String>,
    key: DecodingKey,
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

impl Keys {
    /// How often the other server is asked at the most, whatever signatures come in.
    const PAUSE: SignedDuration = SignedDuration::from_secs(60);
    /// How long keys are believed in: then they are read again, so that one which was withdrawn is gone.
    const BELIEVED: SignedDuration = SignedDuration::from_hours(1);

    pub(crate) fn new(fetch: Fetch, entropy: Arc<dyn Entropy>) -> Self {
        Self { fetch, entropy, known: Mutex::default() }
    }

    /// What a token says, if one of the keys at that address signed it. Its own claims are for the caller to judge.
    pub(crate) async fn open<T: DeserializeOwned>(
        &self,
        token: &str,
        at: &Address,
    ) -> Result<Option<T>, PortError> {
        let Ok(header) = decode_header(token) else { return Ok(None) };
        let keys = self.for_header(&header, at).await?;
        Ok(keys.iter().find_map(|key| opened(token, key)))
    }

    async fn for_header(&self, header: &Header, at: &Address) -> Result<Vec<DecodingKey>, PortError> {
        let now = self.entropy.now();
        let mut known = self.known.lock().await;
        let age = known.asked_at.map(|asked| now.duration_since(asked));
        let fits = |known: &Known| known.keys.iter().any(|key| key.is_named(header.kid.as_deref()));
        let old = age.is_none_or(|age| age >= Self::BELIEVED);
        let unknown = !fits(&known) && age.is_none_or(|age| age >= Self::PAUSE);
        if old || unknown {
            known.asked_at = Some(now);
            match self.read(at).await {
                Ok(keys) => known.keys = keys,
                Err(error) if fits(&known) => {
                    tracing::warn!(%error, "keys were not read again; those of before are believed on");
                }
                Err(error) => return Err(error),
            }
        }
        let named = known.keys.iter().filter(|key| key.is_named(header.kid.as_deref()));
        Ok(named.map(|key| key.key.clone()).collect())
    }

    /// What is no key that we understand, or is there for something else, is passed over.
    async fn read(&self, at: &Address) -> Result<Vec<Key>, PortError> {
        let set: Set = self.fetch.get(at, None).await?;
        let keys = set.keys.into_iter().filter_map(|value| serde_json::from_value::<Jwk>(value).ok());
        Ok(keys.filter_map(|jwk| Key::of(&jwk)).collect())
    }
}

impl Key {
    fn of(jwk: &Jwk) -> Option<Self> {
        let signs = jwk.common.public_key_use.as_ref().is_none_or(|what| *what == PublicKeyUse::Signature);
        let key = DecodingKey::from_jwk(jwk).ok()?;
        // a shared secret is nobody's signature
        (signs && key.family() != AlgorithmFamily::Hmac).then(|| Self { kid: jwk.common.key_id.clone(), key })
    }

    fn is_named(&self, kid: Option<&str>) -> bool {
        kid.is_none() || self.kid.is_none() || self.kid.as_deref() == kid
    }
}

fn opened<T: DeserializeOwned>(token: &str, key: &DecodingKey) -> Option<T> {
    // the family is the key's, never the token's: what names another algorithm is no signature of this key
    let mut validation = Validation::new_for_family(key.family());
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    decode(token, key, &validation).ok().map(|token| token.claims)
}
