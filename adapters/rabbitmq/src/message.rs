//! An event as the broker carries it.
use std::sync::Arc;

use domain::realtime::{Logged, Passing};
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};

/// JSON of the whole: what the log gave, the listener gets.
pub(crate) fn body(event: &Logged) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(event)
}

/// The same of what is kept nowhere.
pub(crate) fn passing_body(passing: &Passing) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(passing)
}

/// For people and tools that look at the broker; we read the body only.
pub(crate) fn properties(event: &Logged) -> BasicProperties {
    let mut headers = FieldTable::default();
    headers.insert("position".into(), AMQPValue::LongLongInt(event.position.number().cast_signed()));
    BasicProperties::default()
        .with_content_type("application/json".into())
        .with_delivery_mode(TRANSIENT)
        .with_message_id(event.envelope.id.to_string().into())
        .with_type(event.envelope.event.kind().into())
        .with_headers(headers)
}

/// The same of what is kept nowhere.
pub(crate) fn passing_properties(passing: &Passing) -> BasicProperties {
    BasicProperties::default()
        .with_content_type("application/json".into())
        .with_delivery_mode(TRANSIENT)
        .with_message_id(passing.id.to_string().into())
}

/// The truth is in the log, so the broker need not write anything to disk.
const TRANSIENT: u8 = 1;

/// What was in a body.
pub(crate) fn read(body: &[u8]) -> serde_json::Result<Arc<Logged>> {
    serde_json::from_slice(body).map(Arc::new)
}

/// The same of what is kept nowhere.
pub(crate) fn read_passing(body: &[u8]) -> serde_json::Result<Arc<Passing>> {
    serde_json::from_slice(body).map(Arc::new)
}
