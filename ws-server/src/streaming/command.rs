//! What a client says on an open websocket.
use serde_json::Value;

use super::streams::Named;

/// Something that a client wants; everything else that it says is ignored, as in Mastodon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Subscribe(Named),
    Unsubscribe(Named),
}

impl Command {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let said: Value = serde_json::from_str(text).ok()?;
        let one = |value: &Value| match value {
            Value::Array(parts) => parts.first().and_then(Value::as_str).map(str::to_owned),
            value => value.as_str().map(str::to_owned),
        };
        let named = || Named {
            stream: said.get("stream").and_then(one).unwrap_or_default(),
            tag: said.get("tag").and_then(one),
            list: said.get("list").and_then(one),
        };
        match said.get("type")?.as_str()? {
            "subscribe" => Some(Self::Subscribe(named())),
            "unsubscribe" => Some(Self::Unsubscribe(named())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_makes_sense_is_a_command() {
        let named = Named { stream: "hashtag".into(), tag: Some("x".into()), list: None };
        let subscribe = Command::parse(r#"{"tag":"x","type":"subscribe","stream":["hashtag"],"more":1}"#);
        assert_eq!(subscribe, Some(Command::Subscribe(named.clone())));
        let leave = Command::parse(r#" {"type":"unsubscribe","stream":"hashtag","tag":"x"} "#);
        assert_eq!(leave, Some(Command::Unsubscribe(named)));
        for ignored in ["", "hello", "[]", "1", r#"{"type":1}"#, r#"{"type":"pong"}"#, r#"{"stream":"user"}"#]
        {
            assert_eq!(Command::parse(ignored), None, "{ignored:?}");
        }
    }
}
