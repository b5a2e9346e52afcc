//! What goes over the socket.
use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Published;

/// What the client says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "UPPERCASE")]
pub(crate) enum Said<'a> {
    Ping,
    Listen { nonce: String, data: Listen<'a> },
    Publish { nonce: &'a str, data: Publish<'a> },
}

#[derive(Debug, Serialize)]
pub(crate) struct Listen<'a> {
    pub(crate) topics: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) auth_token: Option<&'a str>,
    pub(crate) since: BTreeMap<&'a str, &'a str>,
    /// One topic that is refused must not take the others with it.
    pub(crate) partial: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Publish<'a> {
    pub(crate) topic: &'a str,
    pub(crate) message: &'a str,
    pub(crate) id: &'a str,
    pub(crate) auth_token: &'a str,
}

/// What the server says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub(crate) enum Told {
    #[serde(rename = "PONG")]
    Pong,
    #[serde(rename = "RESPONSE")]
    Response {
        error: String,
        #[serde(default)]
        nonce: String,
        #[serde(default)]
        data: Answer,
    },
    #[serde(rename = "MESSAGE")]
    Message { data: Message },
    #[serde(rename = "AUTH_REVOKED")]
    AuthRevoked { data: Topics },
    #[serde(rename = "RECONNECT")]
    Reconnect {
        #[serde(default)]
        data: Option<Away>,
    },
    /// To who came by the address in RECONNECT.
    #[serde(rename = "WELCOME")]
    Welcome { data: Answer },
    /// What a newer server says.
    #[serde(other)]
    Other,
}

/// What became of a LISTEN, topic by topic, or of a PUBLISH.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    pub(crate) topics: Vec<Standing>,
    #[serde(default)]
    pub(crate) errors: Vec<Refusal>,
    #[serde(flatten)]
    pub(crate) published: Option<Published>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Standing {
    pub(crate) topic: String,
    pub(crate) position: String,
    pub(crate) recovered: Option<bool>,
}

/// Where to go.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Away {
    /// Another server goes on there with what this one knows.
    pub(crate) reconnect_url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Topics {
    pub(crate) topics: Vec<String>,
    /// Why they ended, if the server says so.
    pub(crate) reason: Option<String>,
}

/// Why a topic is not listened to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// The topic.
    pub topic: String,
    /// `ERR_BADTOPIC`, `ERR_BADAUTH`, or `AUTH_REVOKED` for one that was listened to before.
    pub code: String,
    /// More of it, for people; may be empty.
    #[serde(default)]
    pub reason: String,
}

/// Something was told on a topic.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Message {
    /// The topic, as it was asked for.
    pub topic: String,
    /// The text of a JSON object.
    pub message: String,
    /// The event's id: the same however often it is told; empty where the server gives none.
    #[serde(default)]
    pub id: String,
    /// Where to resume after it; nothing for what no log has.
    #[serde(default)]
    pub position: Option<String>,
    /// When it happened, as RFC 3339 says it.
    #[serde(default)]
    pub ts: String,
    /// Whether it was missed, and is told now.
    #[serde(default)]
    pub replayed: bool,
}

/// What the text of most messages is: a kind, and what belongs to it.
#[derive(Deserialize)]
struct Typed<T> {
    data: T,
}

#[derive(Deserialize)]
struct Kind {
    r#type: String,
}

impl Message {
    /// Its kind, if it says one: `channel:update`.
    #[must_use]
    pub fn kind(&self) -> Option<String> {
        serde_json::from_str(&self.message).ok().map(|Kind { r#type }| r#type)
    }

    /// What belongs to its kind.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.message).map(|Typed { data }| data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_written_as_the_protocol_has_it() {
        let text = |said: &Said<'_>| serde_json::to_string(said).unwrap();
        assert_eq!(text(&Said::Ping), r#"{"type":"PING"}"#);
        let data = Listen { topics: vec!["a"], auth_token: None, since: [("a", "p")].into(), partial: true };
        let expected =
            r#"{"type":"LISTEN","nonce":"1","data":{"topics":["a"],"since":{"a":"p"},"partial":true}}"#;
        assert_eq!(text(&Said::Listen { nonce: "1".into(), data }), expected);
        let data = Publish { topic: "a", message: "{}", id: "i", auth_token: "t" };
        let expected =
            r#"{"type":"PUBLISH","nonce":"1","data":{"topic":"a","message":"{}","id":"i","auth_token":"t"}}"#;
        assert_eq!(text(&Said::Publish { nonce: "1", data }), expected);
    }

    #[test]
    fn what_is_told_is_read_with_and_without_what_servers_add() {
        let read = |text: &str| serde_json::from_str::<Told>(text).unwrap();
        let bare =
            r#"{"type":"MESSAGE","data":{"topic":"t","message":"{\"type\":\"x\",\"data\":{\"n\":7}}"}}"#;
        let Told::Message { data } = read(bare) else { panic!("a message") };
        assert_eq!((data.kind().as_deref(), data.position.as_deref()), (Some("x"), None));
        assert_eq!(data.data::<BTreeMap<String, u8>>().unwrap()["n"], 7);
        assert!(data.data::<String>().is_err());
        assert!(matches!(read(r#"{"type":"RESPONSE","error":"","nonce":"1"}"#), Told::Response { .. }));
        assert!(matches!(read(r#"{"type":"RECONNECT"}"#), Told::Reconnect { data: None }));
        let away = read(r#"{"type":"RECONNECT","data":{"reconnect_url":"x","deadline_ms":7}}"#);
        let Told::Reconnect { data: Some(Away { reconnect_url }) } = away else { panic!("{away:?}") };
        assert_eq!(reconnect_url.as_deref(), Some("x"));
        assert!(matches!(read(r#"{"type":"WELCOME","data":{"v":2}}"#), Told::Welcome { .. }));
        assert!(matches!(read(r#"{"type":"KEEPALIVE"}"#), Told::Other));
    }
}
