//! From a text frame to a command.
use std::collections::BTreeMap;

use serde_json::{Map, Value};
use service::realtime::gateway::{Command, Content, Listen, Presence, Publish, Reauth, Since, Unlisten};

/// Bytes of the longest nonce.
const NONCE: usize = 64;
/// What a client has to know that says HELLO; the protocol without it is the first.
pub(super) const VERSION: u64 = 2;
/// What such a client names if it wants to hear that we live.
const KEEPALIVE: &str = "keepalive";
/// Bytes of the longest token.
const TOKEN: usize = 4096;

/// Reads a frame. Whitespace around it, keys in any order and keys that nobody knows are no mistakes.
#[must_use]
pub fn parse(text: &str) -> Command {
    let Ok(Value::Object(frame)) = serde_json::from_str(text) else { return malformed(String::new()) };
    let Ok(nonce) = optional(&frame, "nonce", NONCE) else { return malformed(String::new()) };
    let nonce = nonce.unwrap_or_default();
    let command = match frame.get("type").and_then(Value::as_str) {
        Some("PING") => Some(Command::Ping),
        Some("LISTEN") => listen(&frame, nonce),
        Some("UNLISTEN") => unlisten(&frame, nonce),
        Some("PUBLISH") => publish(&frame, nonce),
        Some("HELLO") => hello(&frame, nonce),
        Some("REAUTH") => reauth(&frame, nonce),
        Some("PRESENCE") => presence(&frame, nonce),
        _ => None,
    };
    command.unwrap_or_else(|| malformed(nonce.to_owned()))
}

fn malformed(nonce: String) -> Command {
    Command::Malformed { nonce }
}

fn listen(frame: &Map<String, Value>, nonce: &str) -> Option<Command> {
    let data = frame.get("data")?.as_object()?;
    Some(Command::Listen(Listen {
        nonce: nonce.to_owned(),
        topics: topics(data)?,
        token: optional(data, "auth_token", TOKEN).ok()?.and_then(token),
        since: since(data)?,
        partial: match data.get("partial") {
            None | Some(Value::Null) => false,
            Some(partial) => partial.as_bool()?,
        },
    }))
}

fn unlisten(frame: &Map<String, Value>, nonce: &str) -> Option<Command> {
    let data = frame.get("data")?.as_object()?;
    Some(Command::Unlisten(Unlisten { nonce: nonce.to_owned(), topics: topics(data)? }))
}

fn publish(frame: &Map<String, Value>, nonce: &str) -> Option<Command> {
    let data = frame.get("data")?.as_object()?;
    Some(Command::Publish(Publish {
        nonce: nonce.to_owned(),
        topic: data.get("topic")?.as_str()?.to_owned(),
        message: content(data.get("message")?.as_str()?),
        id: optional(data, "id", usize::MAX).ok()?.map(str::to_owned),
        token: optional(data, "auth_token", TOKEN).ok()?.and_then(token),
    }))
}

fn reauth(frame: &Map<String, Value>, nonce: &str) -> Option<Command> {
    let data = frame.get("data")?.as_object()?;
    let token = optional(data, "auth_token", TOKEN).ok()?.and_then(token);
    Some(Command::Reauth(Reauth { nonce: nonce.to_owned(), token }))
}

fn presence(frame: &Map<String, Value>, nonce: &str) -> Option<Command> {
    let topic = frame.get("data")?.as_object()?.get("topic")?.as_str()?;
    Some(Command::Presence(Presence { nonce: nonce.to_owned(), topic: topic.to_owned() }))
}

/// `{"v":2,"features":["keepalive"]}`: what else a client says of itself changes nothing.
fn hello(frame: &Map<String, Value>, nonce: &str) -> Option<Command> {
    let data = frame.get("data")?.as_object()?;
    let version = data.get("v")?.as_u64()?;
    let features = data.get("features").and_then(Value::as_array);
    let keepalive = features.is_some_and(|features| features.iter().any(|feature| feature == KEEPALIVE));
    (version >= VERSION).then(|| Command::Hello { nonce: nonce.to_owned(), keepalive })
}

/// What is in the text of an object.
fn content(text: &str) -> Content {
    if text.len() > Content::MAX {
        return Content::TooLong;
    }
    match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(members) => {
            let text = |(name, value): (String, Value)| (name, value.as_str().map(str::to_owned));
            Content::Members(members.into_iter().map(text).collect())
        }
        Err(_) => Content::NoObject,
    }
}

fn topics(data: &Map<String, Value>) -> Option<Vec<String>> {
    let topics = data.get("topics")?.as_array()?.iter();
    topics.map(|topic| topic.as_str().map(str::to_owned)).collect()
}

fn since(data: &Map<String, Value>) -> Option<Since> {
    Some(match data.get("since") {
        None | Some(Value::Null) => Since::Now,
        Some(Value::String(position)) => Since::All(position.clone()),
        Some(Value::Object(positions)) => {
            let each = positions.iter().map(|(topic, at)| Some((topic.clone(), at.as_str()?.to_owned())));
            Since::Each(each.collect::<Option<BTreeMap<_, _>>>()?)
        }
        Some(_) => return None,
    })
}

/// It is something else than a text, or too long.
struct Misfit;

/// A text that may be missing.
fn optional<'a>(of: &'a Map<String, Value>, name: &str, longest: usize) -> Result<Option<&'a str>, Misfit> {
    match of.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.len() <= longest => Ok(Some(text)),
        Some(_) => Err(Misfit),
    }
}

/// Many paste what belongs to a token elsewhere.
fn token(text: &str) -> Option<String> {
    let bare = ["oauth:", "Bearer "].iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
    (!bare.is_empty()).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn listening(text: &str) -> Listen {
        match parse(text) {
            Command::Listen(listen) => listen,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn what_real_clients_send_is_understood() {
        assert_eq!(parse("{\"type\":\"PING\"}\r\n"), Command::Ping);
        let expected = Listen {
            nonce: "q7".into(),
            topics: vec!["channel:update.42".into()],
            token: Some("eyJ".into()),
            ..Listen::default()
        };
        for text in [
            r#"{"type":"LISTEN","nonce":"q7","data":{"topics":["channel:update.42"],"auth_token":"eyJ"}}"#,
            r#" {"data": {"auth_token": "oauth:eyJ", "topics": ["channel:update.42"], "x": 1},
                "nonce": "q7", "type": "LISTEN"}"#,
            r#"{"type":"LISTEN","nonce":"q7","data":{"topics":["channel:update.42"],"auth_token":"Bearer eyJ","since":null}}"#,
        ] {
            assert_eq!(listening(text), expected, "{text}");
        }
        for (hello, keepalive) in [
            (r#"{"v":2}"#, false),
            (r#"{"v":2,"features":"keepalive"}"#, false),
            (r#"{"v":3,"features":["presence"],"session":"s"}"#, false),
            (r#"{"v":3,"features":[1,"keepalive"]}"#, true),
        ] {
            let hello = format!(r#"{{"type":"HELLO","nonce":"h","data":{hello}}}"#);
            assert_eq!(parse(&hello), Command::Hello { nonce: "h".into(), keepalive }, "{hello}");
        }
        let none = r#"{"type":"LISTEN","data":{"topics":["a"],"auth_token":""}}"#;
        assert_eq!((listening(none).token, listening(none).nonce), (None, String::new()));
        let unlisten = r#"{"type":"UNLISTEN","nonce":"q8","data":{"topics":["a"],"auth_token":"eyJ"}}"#;
        assert_eq!(
            parse(unlisten),
            Command::Unlisten(Unlisten { nonce: "q8".into(), topics: vec!["a".into()] })
        );
    }

    #[test]
    fn what_is_to_be_published_is_read_as_far_as_it_can_be() {
        let publish = |data: Value| {
            let frame = serde_json::json!({ "type": "PUBLISH", "nonce": "p", "data": data });
            parse(&frame.to_string())
        };
        let message = |text: &str| match publish(serde_json::json!({ "topic": "a", "message": text })) {
            Command::Publish(publish) => publish.message,
            other => panic!("{other:?}"),
        };
        let members = [("text".to_owned(), Some("hi".to_owned())), ("n".to_owned(), None)];
        assert_eq!(message(r#"{"text":"hi","n":1}"#), Content::Members(members.into()));
        for no_object in ["", "hi", "[]", "1", "{", &"[".repeat(500)] {
            assert_eq!(message(no_object), Content::NoObject, "{no_object}");
        }
        assert_eq!(message(&" ".repeat(8193)), Content::TooLong);
        let whole = publish(
            serde_json::json!({ "topic": "a", "message": "{}", "id": "x", "auth_token": "oauth:eyJ" }),
        );
        let expected = Publish {
            nonce: "p".into(),
            topic: "a".into(),
            message: Content::Members(BTreeMap::new()),
            id: Some("x".into()),
            token: Some("eyJ".into()),
        };
        assert_eq!(whole, Command::Publish(expected));
        for bad in [
            serde_json::json!({}),
            serde_json::json!({ "message": "{}" }),
            serde_json::json!({ "topic": "a" }),
            serde_json::json!({ "topic": 1, "message": "{}" }),
            serde_json::json!({ "topic": "a", "message": {} }),
            serde_json::json!({ "topic": "a", "message": "{}", "id": 1 }),
            serde_json::json!({ "topic": "a", "message": "{}", "auth_token": 1 }),
        ] {
            assert_eq!(publish(bad.clone()), Command::Malformed { nonce: "p".into() }, "{bad}");
        }
    }

    #[test]
    fn a_client_may_say_where_it_left_off() {
        let since = |since: &str| {
            listening(&format!(r#"{{"type":"LISTEN","data":{{"topics":["a"],"since":{since}}}}}"#)).since
        };
        assert_eq!(since(r#""p""#), Since::All("p".into()));
        assert_eq!(since(r#"{"a":"p"}"#).of("a"), Some("p"));
        assert_eq!(since(r#"{"a":"p"}"#).of("b"), None);
    }

    #[test]
    fn garbage_is_malformed_and_keeps_the_nonce_that_could_be_read() {
        let long = "n".repeat(65);
        for (text, nonce) in [
            ("", ""),
            ("{", ""),
            ("[]", ""),
            ("7", ""),
            ("{}", ""),
            (r#"{"nonce":"n"}"#, "n"),
            (r#"{"type":"ping","nonce":"n"}"#, "n"),
            (r#"{"type":7,"nonce":"n"}"#, "n"),
            (r#"{"type":"MESSAGE","nonce":"n"}"#, "n"),
            (r#"{"type":"LISTEN","nonce":"n"}"#, "n"),
            (r#"{"type":"LISTEN","nonce":"n","data":[]}"#, "n"),
            (r#"{"type":"LISTEN","nonce":"n","data":{}}"#, "n"),
            (r#"{"type":"LISTEN","nonce":"n","data":{"topics":"a"}}"#, "n"),
            (r#"{"type":"LISTEN","nonce":"n","data":{"topics":[1]}}"#, "n"),
            (r#"{"type":"LISTEN","nonce":"n","data":{"topics":["a"],"auth_token":1}}"#, "n"),
            (r#"{"type":"LISTEN","nonce":"n","data":{"topics":["a"],"since":1}}"#, "n"),
            (r#"{"type":"LISTEN","nonce":"n","data":{"topics":["a"],"since":{"a":1}}}"#, "n"),
            (r#"{"type":"LISTEN","nonce":"n","data":{"topics":["a"],"partial":"yes"}}"#, "n"),
            (r#"{"type":"HELLO","nonce":"n"}"#, "n"),
            (r#"{"type":"HELLO","nonce":"n","data":{}}"#, "n"),
            (r#"{"type":"HELLO","nonce":"n","data":{"v":1}}"#, "n"),
            (r#"{"type":"HELLO","nonce":"n","data":{"v":"2"}}"#, "n"),
            (r#"{"type":"PRESENCE","nonce":"n"}"#, "n"),
            (r#"{"type":"PRESENCE","nonce":"n","data":{"topic":1}}"#, "n"),
            (r#"{"type":"REAUTH","nonce":"n"}"#, "n"),
            (r#"{"type":"REAUTH","nonce":"n","data":{"auth_token":7}}"#, "n"),
            (r#"{"type":"PING","nonce":7}"#, ""),
            (&format!(r#"{{"type":"PING","nonce":"{long}"}}"#), ""),
        ] {
            assert_eq!(parse(text), Command::Malformed { nonce: nonce.to_owned() }, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_a_command_or_malformed(text in "\\PC*") {
            crate::gateway::laws::hold(&text);
        }

        #[test]
        fn whatever_json_is_sent_keeps_its_nonce(
            kind in "LISTEN|UNLISTEN|PUBLISH|PRESENCE|REAUTH|HELLO|PING|[A-Z]{0,8}",
            nonce in "[ -~]{0,64}",
            data in json(),
        ) {
            let frame = serde_json::json!({ "type": kind, "nonce": nonce.clone(), "data": data });
            crate::gateway::laws::hold(&frame.to_string());
            let kept = match parse(&frame.to_string()) {
                Command::Ping => nonce.clone(),
                Command::Listen(listen) => listen.nonce,
                Command::Unlisten(unlisten) => unlisten.nonce,
                Command::Publish(publish) => publish.nonce,
                Command::Reauth(reauth) => reauth.nonce,
                Command::Presence(presence) => presence.nonce,
                Command::Hello { nonce, .. } | Command::Malformed { nonce } => nonce,
            };
            prop_assert_eq!(kept, nonce);
        }
    }

    /// What may stand where `data` belongs: half of it is nearly right.
    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[ -~]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            let name = prop_oneof![
                Just("topics".to_owned()),
                Just("topic".to_owned()),
                Just("message".to_owned()),
                Just("id".to_owned()),
                Just("since".to_owned()),
                Just("auth_token".to_owned()),
                "[a-z]{1,4}"
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(name, inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }
}
