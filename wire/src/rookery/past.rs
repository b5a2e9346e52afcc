//! What happened in the shop, and how its models are, as whoever keeps it reads it.
use domain::Timestamp;
use serde::Serialize;
use serde_json::Value;
use service::shop::{Health, Healths, Past};
use uuid::Uuid;

/// A page of what happened, the newest first.
#[derive(Debug, Clone, Serialize)]
pub struct PastEvents {
    /// What happened.
    pub events: Vec<PastEvent>,
    /// What to ask for as `before`, for what came before; nothing if nothing did. A page may be empty and not the last.
    pub before: Option<u64>,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub struct PastEvent {
    /// Its place among all.
    pub position: u64,
    /// What it happened to.
    pub stream: String,
    /// Its place there.
    pub version: u64,
    /// Its own id.
    pub id: Uuid,
    /// What kind of thing happened.
    pub kind: String,
    /// The version of its shape.
    pub schema: u16,
    /// When.
    pub at: Timestamp,
    /// On whose behalf.
    pub actor: Option<String>,
    /// The request that it belongs to.
    pub correlation: Uuid,
    /// The event that led to it.
    pub causation: Option<Uuid>,
    /// What is said of it.
    pub payload: Value,
}

/// How the models are.
#[derive(Debug, Clone, Serialize)]
pub struct Models {
    /// The last thing that happened.
    pub position: u64,
    /// Each of them.
    pub models: Vec<ModelHealth>,
    /// What the catalogue has heard of the others.
    pub carried: u64,
}

/// How a model is.
#[derive(Debug, Clone, Serialize)]
pub struct ModelHealth {
    /// What it is called.
    pub name: &'static str,
    /// The last event that it shows.
    pub position: u64,
    /// How much has happened that it does not show yet.
    pub lag: u64,
    /// Whether it is loaded.
    pub loaded: bool,
    /// Why it goes on no more, if it does not.
    pub stopped: Option<String>,
    /// How many things it knows.
    pub size: usize,
    /// Events that it went by since the start.
    pub applied: u64,
}

impl From<Past> for PastEvents {
    fn from(past: Past) -> Self {
        let event = |entry: service::shop::Entry| PastEvent {
            position: entry.position.number(),
            stream: entry.stream.to_string(),
            version: entry.version.number(),
            id: entry.fact.id,
            kind: entry.fact.kind.to_string(),
            schema: entry.fact.schema,
            at: entry.fact.at,
            actor: entry.fact.actor.as_deref().map(str::to_owned),
            correlation: entry.fact.correlation,
            causation: entry.fact.causation,
            payload: serde_json::from_str(&entry.fact.payload).unwrap_or_default(),
        };
        Self { events: past.events.into_iter().map(event).collect(), before: past.before }
    }
}

impl From<Healths> for Models {
    fn from(healths: Healths) -> Self {
        let model = |health: Health| ModelHealth {
            name: health.name,
            position: health.progress.shown.number(),
            lag: health.lag,
            loaded: health.progress.loaded,
            stopped: health.stopped.map(|stopped| stopped.to_string()),
            size: health.size,
            applied: health.progress.applied,
        };
        let models = healths.models.into_iter().map(model).collect();
        Self { position: healths.position, models, carried: healths.carried }
    }
}
