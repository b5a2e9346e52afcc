//! `/api/rookery/v1/shop/events` and `.../models`: what happened, and how what follows from it is.
use domain::shop::catalog::PageAsked;
use serde_json::{Value, json};

use super::shop::{keepers, operation, query, shown_plainly, whole};
use super::words::{Paths, object, text};

/// What can be asked for.
pub(super) fn paths() -> Paths {
    Paths::from_iter([
        ("/api/rookery/v1/shop/events".to_owned(), json!({ "get": events() })),
        ("/api/rookery/v1/shop/models".to_owned(), json!({ "get": models() })),
    ])
}

/// What more than one operation speaks of.
pub(super) fn schemas() -> Vec<(&'static str, Value)> {
    let count = || json!({ "type": "integer", "minimum": 0 });
    let maybe = |of: &str| json!({ "type": [of, "null"] });
    let event = object(&[
        ("position", count()),
        ("stream", text("What it happened to")),
        ("version", count()),
        ("id", json!({ "type": "string", "format": "uuid" })),
        ("kind", text("What kind of thing happened")),
        ("schema", count()),
        ("at", json!({ "type": "string", "format": "date-time" })),
        ("actor", maybe("string")),
        ("correlation", json!({ "type": "string", "format": "uuid" })),
        ("causation", maybe("string")),
        (
            "payload",
            json!({ "description": "What is said of it; whoever has left for good, or is suspended, is called erased" }),
        ),
    ]);
    let model = object(&[
        ("name", text("What it is called")),
        ("position", count()),
        ("lag", count()),
        ("loaded", json!({ "type": "boolean" })),
        ("stopped", maybe("string")),
        ("size", count()),
        ("applied", count()),
    ]);
    let list = |of: Value| json!({ "type": "array", "items": of });
    vec![
        ("PastEvents", object(&[("events", list(event)), ("before", maybe("integer"))])),
        ("Models", object(&[("position", count()), ("models", list(model)), ("carried", count())])),
    ]
}

fn events() -> Value {
    let name = |longest: u64| json!({ "type": "string", "maxLength": longest });
    let time = json!({ "type": "string", "format": "date-time" });
    let parameters = [
        query("stream", &name(128), "Only what happened to this"),
        query("kind", &name(64), "Only such things"),
        query("since", &time, "Only what happened then, or later"),
        query("until", &time, "Only what happened before then"),
        query("before", &whole(0, i64::MAX), "Only what has a lower position"),
        query("limit", &whole(1, PageAsked::LARGEST), "How many"),
    ];
    let answers = [("200", shown_plainly("What happened, the newest first", "PastEvents"))];
    keepers(operation(
        "pastEvents",
        "What happened in the shop; for those who keep it",
        &parameters,
        &answers,
    ))
}

fn models() -> Value {
    let answers = [("200", shown_plainly("How they are", "Models"))];
    keepers(operation("models", "How the models of the shop are; for those who keep it", &[], &answers))
}
