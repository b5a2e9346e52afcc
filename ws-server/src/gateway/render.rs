//! What the gateway tells of an event.
use bytes::Bytes;
use domain::realtime::{Cursor, Event, Logged, Passing};
use serde_json::{Value, json};
use service::realtime::{Label, Told};
use wire::gateway::{Message, message};
use wire::rookery::told_in_passing;

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

/// The frame of something that is kept nowhere.
pub(crate) fn passing(passing: &Passing, Label(topic): &Label) -> Option<Bytes> {
    let (name, data) = told_in_passing(&passing.what)?;
    let inner = json!({ "type": name, "data": data }).to_string();
    let Passing { id, time, .. } = *passing;
    let told = Message { topic, message: &inner, id, time, cursor: None, replayed: false };
    Some(frame::text(&message(&told)))
}

/// What is in the message: its kind, and an object. Where streams of Mastodon say an id alone, it is in one.
fn inner(Told { name, payload }: &Told) -> String {
    match payload.as_bytes() {
        [] => format!(r#"{{"type":"{name}","data":{{}}}}"#),
        [b'{', ..] => format!(r#"{{"type":"{name}","data":{payload}}}"#),
        _ => json!({ "type": Value::from(*name), "data": { "id": payload } }).to_string(),
    }
}
