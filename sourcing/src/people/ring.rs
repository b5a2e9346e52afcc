//! The keys that a server knows: who an alias is, and whose alias somebody goes by.
use std::collections::HashSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::shards::Shards;
use super::{Cipher, Key, Keys, Secret};
use crate::Unavailable;

/// What a text begins with that says who somebody is, sealed.
const SEALED: &str = "sealed:";
/// Keys that are loaded at once.
const PAGE: u16 = 1_000;

/// Somebody whose key is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who they are.
    pub name: Arc<str>,
    /// The number by which models know them.
    pub alias: u64,
    /// As events say who they are.
    pub sealed: Arc<str>,
    key: Uuid,
    secret: Secret,
}

impl Person {
    /// A name for something of theirs: the same whenever it is asked for, and nobody finds it who does not have their key.
    #[must_use]
    pub fn name_for(&self, what: &str) -> Uuid {
        Uuid::new_v5(&self.key, &[&self.secret.0, what.as_bytes()].concat())
    }
}

/// The keys that a server knows. To ask takes no lock and does no I/O.
pub struct Keyring {
    keys: Arc<dyn Keys>,
    cipher: Arc<dyn Cipher>,
    named: Shards<Arc<str>, Arc<Person>>,
    aliases: Shards<u64, Arc<Person>>,
    /// Keys that events name and that are no more.
    gone: Mutex<HashSet<Uuid>>,
}

impl Keyring {
    /// Nothing is known before it is loaded.
    #[must_use]
    pub fn new(keys: Arc<dyn Keys>, cipher: Arc<dyn Cipher>) -> Self {
        Self { keys, cipher, named: Shards::default(), aliases: Shards::default(), gone: Mutex::default() }
    }

    /// Where the keys are kept.
    #[must_use]
    pub fn keys(&self) -> &dyn Keys {
        &*self.keys
    }

    /// Somebody, if they have a key.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Arc<Person>> {
        self.named.find(name)
    }

    /// Who goes by an alias, unless their key is destroyed, or it is nobody's.
    #[must_use]
    pub fn who(&self, alias: u64) -> Option<Arc<Person>> {
        self.aliases.find(&alias)
    }

    /// Who an event says that somebody is; nothing if their key is destroyed.
    #[must_use]
    pub fn open(&self, sealed: &str) -> Option<String> {
        let (key, text) = parts(sealed)?;
        let person = self.who(alias(key)).filter(|person| person.key == key)?;
        self.cipher.open(key, &person.secret, &bytes(text)?)
    }

    /// Somebody, who gets a key if they have none.
    pub async fn of(&self, name: &str) -> Result<Arc<Person>, Unavailable> {
        if let Some(person) = self.find(name) {
            return Ok(person);
        }
        if name.len() > Key::LONGEST {
            return Err(Unavailable::new("nobody is called so"));
        }
        let key = self.keys.keep(self.cipher.key(name)?).await?;
        let person = Arc::new(self.person(key)?);
        self.put([person.clone()]);
        Ok(person)
    }

    /// Knows all keys that there are, and no others.
    pub async fn load(&self) -> Result<(), Unavailable> {
        // whoever gets a key meanwhile keeps it
        let before = self.aliases.all();
        let (mut after, mut there) = (Uuid::nil(), HashSet::new());
        loop {
            let keys = self.keys.list(after, PAGE).await?;
            let Some(last) = keys.last() else { break };
            after = last.id;
            there.extend(keys.iter().map(|key| key.id));
            let is_new = |key: &Key| self.who(alias(key.id)).is_none_or(|known| known.key != key.id);
            self.know(keys.into_iter().filter(is_new).collect())?;
        }
        for person in before.into_iter().filter(|person| !there.contains(&person.key)) {
            self.drop(&person);
        }
        Ok(())
    }

    /// Asks for the keys among these that are new here. What is not there was destroyed.
    pub(super) async fn follow(&self, ids: HashSet<Uuid>) -> Result<(), Unavailable> {
        let new: Vec<Uuid> = {
            let gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
            let is_new = |id: &Uuid| !gone.contains(id) && self.who(alias(*id)).is_none();
            ids.into_iter().filter(is_new).collect()
        };
        if new.is_empty() {
            return Ok(());
        }
        let found = self.keys.find(&new).await?;
        let there: HashSet<Uuid> = found.iter().map(|key| key.id).collect();
        self.know(found)?;
        let mut gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        gone.extend(new.into_iter().filter(|id| !there.contains(id)));
        Ok(())
    }

    /// Destroys somebody's key: nobody can say any more who they were. Other servers hear of it when they load the next time.
    pub async fn destroy(&self, name: &str) -> Result<bool, Unavailable> {
        let had_one = self.keys.destroy(name).await?;
        if let Some(person) = self.find(name) {
            self.drop(&person);
        }
        Ok(had_one)
    }

    fn know(&self, keys: Vec<Key>) -> Result<(), Unavailable> {
        let people = keys.into_iter().map(|key| self.person(key).map(Arc::new));
        self.put(people.collect::<Result<Vec<_>, _>>()?);
        Ok(())
    }

    fn put(&self, people: impl IntoIterator<Item = Arc<Person>> + Clone) {
        self.aliases.put(people.clone().into_iter().map(|person| (person.alias, person)));
        self.named.put(people.into_iter().map(|person| (person.name.clone(), person)));
    }

    fn drop(&self, person: &Person) {
        self.aliases.remove(&person.alias);
        if self.find(&person.name).is_some_and(|known| known.key == person.key) {
            self.named.remove(&*person.name);
        }
    }

    fn person(&self, key: Key) -> Result<Person, Unavailable> {
        let mut sealed = format!("{SEALED}{}:", key.id.simple());
        for byte in self.cipher.seal(&key)? {
            write!(sealed, "{byte:02x}").map_err(Unavailable::new)?;
        }
        let Key { id, person, secret } = key;
        Ok(Person { name: person, alias: alias(id), sealed: sealed.into(), key: id, secret })
    }
}

/// The number by which models know whose key this is: of 63 bits, the first of them set, as it is in no number that anybody has.
fn alias(key: Uuid) -> u64 {
    let (high, low) = key.as_u64_pair();
    (high ^ low) >> 2 | 1 << 62
}

/// The key that a text names, and what is sealed under it.
fn parts(sealed: &str) -> Option<(Uuid, &str)> {
    let (key, text) = sealed.strip_prefix(SEALED)?.split_once(':')?;
    Some((Uuid::try_parse(key).ok()?, text))
}

/// The key and the alias of whom a text names, if it is sealed.
pub(super) fn named(text: &str) -> Option<(Uuid, u64)> {
    parts(text).map(|(key, _)| (key, alias(key)))
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
