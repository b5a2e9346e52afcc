//! `/api/rookery/v1/channels`: channels, those who follow them, their points, and what is said there.
use domain::channels::{Category, MessageKey, MessageText, Points, Title};
use serde_json::{Value, json};

use super::words::{
    Paths, answer, done, moment, object, of_one, operation, reference, refusal, text, with_body,
};

const CHANNELS: &str = "/api/rookery/v1/channels";

/// What can be asked for.
pub(super) fn paths() -> Paths {
    Paths::from_iter([
        ("/api/rookery/v1/channel".to_owned(), json!({ "put": present() })),
        (
            CHANNELS.to_owned(),
            json!({ "get": listed(operation("channels", "Channels, the newest accounts' first", &[
                ("200", list("The channels; X-Rookery-Position says as of when", &reference("Channel"))),
            ]), &[("live", json!({ "type": "boolean" }), "Only those where something is on")]) }),
        ),
        (
            format!("{CHANNELS}/{{id}}"),
            json!({ "get": of_channel(operation("channel", "A channel", &[shown("The channel"), gone()])) }),
        ),
        (
            format!("{CHANNELS}/{{id}}/follow"),
            json!({
                "post": member(operation("followChannel", "Follows a channel", &[
                    shown("It is followed"), gone(), ("403", refusal("It is one's own")),
                ])),
                "delete": member(operation("unfollowChannel", "Follows a channel no longer", &[
                    shown("It is not followed"), gone(),
                ])),
            }),
        ),
        (
            format!("{CHANNELS}/{{id}}/points"),
            json!({
                "get": member(operation("points", "One's own points in a channel", &[has(), gone()])),
                "post": with_body(member(operation("givePoints", "Gives somebody points in one's own channel", &[
                    has(), gone(), ("403", refusal("It is somebody else's channel")),
                ])), &grant()),
            }),
        ),
        (
            format!("{CHANNELS}/{{id}}/messages"),
            json!({
                "get": listed(of_channel(operation("messages", "What was said, the latest first", &[
                    ("200", list("The messages; X-Rookery-Position says as of when", &reference("Message"))), gone(),
                ])), &[]),
                "post": with_body(member(operation("say", "Says something", &[
                    ("200", answer("It was said, now or before", &reference("Message"))), gone(),
                    ("403", refusal("The owner does not want to hear it")),
                    ("409", refusal("Something else was said under this id")),
                ])), &new_message()),
            }),
        ),
        (format!("{CHANNELS}/{{id}}/messages/{{message}}"), json!({ "delete": unsay() })),
    ])
}

/// What more than one operation speaks of.
pub(super) fn schemas() -> [(&'static str, Value); 3] {
    let number = json!({ "type": "string", "pattern": "^[0-9]+$" });
    let account = json!({ "type": "object", "description": "Mastodon's Account" });
    let count = json!({ "type": "integer", "minimum": 0 });
    let mut channel = object(&[
        ("id", number.clone()),
        ("account", account.clone()),
        ("title", text("What is on")),
        ("category", text("What kind of thing that is; empty for none")),
        ("live", json!({ "type": "boolean", "description": "Whether something is on now" })),
        ("followers_count", count.clone()),
        ("position", text("Where the log stood before: whoever listens since then misses nothing")),
    ]);
    channel["properties"]["following"] = json!({ "type": "boolean", "description": "Whether the reader follows it; only where it is known who reads" });
    let points = object(&[("channel", number.clone()), ("account", number.clone()), ("points", count)]);
    let message = object(&[
        ("id", number.clone()),
        ("room", number),
        ("account", account),
        ("text", text("What was said")),
        ("at", moment("When")),
    ]);
    [("Channel", channel), ("ChannelPoints", points), ("Message", message)]
}

fn present() -> Value {
    let mut form = object(&[("title", line(Title::MAX))]);
    form["properties"]["category"] = line(Category::MAX);
    form["properties"]["live"] = json!({ "type": ["boolean", "null"] });
    let present = operation(
        "present",
        "Opens one's channel, or has it say something else",
        &[shown("The channel"), ("422", refusal("A field breaks a rule"))],
    );
    with_body(bearing(present), &form)
}

fn grant() -> Value {
    object(&[
        ("account", json!({ "type": "string", "description": "To whom" })),
        ("points", json!({ "type": "integer", "minimum": 1, "maximum": Points::AT_ONCE })),
    ])
}

fn new_message() -> Value {
    let mut form = object(&[("text", line(MessageText::MAX))]);
    form["properties"]["id"] = json!({
        "type": ["string", "null"], "maxLength": MessageKey::MAX,
        "description": "The client's own name for it: the same again is the same message",
    });
    form
}

fn unsay() -> Value {
    let mut unsay = member(operation(
        "unsay",
        "Takes a message away: one's own, or any in one's channel",
        &[("200", done("It is gone")), gone(), ("403", refusal("It is somebody else's"))],
    ));
    if let Some(parameters) = unsay["parameters"].as_array_mut() {
        parameters.push(json!({
            "name": "message", "in": "path", "required": true, "description": "The message",
            "schema": { "type": "string", "pattern": "^[0-9]{1,19}$" },
        }));
    }
    unsay
}

pub(super) fn line(max: usize) -> Value {
    json!({ "type": "string", "maxLength": max })
}

pub(super) fn list(description: &str, items: &Value) -> Value {
    answer(description, &json!({ "type": "array", "items": items }))
}

fn shown(description: &str) -> (&'static str, Value) {
    ("200", answer(description, &reference("Channel")))
}

fn has() -> (&'static str, Value) {
    ("200", answer("What they have now", &reference("ChannelPoints")))
}

pub(super) fn gone() -> (&'static str, Value) {
    ("404", refusal("There is no such channel"))
}

pub(super) fn of_channel(operation: Value) -> Value {
    of_one(operation, "The channel", &json!({ "type": "string", "pattern": "^[0-9]{1,19}$" }))
}

pub(super) fn member(operation: Value) -> Value {
    bearing(of_channel(operation))
}

/// For those who show a token.
fn bearing(mut operation: Value) -> Value {
    operation["responses"]["401"] = refusal("The token is missing, or not valid");
    operation["security"] = json!([{ "bearer": [] }]);
    operation
}

/// A page of a list, besides what is said of it.
pub(super) fn listed(mut operation: Value, more: &[(&str, Value, &str)]) -> Value {
    let id = json!({ "type": "string" });
    let paging = [
        ("max_id", id.clone(), "Older than this"),
        ("since_id", id.clone(), "Newer than this, the newest"),
        ("min_id", id, "Newer than this, the ones just above it"),
        ("limit", json!({}), "How many at the most; what is no number counts as the usual one"),
    ];
    let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    parameters.extend(paging.iter().chain(more).map(|(name, schema, what)| {
        json!({ "name": name, "in": "query", "required": false, "schema": schema, "description": what })
    }));
    operation["parameters"] = parameters.into();
    operation
}
