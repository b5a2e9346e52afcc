//! The keys that tokens are signed with: which of them signs, and how all servers come to agree on it.
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use jiff::SignedDuration;
use thiserror::Error;
use tokio::time::sleep;

use super::{KeyRepository, Keyring, SigningKey};
use crate::{Entropy, PortError};

/// Looks after the keys. A new one is known to every server before it signs, and an old one is known until it is retired, so
/// nobody is logged out by a rotation.
#[derive(Clone)]
pub struct Keys {
    kept: Arc<dyn KeyRepository>,
    ring: Arc<dyn Keyring>,
    entropy: Arc<dyn Entropy>,
}

/// What a key is good for at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It signs from then on; until then servers get to know it.
    SignsFrom(Timestamp),
    /// It signs, and verifies.
    Signs,
    /// It verifies what it once signed.
    Verifies,
}

/// Why a key was not retired.
#[derive(Debug, Error)]
pub enum RetireError {
    /// There is none of that name.
    #[error("there is no such key")]
    Unknown,
    /// Nothing could be signed without it.
    #[error("this key signs, or will: rotate first, and wait until the new key does")]
    InUse,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl SigningKey {
    /// How long a new key only verifies: all servers look several times meanwhile.
    pub const SETTLES: SignedDuration = SignedDuration::from_secs(10);

    /// Which of the keys signs at that moment: the newest that everybody knows, or the oldest if all are new.
    #[must_use]
    pub fn signing(keys: &[Self], now: Timestamp) -> Option<&Self> {
        let settled = |key: &&Self| now.duration_since(key.created_at) >= Self::SETTLES;
        let newest = keys.iter().filter(settled).max_by_key(|key| key.created_at);
        newest.or_else(|| keys.iter().min_by_key(|key| key.created_at))
    }
}

impl Keys {
    /// How often a server looks which keys there are.
    const LOOK: Duration = Duration::from_secs(2);

    /// Over these ports.
    #[must_use]
    pub fn new(kept: Arc<dyn KeyRepository>, ring: Arc<dyn Keyring>, entropy: Arc<dyn Entropy>) -> Self {
        Self { kept, ring, entropy }
    }

    /// All keys and what each is good for, the newest first.
    pub async fn list(&self) -> Result<Vec<(SigningKey, Standing)>, PortError> {
        let keys = self.kept.list().await?;
        let signing = SigningKey::signing(&keys, self.entropy.now()).cloned();
        let standing = |key: &SigningKey| match &signing {
            Some(signing) if *signing == *key => Ok(Standing::Signs),
            Some(signing) if signing.created_at < key.created_at => settled(key).map(Standing::SignsFrom),
            _ => Ok(Standing::Verifies),
        };
        keys.into_iter().map(|key| Ok((key.clone(), standing(&key)?))).collect()
    }

    /// Makes a key that soon signs in place of the one that does now; tells from when on.
    pub async fn rotate(&self) -> Result<(SigningKey, Timestamp), PortError> {
        let key = self.ring.make(self.entropy.uuid(), self.entropy.now())?;
        self.kept.add(key.clone()).await?;
        let from = settled(&key)?;
        Ok((key, from))
    }

    /// Ends a key, and with it each token that it signed.
    pub async fn retire(&self, kid: &str) -> Result<(), RetireError> {
        let listed = self.list().await?;
        let (_, standing) = listed.iter().find(|(key, _)| key.kid == kid).ok_or(RetireError::Unknown)?;
        if *standing != Standing::Verifies {
            return Err(RetireError::InUse);
        }
        if self.kept.remove(kid).await? { Ok(()) } else { Err(RetireError::Unknown) }
    }

    /// Keeps the ring as the store has it, for ever. While the store is away, the keys stay that were known.
    pub async fn keep_up(self) {
        loop {
            sleep(Self::LOOK).await;
            if let Err(error) = self.look().await {
                tracing::debug!(%error, "nobody knows which keys there are now");
            }
        }
    }

    /// Puts on the ring what is in the store.
    pub async fn look(&self) -> Result<(), PortError> {
        let keys = self.kept.list().await?;
        if let Some(signing) = SigningKey::signing(&keys, self.entropy.now())
            && self.ring.hold(&keys, signing)?
        {
            tracing::info!(signing = signing.kid, keys = keys.len(), "the keys of tokens have changed");
        }
        Ok(())
    }
}

fn settled(key: &SigningKey) -> Result<Timestamp, PortError> {
    key.created_at.checked_add(SigningKey::SETTLES).map_err(|error| PortError::new("clock", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kid: &str, second: i64) -> SigningKey {
        SigningKey { kid: kid.to_owned(), pkcs8: vec![], created_at: at(second) }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_new_key_signs_once_everybody_knows_it() {
        let both = [key("new", 1_000), key("old", 0)];
        let signing =
            |keys: &[SigningKey], second| SigningKey::signing(keys, at(second)).map(|key| key.kid.clone());
        assert_eq!(signing(&both, 1_009).as_deref(), Some("old"));
        assert_eq!(signing(&both, 1_010).as_deref(), Some("new"));
        assert_eq!(signing(&[key("first", 1_000)], 1_000).as_deref(), Some("first"));
        assert_eq!(signing(&[], 1_000), None);
    }
}
