//! All that happened, in a file; and what follows from it, in a few letters.
use std::io::{self, BufRead, Write};

use serde_json::Value;
use sourcing::{CopyError, Entry, Kind, Position, StreamName};
use uuid::Uuid;

use super::Shop;

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
    /// are, nor does anybody know: each person has another number, the same in all of the file, and what was answered to whom is
    /// left out. Gives how many events there are.
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

/// Where events say whom they are about.
const PEOPLE: [&str; 3] = ["owner", "buyer", "account"];
/// What was answered to somebody.
const ANSWER: &str = "answer";
/// Streams of people begin with this.
const BUYER: &str = "buyer:";

/// Gives each person another number.
struct Mask {
    /// Without it nobody finds the number that it was.
    salt: Uuid,
}

impl Mask {
    fn change(&self, entry: &mut Entry) {
        let fact = &mut entry.fact;
        (fact.actor, fact.trace) = (None, None);
        if let Some(person) = entry.stream.as_str().strip_prefix(BUYER) {
            let name = format!("{BUYER}{}", self.another(person));
            entry.stream = StreamName::parse(&name).unwrap_or_else(|_| entry.stream.clone());
        }
        // what is no JSON was never appended
        if let Ok(mut payload) = serde_json::from_str(&fact.payload) {
            self.hide(&mut payload, &fact.kind);
            fact.payload = payload.to_string().into();
        }
    }

    fn hide(&self, value: &mut Value, kind: &Kind) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(person) if PEOPLE.contains(&name.as_str()) => {
                            *person = self.another(person);
                        }
                        member if name == ANSWER && kind.context() == "command" => *member = Value::Null,
                        member => self.hide(member, kind),
                    }
                }
            }
            Value::Array(members) => members.iter_mut().for_each(|member| self.hide(member, kind)),
            _ => {}
        }
    }

    fn another(&self, person: &str) -> String {
        let (high, _) = Uuid::new_v5(&self.salt, person.as_bytes()).as_u64_pair();
        (high >> 1).to_string()
    }
}

#[cfg(test)]
mod tests {
    use sourcing::{Fact, Version};

    use super::*;

    #[test]
    fn nobody_is_who_they_were_and_everybody_is_the_same_throughout() {
        let fact = |kind: &str, payload: &str| Fact {
            id: Uuid::nil(),
            kind: Kind::parse(kind).unwrap(),
            schema: 1,
            at: domain::Timestamp::UNIX_EPOCH,
            actor: Some("account:42".into()),
            correlation: Uuid::nil(),
            causation: None,
            trace: None,
            payload: payload.into(),
        };
        let mask = Mask { salt: Uuid::from_u128(7) };
        let masked = |stream: &str, kind: &str, payload: &str| {
            let stream = StreamName::parse(stream).unwrap();
            let (position, version, fact) = (Position::START, Version::NONE, fact(kind, payload));
            let mut entry = Entry { position, stream, version, fact };
            mask.change(&mut entry);
            (entry.stream.to_string(), entry.fact)
        };
        let (stream, opened) = masked("buyer:42", "checkout.cart_opened", r#"{"cart":"c","owner":"42"}"#);
        let number = mask.another("42");
        assert_ne!(number, "42");
        assert_eq!(stream, format!("buyer:{number}"));
        assert_eq!(&*opened.payload, format!(r#"{{"cart":"c","owner":"{number}"}}"#));
        assert_eq!(opened.actor, None);
        let (_, told) =
            masked("command:x", "command.carried_out", r#"{"answer":{"buyer":"42"},"asked":"a"}"#);
        assert_eq!(&*told.payload, r#"{"answer":null,"asked":"a"}"#);
    }
}
