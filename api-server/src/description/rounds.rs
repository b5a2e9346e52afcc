//! `/api/rookery/v1/predictions` and `/api/rookery/v1/polls`: what is asked in channels.
use domain::channels::{NewChannelPoll, NewPrediction, Points};
use serde_json::{Value, json};

use super::channels::{gone, line, list, listed, member, of_channel};
use super::words::{Paths, answer, moment, object, operation, reference, refusal, text, with_body};

const ROOT: &str = "/api/rookery/v1";

/// What can be asked for.
pub(super) fn paths() -> Paths {
    let shown = |what: &str| ("200", answer("As it stands now", &reference(what)));
    let all =
        |what: &str| ("200", list("The latest first; X-Rookery-Position says as of when", &reference(what)));
    let late = ("409", refusal("It is over, or something else is there"));
    let own = ("403", refusal("It is somebody else's channel"));
    let guess = |id: &str, summary: &str| {
        member(operation(id, summary, &[shown("Prediction"), gone(), own.clone(), late.clone()]))
    };
    let ask = |id: &str, summary: &str| {
        member(operation(id, summary, &[shown("ChannelPoll"), gone(), own.clone(), late.clone()]))
    };
    let place = json!({ "type": "integer", "minimum": 0, "description": "Its place, counted from zero" });
    let points = json!({ "type": "integer", "minimum": 1, "maximum": Points::AT_ONCE });
    let outcome = object(&[("outcome", place.clone())]);
    Paths::from_iter([
        (
            format!("{ROOT}/channels/{{id}}/predictions"),
            json!({
                "get": listed(of_channel(operation("predictions", "The predictions of a channel", &[all("Prediction"), gone()])), &[]),
                "post": with_body(guess("predict", "Begins a prediction in one's own channel"), &new_prediction()),
            }),
        ),
        (
            format!("{ROOT}/predictions/{{id}}"),
            json!({
                "get": of_channel(operation("prediction", "A prediction", &[shown("Prediction"), gone()])),
            }),
        ),
        (
            format!("{ROOT}/predictions/{{id}}/stakes"),
            json!({
                "post": with_body(guess("stake", "Puts points on an outcome"), &object(&[("outcome", place.clone()), ("points", points)])),
            }),
        ),
        (
            format!("{ROOT}/predictions/{{id}}/lock"),
            json!({
                "post": guess("lockPrediction", "Lets nobody stake any more"),
            }),
        ),
        (
            format!("{ROOT}/predictions/{{id}}/resolve"),
            json!({
                "post": with_body(guess("resolvePrediction", "Says what came true"), &outcome),
            }),
        ),
        (
            format!("{ROOT}/predictions/{{id}}/cancel"),
            json!({
                "post": guess("cancelPrediction", "Gives everything back"),
            }),
        ),
        (
            format!("{ROOT}/channels/{{id}}/polls"),
            json!({
                "get": listed(of_channel(operation("polls", "The polls of a channel", &[all("ChannelPoll"), gone()])), &[]),
                "post": with_body(ask("askChannel", "Begins a poll in one's own channel"), &new_poll()),
            }),
        ),
        (
            format!("{ROOT}/polls/{{id}}"),
            json!({
                "get": of_channel(operation("poll", "A poll", &[shown("ChannelPoll"), gone()])),
            }),
        ),
        (
            format!("{ROOT}/polls/{{id}}/votes"),
            json!({
                "post": with_body(ask("vote", "Votes"), &object(&[("choice", place)])),
            }),
        ),
        (
            format!("{ROOT}/polls/{{id}}/end"),
            json!({ "post": ask("endPoll", "Ends a poll before its time is over") }),
        ),
    ])
}

/// What more than one operation speaks of.
pub(super) fn schemas() -> [(&'static str, Value); 2] {
    let id = json!({ "type": "string", "pattern": "^[0-9]+$" });
    let count = json!({ "type": "integer", "minimum": 0 });
    let maybe = json!({ "type": ["integer", "null"], "minimum": 0 });
    let titled = |counted: &[&str]| {
        let mut fields = vec![("title", text("What"))];
        fields.extend(counted.iter().map(|name| (*name, count.clone())));
        json!({ "type": "array", "items": object(&fields) })
    };
    let stake = object(&[("outcome", count.clone()), ("points", count.clone()), ("paid", maybe.clone())]);
    let prediction = object(&[
        ("id", id.clone()),
        ("channel", id.clone()),
        ("title", text("What is asked")),
        ("status", json!({ "enum": ["active", "locked", "resolved", "cancelled"] })),
        ("outcomes", titled(&["points", "people"])),
        ("winner", maybe.clone()),
        ("began_at", moment("When it began")),
        ("closes_at", moment("Until when one may stake")),
        ("stake", json!({ "anyOf": [stake, { "type": "null" }] })),
        ("position", text("Where the log stood before")),
    ]);
    let poll = object(&[
        ("id", id.clone()),
        ("channel", id),
        ("question", text("What is asked")),
        ("status", json!({ "enum": ["active", "ended"] })),
        ("choices", titled(&["votes"])),
        ("began_at", moment("When it began")),
        ("ends_at", moment("Until when one may vote")),
        ("own_choice", maybe),
        ("position", text("Where the log stood before")),
    ]);
    [("Prediction", prediction), ("ChannelPoll", poll)]
}

fn new_prediction() -> Value {
    let outcomes = json!({
        "type": "array", "items": line(NewPrediction::OUTCOME),
        "minItems": NewPrediction::FEWEST, "maxItems": NewPrediction::MOST,
    });
    let window = json!({ "type": "integer", "minimum": 1, "maximum": NewPrediction::LONGEST });
    object(&[("title", line(NewPrediction::TITLE)), ("outcomes", outcomes), ("window", window)])
}

fn new_poll() -> Value {
    let choices = json!({
        "type": "array", "items": line(NewChannelPoll::CHOICE),
        "minItems": NewChannelPoll::FEWEST, "maxItems": NewChannelPoll::MOST,
    });
    let (min, max) = (NewChannelPoll::SHORTEST, NewChannelPoll::LONGEST);
    let seconds = json!({ "type": "integer", "minimum": min, "maximum": max });
    object(&[("question", line(NewChannelPoll::QUESTION)), ("choices", choices), ("seconds", seconds)])
}
