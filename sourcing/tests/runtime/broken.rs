//! Stores that are not what they were, and models that come apart.
use std::sync::Arc;

use sourcing::{Entry, EventStore, Feed, Kept, Misread, Model, Position, Projection, Shown, Snapshots, View};
use tempfile::TempDir;

use crate::models::soon;
use crate::{Rooks, fact, following, happen, store, torn};

#[tokio::test]
async fn what_comes_before_a_corrupt_event_is_shown_and_the_model_stops_exactly_there() {
    for place in [1, 2, 700, 1_500, 2_000] {
        let raw = store();
        for _ in 0..4 {
            happen(&*raw, "tower", (0..500).map(|_| fact("rooks.landed", 1)).collect()).await;
        }
        let (view, task) = following(&torn(&raw, place), Rooks::default(), Position::START);
        task.await.unwrap();
        let stopped = view.standstill().unwrap();
        assert_eq!(stopped.position, Position::new(place));
        assert!(stopped.to_string().contains("not what was appended there"), "{stopped}");
        assert_eq!(view.read().at, Position::new(place - 1));
        assert_eq!(view.read().model.landings, place - 1, "nothing before it is lost");
    }
}

/// A model that comes apart over a number that nobody thought of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Brittle(pub(crate) u64);

impl Model for Brittle {
    type Event = u64;
    const CONTEXTS: &'static [&'static str] = &["rooks"];

    fn decode(entry: &Entry) -> Result<Option<u64>, Misread> {
        entry.fact.payload.parse().map(Some).map_err(|error| Misread::malformed(entry, &error))
    }

    fn apply(&mut self, landed: &u64) {
        assert_ne!(*landed, 13, "nobody thought of 13");
        self.0 += landed;
    }
}

impl Kept for Brittle {
    const NAME: &'static str = "brittle";
    const SHAPE: u32 = 1;

    fn save(&self) -> Vec<u8> {
        self.0.to_string().into_bytes()
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        let number: u64 = std::str::from_utf8(saved).ok()?.parse().ok()?;
        assert_ne!(number, 13, "nobody thought of 13 here either");
        Some(Self(number))
    }

    fn size(&self) -> usize {
        1
    }
}

#[tokio::test]
async fn a_model_that_panics_stops_and_is_named_and_the_others_go_on() {
    let store = store();
    let (brittle_writer, brittle) = Projection::new(Brittle::default(), Position::START);
    let (rooks_writer, rooks) = Projection::new(Rooks::default(), Position::START);
    let feed = Feed::new(store.clone(), |model, _| assert_eq!(model, "brittle"));
    let _task = tokio::spawn(feed.to(brittle_writer).to(rooks_writer).run());
    let first = happen(&*store, "tower", vec![fact("rooks.landed", 2)]).await;
    brittle.reached(first).await.unwrap();
    let bad = happen(&*store, "tower", vec![fact("rooks.landed", 13)]).await;
    rooks.reached(bad).await.unwrap();
    let after = happen(&*store, "tower", vec![fact("rooks.landed", 1)]).await;
    rooks.reached(after).await.unwrap();
    assert_eq!(rooks.read().model.there, 16);
    let stopped = brittle.reached(bad).await.unwrap_err();
    assert_eq!(stopped.position, bad);
    assert!(stopped.why.contains("nobody thought of 13"), "{stopped}");
    assert_eq!((brittle.read().model.0, brittle.read().at), (2, first), "what it showed stays");
    assert!(!brittle.progress().ready() && rooks.progress().ready());
}

/// A folder in which a model is kept, as it follows from all that happened in a store; through where that is.
async fn kept<M: Kept>(store: &dyn EventStore, model: M) -> (TempDir, Snapshots, Position) {
    let folder = tempfile::tempdir().unwrap();
    let (snapshots, head) = (Snapshots::new(folder.path().to_owned()), store.head().await.unwrap());
    let (at, last) = (head.position, store.read(head.position.before(), 1).await.unwrap()[0].fact.id);
    snapshots.keep(&Shown { model, at, last }, head.store).unwrap();
    (folder, snapshots, at)
}

/// Both models, which begin with what was kept.
fn both(
    store: &Arc<dyn EventStore>,
    snapshots: Snapshots,
    on_stop: fn(&'static str, &sourcing::Stopped),
) -> (View<Brittle>, View<Rooks>) {
    let (brittle_writer, brittle) = Projection::new(Brittle::default(), Position::START);
    let (rooks_writer, rooks) = Projection::new(Rooks::default(), Position::START);
    let feed = Feed::new(store.clone(), on_stop).from(snapshots);
    tokio::spawn(feed.to(brittle_writer).to(rooks_writer).run());
    (brittle, rooks)
}

#[tokio::test]
async fn a_model_that_panics_over_its_snapshot_is_made_from_all_that_happened() {
    let store = store();
    happen(&*store, "tower", vec![fact("rooks.landed", 2), fact("rooks.left", 1)]).await;
    let (_folder, snapshots, at) = kept(&*store, Brittle(13)).await;
    let (brittle, rooks) = both(&store, snapshots, |model, stopped| panic!("{model}: {stopped}"));
    soon(brittle.reached(at)).await.unwrap();
    assert_eq!((brittle.read().model.0, brittle.progress().restored), (3, Position::START));
    let end = happen(&*store, "tower", vec![fact("rooks.landed", 4)]).await;
    soon(brittle.reached(end)).await.unwrap();
    soon(rooks.reached(end)).await.unwrap();
    assert_eq!((brittle.read().model.0, rooks.read().model.there), (7, 5), "and nothing is left out");
}

#[tokio::test]
async fn an_event_that_was_changed_stops_those_who_have_not_passed_it_and_nobody_else() {
    let raw = store();
    happen(&*raw, "tower", (1..=3).map(|n| fact("rooks.landed", n)).collect()).await;
    let known = Rooks { there: 6, landings: 3, settled: 0 };
    let (_folder, snapshots, at) = kept(&*raw, known).await;
    let (brittle, rooks) = both(&torn(&raw, 2), snapshots, |model, stopped| {
        assert_eq!((model, stopped.position), ("brittle", Position::new(2)));
    });
    let end = happen(&*raw, "tower", vec![fact("rooks.landed", 4)]).await;
    soon(rooks.reached(end)).await.unwrap();
    assert_eq!((rooks.read().model.there, rooks.progress().restored), (10, at));
    assert_eq!(rooks.standstill(), None);
    let stopped = soon(brittle.reached(Position::new(2))).await.unwrap_err();
    assert_eq!(stopped.position, Position::new(2));
    assert_eq!((brittle.read().model.0, brittle.read().at), (1, Position::new(1)), "what came before it");
}
