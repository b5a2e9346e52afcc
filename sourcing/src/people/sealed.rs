//! A store in which nobody is named in the plain.
use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use uuid::Uuid;

use super::Keyring;
use super::ring::named;
use crate::{
    Append, Batch, Entry, EventStore, Fact, Head, Outcome, Position, ReadError, Sieve, StreamName, Stretch,
    Unavailable, Version,
};

/// Which member of what is said of a kind of event says who somebody is, by their alias.
pub type Named = (&'static str, &'static str);

/// What stands before who has something done, in [`Fact::actor`].
const ACTOR: &str = "account:";

/// A store whose events say who somebody is sealed. Whoever appends writes aliases, and whoever reads finds aliases; on whose behalf
/// something happened is read as it is kept, and [`Keyring::open`] says who that is. Aliases that nobody goes by any more stay as
/// they are: they say nothing.
pub struct Sealed {
    store: Arc<dyn EventStore>,
    ring: Arc<Keyring>,
    named: &'static [Named],
}

impl Sealed {
    /// Over a store; people are named in these events.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, ring: Arc<Keyring>, named: &'static [Named]) -> Self {
        Self { store, ring, named }
    }

    fn member(&self, fact: &Fact) -> Option<&'static str> {
        let named = self.named.iter().find(|(kind, _)| *kind == fact.kind.as_str());
        named.map(|(_, member)| *member)
    }

    async fn seal(&self, fact: &mut Fact) -> Result<(), Unavailable> {
        if let Some(name) = fact.actor.as_deref().and_then(|actor| actor.strip_prefix(ACTOR)) {
            let person = self.ring.of(name).await?;
            fact.actor = Some(person.sealed.clone());
        }
        if let Some(member) = self.member(fact) {
            replace(fact, member, |text| Some(self.ring.who(text.parse().ok()?)?.sealed.to_string()));
        }
        Ok(())
    }

    /// Reads who is named there by their alias, and gets to know them.
    async fn read_out(&self, mut entries: Vec<Entry>) -> Result<Vec<Entry>, ReadError> {
        let mut keys: HashSet<Uuid> = HashSet::new();
        for Entry { fact, .. } in &mut entries {
            keys.extend(fact.actor.as_deref().and_then(named).map(|(key, _)| key));
            if let Some(member) = self.member(fact) {
                replace(fact, member, |text| {
                    let (key, alias) = named(text)?;
                    keys.insert(key);
                    Some(alias.to_string())
                });
            }
        }
        self.ring.follow(keys).await?;
        Ok(entries)
    }
}

/// Has another text stand in a member of what is said, if there is another one.
fn replace(fact: &mut Fact, member: &str, mut other: impl FnMut(&str) -> Option<String>) {
    // what is no JSON was never appended, and what reads it says so
    let Ok(mut said) = serde_json::from_str::<Value>(&fact.payload) else { return };
    let Some(Value::String(text)) = said.get_mut(member) else { return };
    if let Some(other) = other(text) {
        *text = other;
        fact.payload = said.to_string().into();
    }
}

#[async_trait]
impl EventStore for Sealed {
    async fn append(&self, batch: Batch) -> Result<Outcome, Unavailable> {
        let mark = batch.mark().cloned();
        let mut appends: Vec<Append> = batch.appends().to_vec();
        for fact in appends.iter_mut().flat_map(|append| &mut append.facts) {
            self.seal(fact).await?;
        }
        let batch = match mark {
            Some(mark) => Batch::marked(appends, mark),
            None => Batch::new(appends),
        };
        self.store.append(batch.map_err(Unavailable::new)?).await
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        self.read_out(self.store.read_stream(stream, after, limit).await?).await
    }

    async fn read(&self, after: Position, limit: usize) -> Result<Vec<Entry>, ReadError> {
        self.read_out(self.store.read(after, limit).await?).await
    }

    async fn look(&self, sieve: &Sieve, stretch: Stretch, limit: usize) -> Result<Vec<Entry>, ReadError> {
        self.read_out(self.store.look(sieve, stretch, limit).await?).await
    }

    async fn head(&self) -> Result<Head, Unavailable> {
        self.store.head().await
    }

    async fn mark(&self, name: &StreamName) -> Result<Position, Unavailable> {
        self.store.mark(name).await
    }

    async fn marks(&self) -> Result<Vec<(StreamName, Position)>, Unavailable> {
        self.store.marks().await
    }

    async fn grown(&self, after: Position) {
        self.store.grown(after).await;
    }
}
