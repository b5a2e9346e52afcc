//! Passwords, secrets and tokens without cryptography: what the use cases do with them does not depend on it.
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use domain::identity::{BearerClaims, Digest, Password, PasswordHash, Secret};
use jiff::SignedDuration;
use service::PortError;
use service::identity::{PasswordHasher, SecretMaker, TokenSigner};

use super::super::TokenFlaw;

/// Keeps passwords as they are.
#[derive(Debug)]
pub(super) struct PlainHasher;

#[async_trait]
impl PasswordHasher for PlainHasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, PortError> {
        Ok(PasswordHash::stored(password.reveal()))
    }

    async fn verify(&self, password: &Password, hash: Option<PasswordHash>) -> Result<bool, PortError> {
        Ok(hash.is_some_and(|hash| hash.as_str() == password.reveal()))
    }

    fn is_current(&self, _: &PasswordHash) -> bool {
        true
    }
}

/// Knows its own tokens because it remembers them.
#[derive(Debug, Default)]
pub(super) struct KnownTokens(Mutex<HashMap<String, BearerClaims>>);

impl KnownTokens {
    pub(super) fn spoil(&self, bearer: &str, flaw: TokenFlaw) -> Option<String> {
        match flaw {
            TokenFlaw::Foreign => Some(bearer.chars().rev().collect()),
            TokenFlaw::Altered => Some(format!("{bearer}0")),
            TokenFlaw::Gibberish => Some("gibberish".to_owned()),
            TokenFlaw::Expired => {
                let claims = self.verify(bearer)?;
                let issued_at = claims.issued_at - SignedDuration::from_hours(2);
                let expires_at = Some(claims.issued_at - SignedDuration::from_hours(1));
                self.sign(&BearerClaims { issued_at, expires_at, ..claims }).ok()
            }
        }
    }
}

impl TokenSigner for KnownTokens {
    fn sign(&self, claims: &BearerClaims) -> Result<String, PortError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let account = claims.account.map_or(0, domain::ids::AccountId::raw);
        let bearer = format!("{account}.{}.{}", claims.token.0.simple(), known.len());
        known.insert(bearer.clone(), claims.clone());
        Ok(bearer)
    }

    fn seal(&self, text: &str) -> Result<String, PortError> {
        Ok(format!("sealed {text}"))
    }

    fn unseal(&self, sealed: &str) -> Option<String> {
        sealed.strip_prefix("sealed ").map(str::to_owned)
    }

    fn verify(&self, bearer: &str) -> Option<BearerClaims> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(bearer).cloned()
    }
}

/// Counts its secrets: nobody guesses here.
#[derive(Debug, Default)]
pub(super) struct CountedSecrets(AtomicU64);

impl SecretMaker for CountedSecrets {
    fn secret(&self) -> Result<Secret, PortError> {
        Ok(Secret::new(format!("secret-{}", self.0.fetch_add(1, Ordering::Relaxed))))
    }

    fn digest(&self, secret: &Secret) -> Digest {
        Digest::stored(&format!("digest of {}", secret.reveal()))
    }
}
