//! From events to what the store keeps, and back.
use domain::realtime::Cause;
use domain::shop::ShopEvent;
use serde::Serialize;
use sourcing::{Append, Entry, Fact, Kind, Misread, StreamName, Version};
use uuid::Uuid;

use super::ShopError;
use crate::PortError;

/// The version of today's shapes.
const SHAPE: u16 = 1;

/// What one command leads to, stream by stream: all of it is appended at once.
pub(crate) struct Telling<'a> {
    cause: &'a Cause,
    told: usize,
    appends: Vec<Append>,
}

impl<'a> Telling<'a> {
    pub(crate) fn new(cause: &'a Cause) -> Self {
        Self { cause, told: 0, appends: vec![] }
    }

    /// Tells these events of a stream that stands there. Each has an id that follows from the command's.
    pub(crate) fn tell<E: ShopEvent>(
        &mut self,
        stream: StreamName,
        expected: Version,
        events: &[E],
    ) -> Result<(), PortError> {
        let mut facts = Vec::with_capacity(events.len());
        for event in events {
            facts.push(self.fact(event.kind(), event)?);
        }
        if !facts.is_empty() {
            self.appends.push(Append { stream, expected, facts });
        }
        Ok(())
    }

    /// Tells one thing in a stream of its own, which has to be new, before all others.
    pub(crate) fn begin(
        &mut self,
        stream: StreamName,
        kind: &str,
        payload: &impl Serialize,
    ) -> Result<(), PortError> {
        let facts = vec![self.fact(kind, payload)?];
        self.appends.insert(0, Append { stream, expected: Version::NONE, facts });
        Ok(())
    }

    pub(crate) fn into_appends(self) -> Vec<Append> {
        self.appends
    }

    /// Something that happened because of it, for a stream that others tell of as well.
    pub(crate) fn fact(&mut self, kind: &str, payload: &impl Serialize) -> Result<Fact, PortError> {
        let id = Uuid::new_v5(&self.cause.id, &self.told.to_be_bytes());
        self.told += 1;
        fact(id, self.cause, kind, payload)
    }
}

/// An event of that id.
pub(crate) fn fact(id: Uuid, cause: &Cause, kind: &str, payload: &impl Serialize) -> Result<Fact, PortError> {
    let broken = |error| PortError::new("event", error);
    let origin = &cause.origin;
    Ok(Fact {
        id,
        kind: Kind::parse(kind).map_err(|error| PortError::new("event", error))?,
        schema: SHAPE,
        at: cause.at,
        actor: origin.actor.map(|actor| format!("account:{actor}").into()),
        correlation: origin.correlation,
        causation: origin.causation,
        trace: origin.trace.as_ref().map(|trace| trace.as_str().into()),
        payload: serde_json::to_string(payload).map_err(broken)?.into(),
    })
}

/// An event of this context, as it was kept.
pub(crate) fn read<E: ShopEvent>(entry: &Entry) -> Result<E, Misread> {
    if entry.fact.schema != SHAPE {
        return Err(Misread::unknown(entry));
    }
    let mut payload = serde_json::Deserializer::from_str(&entry.fact.payload);
    match E::read(entry.fact.kind.as_str(), &mut payload) {
        None => Err(Misread::unknown(entry)),
        Some(read) => read.map_err(|error| Misread::malformed(entry, &error)),
    }
}

/// Refuses what is not where whoever asks believes that it stands, if they say so.
pub(crate) fn expect(at: Version, expected: Option<u64>) -> Result<(), ShopError> {
    match expected {
        Some(expected) if expected != at.number() => Err(ShopError::Conflict { current: at.number() }),
        _ => Ok(()),
    }
}

/// The stream of what happens to one thing.
pub(crate) fn stream(of: &str, id: &impl std::fmt::Display) -> Result<StreamName, PortError> {
    StreamName::parse(&format!("{of}:{id}")).map_err(|error| PortError::new("event", error))
}
