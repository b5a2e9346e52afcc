//! Frames between the hub and a screen of the same process: the event itself.
use bytes::Bytes;
use domain::reading::FilterHit;
use domain::realtime::{Cursor, Logged};
use serde::{Deserialize, Serialize};
use service::realtime::{Format, Label, Renderer, Told};

use super::super::Sight;
use super::sights::sight;

/// Tells an event as it stands in the log, and which filters match its post.
#[derive(Debug)]
pub(super) struct AsLogged;

#[derive(Serialize, Deserialize)]
struct Frame {
    event: String,
    position: Option<String>,
}

impl Renderer for AsLogged {
    fn tell(&self, event: &Logged, hits: &[FilterHit<'_>]) -> Option<Told> {
        sight(&event.envelope.event)?;
        let filtered: Vec<_> = hits.iter().map(|hit| hit.filter.title.as_str()).collect();
        Some(Told { name: "event", payload: serde_json::to_string(&(event, filtered)).ok()? })
    }

    fn frame(&self, _: &Logged, told: &Told, _: &Label, _: Format, cursor: Option<Cursor>) -> Bytes {
        let frame = Frame { event: told.payload.clone(), position: cursor.map(|cursor| cursor.to_string()) };
        serde_json::to_vec(&frame).unwrap_or_default().into()
    }
}

/// What a frame shows, and where to go on after it.
pub(super) fn seen(frame: &[u8]) -> Option<(Sight, Option<String>)> {
    let frame: Frame = serde_json::from_slice(frame).ok()?;
    let (event, filtered): (Logged, Vec<String>) = serde_json::from_str(&frame.event).ok()?;
    let mut sight = sight(&event.envelope.event)?;
    if let Sight::Post(post) = &mut sight {
        post.filtered = filtered;
    }
    Some((sight, frame.position))
}
