//! What the gateway tells of an event.
use bytes::Bytes;
use domain::realtime::{Cursor, Event, Logged};
use serde_json::{Value, json};
use service::realtime::{Label, Told};
use wire::gateway::{Message, message};

use crate::frame;

/// The frame of an event on a topic.
pub(crate) fn frame_of(
    event: &Logged,
    told: &Told,
    Label(topic): &Label,
    cursor: Option<Cursor>,
    replayed: bool,
) -> Bytes {
    let envelope = &event.envelope;
    let inner = match &envelope.event {
        // word for word
        Event::Announced(announced) => announced.message.clone(),
        _ => inner(told),
    };
    frame::text(&message(&Message {
        topic,
        message: &inner,
        id: envelope.id,
        time: envelope.time,
        cursor,
        replayed,
    }))
}

/// What is in the message: its kind, and an object. Where streams of Mastodon say an id alone, it is in one.
fn inner(Told { name, payload }: &Told) -> String {
    match payload.as_bytes() {
        [] => format!(r#"{{"type":"{name}","data":{{}}}}"#),
        [b'{', ..] => format!(r#"{{"type":"{name}","data":{payload}}}"#),
        _ => json!({ "type": Value::from(*name), "data": { "id": payload } }).to_string(),
    }
}
