//! What somebody wants to be done, and how a retry is told from a new wish.
use domain::identity::GuestId;
use domain::posts::IdempotencyKey;
use domain::realtime::Origin;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sourcing::{Entry, EventStore, Position, ReadError, StreamName, Version};
use uuid::Uuid;

use super::ShopError;
use super::aliases::People;
use super::told::{self, Telling};
use crate::PortError;

/// What kind of event says that a command was carried out. It belongs to no context: no model reads it.
const CARRIED_OUT: &str = "command.carried_out";
/// Streams of commands begin with this.
pub(super) const COMMAND: &str = "command";
/// The root of the plain names of commands that have a key.
const KEYED: Uuid = Uuid::from_u128(0x019a_a61c_5d3e_7c4f_9a51_6d0e_8b0f_2c77);

/// Who asks for something, and under which name for this attempt.
#[derive(Debug, Clone)]
pub struct Command {
    /// Where it comes from.
    pub origin: Origin,
    /// The same key and the same words again are the same command.
    pub key: Option<IdempotencyKey>,
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<T> {
    /// What it is answered with.
    pub answer: T,
    /// Whoever reads as of this place, or later, finds it done.
    pub position: u64,
    /// Whether it had been done before, under the same key.
    pub replayed: bool,
}

/// That a command was carried out: kept beside what it led to.
#[derive(Debug, Serialize, Deserialize)]
struct CarriedOut {
    /// What was asked, shortened.
    asked: Uuid,
    /// What it was answered with.
    answer: Value,
}

/// A command with a key.
pub(super) struct Keyed {
    /// Where it is kept that it was carried out.
    stream: StreamName,
    /// What was asked, shortened. The ids of what it leads to follow from this: the same key asking for something else leads to
    /// other events, which find the stream taken.
    pub(super) asked: Uuid,
}

impl Keyed {
    /// The command, if it has a key, for what is asked by it. Where it is kept follows from the key that whoever asks has as a
    /// person: whoever has all that happened, and guesses what they sent, does not find out that it was theirs.
    pub(super) async fn of(
        command: &Command,
        asked: &(impl Serialize + Sync),
        people: &People,
        store: &dyn EventStore,
    ) -> Result<Option<Self>, ShopError> {
        let Some(key) = &command.key else { return Ok(None) };
        let asked = serde_json::to_vec(asked).map_err(|error| PortError::new("command", error))?;
        let plain = Self::named(plain(key), &asked)?;
        // a guest is nobody already; and what is kept under its plain name was carried out before there were others
        if GuestId::stands_in(key.account) || plain.carried_out(store).await?.is_some() {
            return Ok(Some(plain));
        }
        let name = people.name_for(key.account, key.as_str()).await?;
        Ok(Some(Self::named(name, &asked)?))
    }

    fn named(name: Uuid, asked: &[u8]) -> Result<Self, PortError> {
        Ok(Self { stream: told::stream(COMMAND, &name)?, asked: Uuid::new_v5(&name, asked) })
    }

    /// Where it is kept that it was carried out.
    pub(super) fn stream(&self) -> &StreamName {
        &self.stream
    }

    /// What came of it before, if anything did. Under the same key nothing else may be asked.
    pub(super) async fn earlier<T: DeserializeOwned>(
        &self,
        store: &dyn EventStore,
    ) -> Result<Option<(T, Position)>, ShopError> {
        let Some(entry) = self.carried_out(store).await? else { return Ok(None) };
        let unread = |error| PortError::new("command", error);
        let done: CarriedOut = serde_json::from_str(&entry.fact.payload).map_err(unread)?;
        if done.asked != self.asked {
            return Err(ShopError::KeyReused);
        }
        Ok(Some((serde_json::from_value(done.answer).map_err(unread)?, entry.position)))
    }

    async fn carried_out(&self, store: &dyn EventStore) -> Result<Option<Entry>, PortError> {
        let read = store.read_stream(&self.stream, Version::NONE, 1).await.map_err(|error| match error {
            ReadError::Away(error) => error.into(),
            ReadError::Corrupt(corrupt) => PortError::new("event store", corrupt),
        })?;
        Ok(read.into_iter().next())
    }

    /// Tells that it was carried out.
    pub(super) fn tell(&self, answer: &impl Serialize, telling: &mut Telling<'_>) -> Result<(), PortError> {
        let answer = serde_json::to_value(answer).map_err(|error| PortError::new("command", error))?;
        telling.begin(self.stream.clone(), CARRIED_OUT, &CarriedOut { asked: self.asked, answer })
    }
}

/// What a command was called by whose it is and its key alone.
fn plain(key: &IdempotencyKey) -> Uuid {
    Uuid::new_v5(&KEYED, format!("{}:{}", key.account, key.as_str()).as_bytes())
}

#[cfg(test)]
mod tests {
    use domain::ids::AccountId;

    use super::*;

    #[test]
    fn another_wish_under_the_same_key_leads_to_other_events_in_the_same_place() {
        let key = IdempotencyKey::parse(AccountId::stored(1), "key").unwrap().unwrap();
        let [nine, nine_again, eight] =
            ["9", "9", "8"].map(|asked| Keyed::named(plain(&key), asked.as_bytes()).unwrap());
        assert_eq!((&nine.stream, nine.asked), (&nine_again.stream, nine_again.asked));
        assert_eq!(nine.stream, eight.stream);
        assert_ne!(nine.asked, eight.asked, "or the second of them would be taken for a retry of the first");
    }
}
