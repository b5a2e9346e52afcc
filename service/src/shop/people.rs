//! Whom events are about: who may be named, and who is somebody else or nobody.
use domain::ids::AccountId;
use serde_json::Value;
use sourcing::{Entry, StreamName};

/// Where events say whom they are about.
const PEOPLE: [&str; 3] = ["owner", "buyer", "account"];
/// What was answered to somebody.
const ANSWER: &str = "answer";
/// Streams of people begin with this.
pub(super) const BUYER: &str = "buyer:";
/// And who did something so.
pub(super) const ACTOR: &str = "account:";

/// All whom events name.
pub(super) fn named(entries: &[Entry]) -> Vec<AccountId> {
    let mut people: Vec<AccountId> = vec![];
    for entry in entries {
        let note = |person: &str| {
            people.extend(person.parse::<AccountId>());
            person.to_owned()
        };
        // nothing of it is used but who was asked for
        drop(renamed(entry, note));
    }
    people.sort_unstable();
    people.dedup();
    people
}

/// The same event, with everybody called as they are `called`.
pub(super) fn renamed(entry: &Entry, mut called: impl FnMut(&str) -> String) -> Entry {
    let mut entry = entry.clone();
    if let Some(person) = entry.fact.actor.as_deref().and_then(|actor| actor.strip_prefix(ACTOR)) {
        entry.fact.actor = Some(format!("{ACTOR}{}", called(person)).into());
    }
    if let Some(person) = entry.stream.as_str().strip_prefix(BUYER) {
        let name = format!("{BUYER}{}", called(person));
        entry.stream = StreamName::parse(&name).unwrap_or_else(|_| entry.stream.clone());
    }
    // what is no JSON was never appended
    if let Ok(mut payload) = serde_json::from_str(&entry.fact.payload) {
        rename(&mut payload, &mut called);
        let answer = payload.get_mut(ANSWER).filter(|_| entry.fact.kind.context() == "command");
        if let Some(answer) = answer {
            *answer = Value::Null;
        }
        entry.fact.payload = payload.to_string().into();
    }
    entry
}

fn rename(value: &mut Value, called: &mut impl FnMut(&str) -> String) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(person) if PEOPLE.contains(&name.as_str()) => {
                        *person = called(person);
                    }
                    member => rename(member, called),
                }
            }
        }
        Value::Array(members) => {
            for member in members {
                rename(member, called);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
pub(super) mod tests {
    use sourcing::{Fact, Kind, Position, Version};
    use uuid::Uuid;

    use super::*;

    pub(in crate::shop) fn entry(stream: &str, kind: &str, payload: &str) -> Entry {
        let fact = Fact {
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
        let stream = StreamName::parse(stream).unwrap();
        Entry { position: Position::START, stream, version: Version::NONE, fact }
    }

    #[test]
    fn everybody_who_is_named_anywhere_is_called_otherwise() {
        let opened = entry("buyer:42", "checkout.cart_opened", r#"{"cart":"c","owner":"42"}"#);
        let placed = entry("order:x", "checkout.order_placed", r#"{"lines":[{"buyer":"43"}]}"#);
        assert_eq!(named(&[opened.clone(), placed]), [42, 43].map(AccountId::stored));
        let other = renamed(&opened, |_| "7".to_owned());
        assert_eq!((other.stream.as_str(), other.fact.actor.as_deref()), ("buyer:7", Some("account:7")));
        assert_eq!(&*other.fact.payload, r#"{"cart":"c","owner":"7"}"#);
    }

    #[test]
    fn what_was_answered_to_somebody_is_left_out() {
        let told = entry("command:x", "command.carried_out", r#"{"answer":{"buyer":"42"},"asked":"a"}"#);
        let told = renamed(&told, |_| "7".to_owned());
        assert_eq!(&*told.fact.payload, r#"{"answer":null,"asked":"a"}"#);
    }
}
