//! The runtime on the memory store: what event-sourced shops got wrong before, each as a test.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod bridges;
mod broken;
mod copies;
mod effects;
mod models;
mod people;
mod snapshots;

use std::fmt::Display;
use std::sync::Arc;

use adapter_memory::Memory;
use contract::a::Clock;
use contract::steered::Steered;
use sourcing::{
    Append, Batch, Entry, EventStore, Fact, Feed, Kept, Kind, Misread, Model, Outcome, Position, Projection,
    StreamName, Version, View,
};
use tokio::task::JoinHandle;
use uuid::Uuid;

fn store() -> Arc<dyn EventStore> {
    Arc::new(Memory::new(Arc::new(Clock)))
}

/// The same, in which what stands there was changed.
fn torn(store: &Arc<dyn EventStore>, at: u64) -> Arc<dyn EventStore> {
    Arc::new(Steered::torn(store.clone(), at))
}

fn name(text: &str) -> StreamName {
    StreamName::parse(text).unwrap()
}

fn fact(kind: &str, payload: impl Display) -> Fact {
    Fact {
        id: Uuid::new_v4(),
        kind: Kind::parse(kind).unwrap(),
        schema: 1,
        at: contract::a::now(),
        actor: None,
        correlation: Uuid::nil(),
        causation: None,
        trace: None,
        payload: payload.to_string().into(),
    }
}

/// Appends at the end of a stream, and gives the position.
async fn happen(store: &dyn EventStore, stream: &str, facts: Vec<Fact>) -> Position {
    let stream = name(stream);
    let known = store.read_stream(&stream, Version::NONE, usize::MAX).await.unwrap().len();
    let expected = Version::NONE.plus(known);
    match store.append(Batch::new(vec![Append { stream, expected, facts }]).unwrap()).await.unwrap() {
        Outcome::Appended(position) => position,
        other => panic!("{other:?}"),
    }
}

/// A model that is kept up to date, until the task is aborted.
fn following<M: Kept>(store: &Arc<dyn EventStore>, model: M, at: Position) -> (View<M>, JoinHandle<()>) {
    let (projection, view) = Projection::new(model, at);
    (view, tokio::spawn(Feed::new(store.clone(), |_, _| {}).to(projection).run()))
}

/// How many rooks there are, by what landed and what left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Rooks {
    there: i64,
    landings: u64,
    settled: u64,
}

impl Model for Rooks {
    type Event = i64;
    const CONTEXTS: &'static [&'static str] = &["rooks"];

    fn decode(entry: &Entry) -> Result<Option<i64>, Misread> {
        let number = || entry.fact.payload.parse::<i64>().map_err(|error| Misread::malformed(entry, &error));
        match (entry.fact.kind.as_str(), entry.fact.schema) {
            ("rooks.landed", 1) => number().map(Some),
            ("rooks.left", 1) => number().map(|left| Some(-left)),
            ("rooks.slept", _) => Ok(None),
            _ => Err(Misread::unknown(entry)),
        }
    }

    fn apply(&mut self, change: &i64) {
        self.there += change;
        self.landings += u64::from(*change > 0);
    }

    fn settle(&mut self) {
        self.settled += 1;
    }
}
