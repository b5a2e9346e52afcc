//! Frames to the client: compact, `type` first, text only.
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use domain::realtime::{Cursor, Fleeting};
use serde::Serialize;
use serde_json::{Value, json};
use service::realtime::gateway::{Answer, Code, Content, Welcome};
use uuid::Uuid;

use super::command::VERSION;
use crate::mastodon::Moment;
use crate::rookery::told_in_passing;

/// What there is beyond the protocol of old: positions, `since`, `partial`, reasons beside errors, PUBLISH, PRESENCE, REAUTH, an address to go on at,
/// KEEPALIVE for those who want it.
const FEATURES: [&str; 9] =
    ["position", "since", "partial", "errors", "publish", "presence", "reauth", "reconnect_url", "keepalive"];

/// We live too.
pub const PONG: &str = r#"{"type":"PONG"}"#;
/// We live, although nothing happens.
pub const KEEPALIVE: &str = r#"{"type":"KEEPALIVE"}"#;
/// Why topics end: with the token that they were listened to by.
const REVOKED: &str = "authorization_revoked";
/// This server goes away, now; connect again.
pub const RECONNECT: &str = r#"{"type":"RECONNECT"}"#;

/// The same, where so much time is left for what is on its way; whoever comes by that address goes on with what they listen to.
#[must_use]
pub fn reconnect(within: Duration, address: Option<&str>) -> String {
    let mut data = json!({ "deadline_ms": u64::try_from(within.as_millis()).unwrap_or(u64::MAX) });
    if let Some(address) = address {
        data["reconnect_url"] = address.into();
    }
    format!(r#"{{"type":"RECONNECT","data":{data}}}"#)
}

/// WELCOME: what one may do here, for clients that said HELLO.
#[must_use]
pub fn welcome(welcome: &Welcome) -> String {
    greeting(welcome, serde_json::Map::new())
}

/// WELCOME, for clients that came by the address in RECONNECT: with what they go on with, or why they do not.
#[must_use]
pub fn resumed(welcome: &Welcome, answer: &Answer) -> String {
    let mut more = details(answer);
    more.insert("resumed".to_owned(), answer.error.is_none().into());
    let reason = answer.error.map(|code| match code {
        Code::BadMessage | Code::BadTopic | Code::BadAuth => "session_unknown",
        Code::Server => "unavailable",
    });
    more.extend(reason.map(|reason| ("reason".to_owned(), reason.into())));
    greeting(welcome, more)
}

fn greeting(welcome: &Welcome, more: serde_json::Map<String, Value>) -> String {
    let mut data = json!({
        "v": VERSION,
        "max_topics": welcome.topics,
        "ping_within_sec": welcome.ping.as_secs(),
        "max_message_bytes": Content::MAX,
        "features": FEATURES,
    });
    if let Some(keepalive) = welcome.keepalive {
        data["keepalive_sec"] = keepalive.as_secs().into();
    }
    more.into_iter().for_each(|(name, value)| data[name] = value);
    format!(r#"{{"type":"WELCOME","nonce":{},"data":{data}}}"#, Value::from(&*welcome.nonce))
}

/// RESPONSE: exactly one for each command but PING. `error` and `nonce` are always texts.
#[must_use]
pub fn answer(answer: &Answer) -> String {
    let error = answer.error.map_or("", |code| code.as_str());
    let mut frame =
        format!(r#"{{"type":"RESPONSE","error":"{error}","nonce":{}"#, Value::from(&*answer.nonce));
    let data = details(answer);
    if !data.is_empty() {
        let _ = write!(frame, r#","data":{}"#, Value::Object(data));
    }
    frame.push('}');
    frame
}

/// What became of a command, beyond that it was refused or not.
fn details(answer: &Answer) -> serde_json::Map<String, Value> {
    let mut data = serde_json::Map::new();
    if !answer.topics.is_empty() {
        let topics = answer.topics.iter().map(|standing| {
            let mut topic = json!({ "topic": standing.topic, "position": standing.cursor.to_string() });
            if let Some(recovered) = standing.recovered {
                topic["recovered"] = recovered.into();
            }
            topic
        });
        data.insert("topics".to_owned(), topics.collect());
        let asked: Vec<bool> = answer.topics.iter().filter_map(|standing| standing.recovered).collect();
        if !asked.is_empty() {
            data.insert("recovered".to_owned(), asked.iter().all(|&recovered| recovered).into());
        }
    }
    if let Some(published) = answer.published {
        data.insert("id".to_owned(), json!(published.id));
        data.extend(published.cursor.map(|cursor| ("position".to_owned(), cursor.to_string().into())));
    }
    let present = answer.present.and_then(|present| told_in_passing(&Fleeting::Present(present)));
    data.extend(present.map(|(_, present)| ("presence".to_owned(), present)));
    if !answer.refused.is_empty() {
        let errors = answer.refused.iter().map(|refused| {
            json!({ "topic": refused.topic, "code": refused.code.as_str(), "reason": refused.reason })
        });
        data.insert("errors".to_owned(), errors.collect());
    }
    data
}

/// AUTH_REVOKED: what allowed these topics has ended, and what that was.
#[must_use]
pub fn auth_revoked(topics: &[Arc<str>]) -> String {
    let topics: Vec<&str> = topics.iter().map(AsRef::as_ref).collect();
    format!(r#"{{"type":"AUTH_REVOKED","data":{{"topics":{},"reason":"{REVOKED}"}}}}"#, json!(topics))
}

/// What is told of an event under a topic.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// As the client wrote it.
    pub topic: &'a str,
    /// JSON text: an object.
    pub message: &'a str,
    /// The event's id.
    pub id: Uuid,
    /// When it happened.
    pub time: Timestamp,
    /// Where to resume after it; nothing for what no log has.
    pub cursor: Option<Cursor>,
    /// Whether it was missed, and is told now.
    pub replayed: bool,
}

/// The fields beyond the protocol's own two.
#[derive(Serialize)]
struct Data<'a> {
    topic: &'a str,
    message: &'a str,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<String>,
    ts: Moment,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    replayed: bool,
}

/// MESSAGE: `data.message` is a text that holds JSON.
#[must_use]
pub fn message(message: &Message<'_>) -> String {
    let Message { topic, message, id, time, cursor, replayed } = *message;
    let position = cursor.map(|cursor| cursor.to_string());
    let data = Data { topic, message, id, position, ts: Moment(time), replayed };
    // texts and numbers alone: this can't fail
    let data = serde_json::to_string(&data).unwrap_or_default();
    format!(r#"{{"type":"MESSAGE","data":{data}}}"#)
}

#[cfg(test)]
mod tests {
    use domain::realtime::{LogId, Position};
    use service::realtime::gateway::{Code, Published, Refused, Standing};

    use super::*;

    fn cursor() -> Cursor {
        Cursor { log: LogId(Uuid::from_u128(1)), position: Position::new(7) }
    }

    #[test]
    fn an_answer_has_its_three_texts_always_and_more_where_there_is_more() {
        let check = |given: Answer, expected: &str| assert_eq!(answer(&given), expected);
        check(Answer::done(""), r#"{"type":"RESPONSE","error":"","nonce":""}"#);
        check(
            Answer::refusing("q\"7", Code::BadAuth),
            r#"{"type":"RESPONSE","error":"ERR_BADAUTH","nonce":"q\"7"}"#,
        );
        let standing =
            Standing { topic: "channel:update.42".into(), cursor: cursor(), recovered: Some(true) };
        check(
            Answer { topics: vec![standing], ..Answer::done("a") },
            &format!(
                r#"{{"type":"RESPONSE","error":"","nonce":"a","data":{{"recovered":true,"topics":[{{"position":"{}","recovered":true,"topic":"channel:update.42"}}]}}}}"#,
                cursor()
            ),
        );
        let published = Published { id: Uuid::from_u128(2), cursor: Some(cursor()) };
        check(
            Answer { published: Some(published), ..Answer::done("p") },
            &format!(
                r#"{{"type":"RESPONSE","error":"","nonce":"p","data":{{"id":"00000000-0000-0000-0000-000000000002","position":"{}"}}}}"#,
                cursor()
            ),
        );
        let refused = Refused { topic: "x".into(), code: Code::BadTopic, reason: "topic_unknown".into() };
        check(
            Answer { refused: vec![refused], ..Answer::refusing("a", Code::BadTopic) },
            r#"{"type":"RESPONSE","error":"ERR_BADTOPIC","nonce":"a","data":{"errors":[{"code":"ERR_BADTOPIC","reason":"topic_unknown","topic":"x"}]}}"#,
        );
    }

    #[test]
    fn who_asks_is_told_the_rules_and_how_long_they_may_stay() {
        let ping = Duration::from_secs(345);
        let rules = Welcome { nonce: "h".into(), topics: 50, ping, keepalive: None };
        let asked = Welcome { keepalive: Some(Duration::from_secs(30)), ..rules.clone() };
        let asked: Value = serde_json::from_str(&welcome(&asked)).unwrap();
        assert_eq!(asked["data"]["keepalive_sec"], 30);
        let told = welcome(&rules);
        assert!(told.starts_with(r#"{"type":"WELCOME","nonce":"h","data":{"#), "{told}");
        let told: Value = serde_json::from_str(&told).unwrap();
        let data = &told["data"];
        assert_eq!(
            (&data["v"], &data["max_topics"], &data["ping_within_sec"]),
            (&json!(2), &json!(50), &json!(345))
        );
        assert_eq!(data["keepalive_sec"], Value::Null);
        let check = |address, expected: &str| {
            let expected = format!(r#"{{"type":"RECONNECT","data":{{"deadline_ms":10000{expected}}}}}"#);
            assert_eq!(reconnect(Duration::from_secs(10), address), expected);
        };
        check(None, "");
        check(Some("ws://a/pubsub?session=k"), r#","reconnect_url":"ws://a/pubsub?session=k""#);
    }

    #[test]
    fn who_goes_on_is_told_with_what_or_why_not() {
        let told = |answer: &Answer| -> Value {
            let ping = Duration::from_secs(345);
            let rules = Welcome { nonce: String::new(), topics: 50, ping, keepalive: None };
            let told: Value = serde_json::from_str(&resumed(&rules, answer)).unwrap();
            assert_eq!(
                (&told["type"], &told["nonce"], &told["data"]["v"]),
                (&json!("WELCOME"), &json!(""), &json!(2))
            );
            told["data"].clone()
        };
        let standing = Standing { topic: "a".into(), cursor: cursor(), recovered: Some(true) };
        let goes_on = told(&Answer { topics: vec![standing], ..Answer::done("") });
        assert_eq!((&goes_on["resumed"], &goes_on["topics"][0]["recovered"]), (&json!(true), &json!(true)));
        assert_eq!(goes_on["reason"], Value::Null);
        for (code, reason) in [(Code::BadAuth, "session_unknown"), (Code::Server, "unavailable")] {
            let anew = told(&Answer::refusing("", code));
            assert_eq!((&anew["resumed"], &anew["reason"]), (&json!(false), &json!(reason)));
        }
    }

    #[test]
    fn a_message_holds_its_json_as_a_text() {
        let given = Message {
            topic: "channel:update.42",
            message: r#"{"type":"x","data":{"title":"Hi \"you\""}}"#,
            id: Uuid::from_u128(2),
            time: Timestamp::UNIX_EPOCH,
            cursor: Some(cursor()),
            replayed: true,
        };
        let text = message(&given);
        assert!(
            text.starts_with(r#"{"type":"MESSAGE","data":{"topic":"channel:update.42","message":"{\"#),
            "{text}"
        );
        let frame: Value = serde_json::from_str(&text).unwrap();
        let inner: Value = serde_json::from_str(frame["data"]["message"].as_str().unwrap()).unwrap();
        assert_eq!(inner["data"]["title"], r#"Hi "you""#);
        assert_eq!(frame["data"]["position"], cursor().to_string());
        assert_eq!(frame["data"]["replayed"], true);
    }

    #[test]
    fn topics_that_ended_are_named_as_the_client_wrote_them() {
        let topics: [Arc<str>; 2] = ["timeline:home.7".into(), "user:notification.7".into()];
        let expected = r#"{"type":"AUTH_REVOKED","data":{"topics":["timeline:home.7","user:notification.7"],"reason":"authorization_revoked"}}"#;
        assert_eq!(auth_revoked(&topics), expected);
    }
}
