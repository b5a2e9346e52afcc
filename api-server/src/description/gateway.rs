//! Running the live gateway.
use domain::realtime::{AnnouncementKey, LiveMessage, LiveTopic};
use serde_json::{Value, json};

use super::words::{Paths, answer, done, object, operation, refusal, text, with_body};

/// What can be asked for.
pub(super) fn paths() -> Paths {
    Paths::from_iter([
        (
            "/api/rookery/v1/topics".to_owned(),
            json!({ "get": operation("topics", "What there is to listen to at the gateway", &[
                ("200", answer("The catalogue", &json!({ "type": "array", "items": topic() }))),
            ]) }),
        ),
        (
            "/api/rookery/v1/admin/gateway/publish".to_owned(),
            json!({ "post": with_body(by_an_operator("publishOnTopic", "Tells something on a topic", &[
                ("200", answer("It will be heard; the same id with the same words gets the same answer", &told())),
                ("409", refusal("This id was used for something else")),
                ("422", refusal("There is no such topic, or the message is none")),
            ]), &telling()) }),
        ),
        (
            "/api/rookery/v1/admin/gateway/revoke".to_owned(),
            json!({ "post": with_body(by_an_operator("revokeOnTopics", "Ends a token, a session, or everything of an account", &[
                ("200", done("It is ended, and what was listened to by it")),
                ("404", refusal("There was nothing of the kind")),
                ("422", refusal("It must be one of the three")),
            ]), &ending()) }),
        ),
    ])
}

fn topic() -> Value {
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    object(&[
        ("name", text("What stands before the dot")),
        ("meaning", text("What it carries")),
        ("argument", text("What the number after the dot is")),
        ("class", text("What becomes of what nobody hears: durable topics can be resumed")),
        (
            "scope",
            json!({ "type": ["string", "null"], "description": "The scope that a token needs; null where anybody may listen" }),
        ),
        ("types", texts),
        ("schema", json!({ "type": "object", "description": "JSON Schema of a message's data" })),
        ("example", object(&[("topic", text("A topic")), ("message", json!({ "type": "object" }))])),
    ])
}

/// With a token of `tokens create --admin`.
fn by_an_operator(id: &str, summary: &str, answers: &[(&str, Value)]) -> Value {
    let no_token = refusal("There is no token, or none that is good");
    let other_token = refusal("The token is for something else");
    let answers = [answers, &[("401", no_token), ("403", other_token)]].concat();
    let mut operation = operation(id, summary, &answers);
    operation["security"] = json!([{ "bearer": [] }]);
    operation
}

fn telling() -> Value {
    let mut form = object(&[
        (
            "topic",
            json!({ "type": "string", "maxLength": LiveTopic::LONGEST, "description": "One of the catalogue" }),
        ),
        (
            "message",
            json!({ "type": "string", "maxLength": LiveMessage::MAX, "description": "The text of a JSON object, which listeners get as it is" }),
        ),
    ]);
    form["properties"]["id"] = json!({
        "type": "string", "minLength": 1, "maxLength": AnnouncementKey::MAX, "pattern": "^[A-Za-z0-9_.:-]+$",
        "description": "What makes it safe to try again",
    });
    form
}

fn told() -> Value {
    object(&[("id", text("The id that listeners get it with")), ("topic", text("Where it was told"))])
}

fn ending() -> Value {
    json!({ "type": "object", "properties": {
        "token": { "type": "string", "description": "A bearer token of ours" },
        "session": { "type": "string", "format": "uuid", "description": "A session; its account has to be named too" },
        "account": { "type": "string", "pattern": "^[0-9]{1,19}$", "description": "An account" },
    } })
}
