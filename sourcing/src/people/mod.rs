//! People in events: who somebody is stands there sealed, under a key that is theirs alone.
//!
//! Events are kept for ever, and people may want to be forgotten. So an event never says who somebody is in the plain, but in a text
//! that only their key opens (`sealed:KEY:…`); the key is kept beside the events, never in them, and erasing somebody is deleting
//! that one row. Whatever has been copied of the log meanwhile says nothing of them from then on.
//!
//! What follows from events must be the same before and after that, on every server, with and without a snapshot. So models never
//! learn who somebody is. They know a person by an **alias**, a number that follows from the name of the key and that nobody
//! has, and totals, stocks and hashes are made of aliases alone. Who reads asks the [`Keyring`] who an alias is, which is in memory,
//! and so is whose alias somebody goes by; of somebody whose key is gone it knows neither. A snapshot holds aliases, so an
//! old one brings nobody back.
//!
//! A key is kept before the first event that is sealed under it is appended. So of a key that an event names and the store
//! of keys does not have, it is known that it was destroyed: there is no "not yet". Keys are loaded before the first request is
//! served, and whoever reads an event ([`Sealed`]) asks for the keys that it names and that are new here, before any model
//! shows it.
//!
//! What was appended before there were keys is read as it is.
mod ring;
mod sealed;
mod shards;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use crate::Unavailable;

pub use ring::{Keyring, Person};
pub use sealed::{Named, Sealed};

/// What opens what is sealed. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub [u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Somebody's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its name, which events say: it tells nothing of whose it is.
    pub id: Uuid,
    /// Whose it is. It seals that, and nothing else.
    pub person: Arc<str>,
    /// What it is.
    pub secret: Secret,
}

impl Key {
    /// Bytes of the longest name of a person.
    pub const LONGEST: usize = 32;
}

/// Keeps the keys of people, outside the log.
#[async_trait]
pub trait Keys: Send + Sync {
    /// The key that somebody has; if they have none, this one, which they have from then on. It MUST be kept before this returns; of
    /// several at once all get the same.
    async fn keep(&self, key: Key) -> Result<Key, Unavailable>;

    /// Those of these that are kept.
    async fn find(&self, ids: &[Uuid]) -> Result<Vec<Key>, Unavailable>;

    /// Up to so many in the order of their names, behind this one.
    async fn list(&self, after: Uuid, most: u16) -> Result<Vec<Key>, Unavailable>;

    /// Destroys somebody's key for good; whether they had one. Whoever they are then gets another.
    async fn destroy(&self, person: &str) -> Result<bool, Unavailable>;
}

/// Makes keys, and uses them.
pub trait Cipher: Send + Sync {
    /// A new key for somebody: nobody can guess it, nor is it called after anything.
    fn key(&self, person: &str) -> Result<Key, Unavailable>;

    /// Whose a key is, sealed under it: the same whenever it is sealed.
    fn seal(&self, key: &Key) -> Result<Vec<u8>, Unavailable>;

    /// Whose the key of that name is, if that is what was sealed under it.
    fn open(&self, key: Uuid, secret: &Secret, sealed: &[u8]) -> Option<String>;
}
