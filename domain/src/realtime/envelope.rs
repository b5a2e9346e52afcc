//! An event with the circumstances that it happened in.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Cause, Event, Position, TraceContext};
use crate::ids::AccountId;

/// What travels from the outbox to the log, the broker and every listener.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// The event's own id.
    pub id: Uuid,
    /// The version of the payload's shape.
    pub version: u16,
    /// When it happened.
    pub time: Timestamp,
    /// On whose behalf.
    pub actor: Option<AccountId>,
    /// The request that it belongs to.
    pub correlation: Uuid,
    /// The event that led to it, when one did.
    pub causation: Option<Uuid>,
    /// The trace of the request.
    pub trace: Option<TraceContext>,
    /// What happened: `type` and `payload`.
    #[serde(flatten)]
    pub event: Event,
}

impl Envelope {
    /// The version that payloads have today.
    pub const VERSION: u16 = 1;

    /// Event number `n` of a change.
    pub(crate) fn new(cause: &Cause, n: usize, event: Event) -> Self {
        let id = if n == 0 { cause.id } else { Uuid::new_v5(&cause.id, &n.to_be_bytes()) };
        let origin = &cause.origin;
        Self {
            id,
            version: Self::VERSION,
            time: cause.at,
            actor: origin.actor,
            correlation: origin.correlation,
            causation: origin.causation,
            trace: origin.trace.clone(),
            event,
        }
    }
}

/// An event in its place in the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logged {
    /// Its place.
    pub position: Position,
    /// The event.
    pub envelope: Envelope,
}
