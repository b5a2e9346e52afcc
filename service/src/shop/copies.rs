//! All that happened, in a file; and what follows from it, in a few letters.
use std::io::{self, BufRead, Write};

use serde_json::Value;
use sourcing::{CopyError, Entry, Position, StreamName};
use uuid::Uuid;

use super::command::COMMAND;
use super::{Shop, people};

/// What follows from all that happened, in a few letters: the same wherever the same happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateHash {
    /// Through where.
    pub position: u64,
    /// Of each model, by its name.
    pub models: Vec<(&'static str, Uuid)>,
    /// Of all of them.
    pub all: Uuid,
}

impl Shop {
    /// The same, which reads everything that happened and not what was kept of it.
    #[must_use]
    pub fn without_snapshots(self) -> Self {
        Self { kept: super::KeptModels::default(), ..self }
    }

    /// What follows from all that happened until now.
    pub async fn state_hash(&self) -> Result<StateHash, super::ShopError> {
        loop {
            let head = self.store.head().await?.position;
            let mut models = vec![];
            let mut together = true;
            for model in self.models.iter() {
                model.pace().reached(head).await?;
                let (at, written) = model.written();
                together &= at == head;
                models.push((model.name(), Uuid::new_v5(&Uuid::nil(), &written)));
            }
            // where something happened meanwhile they are of different times
            if together {
                let each: Vec<u8> = models.iter().flat_map(|(_, hash)| *hash.as_bytes()).collect();
                return Ok(StateHash {
                    position: head.number(),
                    models,
                    all: Uuid::new_v5(&Uuid::nil(), &each),
                });
            }
        }
    }

    /// Writes all that happened into a file, with the keys by which it is known who people are. Masked, nobody in it is who they
    /// are, nor does anybody know: each person has another number, the same in all of the file, so has all that may follow from
    /// what they sent, and what was answered to whom is left out. Gives how many events there are.
    pub async fn export(
        &self,
        masked: bool,
        out: &mut impl Write,
        progress: impl Fn(u64, u64),
    ) -> Result<u64, CopyError> {
        let told = |at: Position, of: Position| progress(at.number(), of.number());
        let written = if masked {
            let mask = Mask { salt: self.entropy.uuid() };
            sourcing::export(&*self.store, None, |entry| mask.change(entry), out, told).await?
        } else {
            sourcing::export(&*self.sealed, Some(self.people.keys()), |_| {}, out, told).await?
        };
        Ok(written.number())
    }

    /// Has all happen here that happened where the file was written: where nothing has happened yet, or nothing but that.
    pub async fn copy<R: BufRead>(
        &self,
        open: impl Fn() -> io::Result<R>,
        progress: impl Fn(u64, u64),
    ) -> Result<u64, CopyError> {
        let told = |at: Position, of: Position| progress(at.number(), of.number());
        Ok(sourcing::import(&*self.sealed, self.people.keys(), open, told).await?.number())
    }
}

/// Gives each person another number, and whatever may follow from what they sent another id.
struct Mask {
    /// Without it nobody finds the number that it was.
    salt: Uuid,
}

/// What may follow from the key of a command, beside the ids of events: what was asked, and the payment that it began.
const FOLLOWS: [&str; 2] = ["asked", "payment"];

/// What the test provider keeps of a payment is in streams of its own, named after it.
const TRIAL: &str = "trial";

impl Mask {
    fn change(&self, entry: &mut Entry) {
        let mut other = people::renamed(entry, |person| self.another(person));
        let fact = &mut other.fact;
        (fact.actor, fact.trace) = (None, None);
        (fact.id, fact.correlation) = (self.id(fact.id.as_bytes()), self.id(fact.correlation.as_bytes()));
        fact.causation = fact.causation.map(|id| self.id(id.as_bytes()));
        // what is no JSON was never appended
        if let Ok(mut said) = serde_json::from_str::<Value>(&fact.payload) {
            for name in FOLLOWS {
                if let Some(Value::String(id)) = said.get_mut(name) {
                    *id = self.id(id.as_bytes()).to_string();
                }
            }
            fact.payload = said.to_string().into();
        }
        if let Some((of @ (COMMAND | TRIAL), name)) = other.stream.as_str().split_once(':') {
            other.stream = StreamName::stored(&format!("{of}:{}", self.id(name.as_bytes())));
        }
        *entry = other;
    }

    fn another(&self, person: &str) -> String {
        let (high, _) = self.id(person.as_bytes()).as_u64_pair();
        (high >> 1).to_string()
    }

    fn id(&self, was: &[u8]) -> Uuid {
        Uuid::new_v5(&self.salt, was)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::people::tests::entry;

    fn masked(salt: u128) -> Entry {
        let mut opened = entry("buyer:42", "checkout.cart_opened", r#"{"owner":"42"}"#);
        opened.fact.trace = Some("00-01-01-01".into());
        Mask { salt: Uuid::from_u128(salt) }.change(&mut opened);
        opened
    }

    #[test]
    fn nobody_is_who_they_are_and_no_event_says_who_did_it_or_by_which_request() {
        let opened = masked(1);
        assert_eq!((&opened.fact.actor, &opened.fact.trace), (&None, &None));
        let number = opened.stream.as_str().strip_prefix("buyer:").unwrap();
        assert_ne!(number, "42");
        assert_eq!(&*opened.fact.payload, format!(r#"{{"owner":"{number}"}}"#), "the same everywhere");
        assert_eq!(masked(1).stream, opened.stream);
        assert_ne!(masked(2).stream, opened.stream, "in another file it is another");
    }

    #[test]
    fn a_payment_is_another_and_the_same_wherever_it_is_told_of() {
        let (mask, payment) = (Mask { salt: Uuid::from_u128(1) }, Uuid::from_u128(7));
        let said = format!(r#"{{"payment":"{payment}"}}"#);
        let mut taken = entry(&format!("trial:{payment}"), "trial.changed", &said);
        mask.change(&mut taken);
        let number = taken.stream.as_str().strip_prefix("trial:").unwrap();
        assert_ne!(number, payment.to_string());
        assert_eq!(&*taken.fact.payload, format!(r#"{{"payment":"{number}"}}"#));
    }
}
