//! Stores that are not what they were, and models that come apart.
use std::sync::Arc;

use async_trait::async_trait;
use sourcing::{
    Batch, Corrupt, Entry, EventStore, Feed, Head, Kept, Misread, Model, Outcome, Position, Projection,
    ReadError, Sieve, StreamName, Stretch, Unavailable, Version,
};
use uuid::Uuid;

use crate::{Rooks, fact, following, happen, store};

/// A store by another name, or one in which what stands at a place was changed.
pub(crate) struct Other {
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) name: Option<Uuid>,
    pub(crate) torn: Option<Position>,
}

#[async_trait]
impl EventStore for Other {
    async fn append(&self, batch: Batch) -> Result<Outcome, Unavailable> {
        self.store.append(batch).await
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Version,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        self.store.read_stream(stream, after, limit).await
    }

    async fn read(&self, after: Position, limit: usize) -> Result<Vec<Entry>, ReadError> {
        let entries = self.store.read(after, limit).await?;
        match self.torn.filter(|torn| entries.iter().any(|entry| entry.position == *torn)) {
            Some(torn) => Err(Corrupt(torn).into()),
            None => Ok(entries),
        }
    }

    async fn look(&self, sieve: &Sieve, stretch: Stretch, limit: usize) -> Result<Vec<Entry>, ReadError> {
        self.store.look(sieve, stretch, limit).await
    }

    async fn head(&self) -> Result<Head, Unavailable> {
        let head = self.store.head().await?;
        Ok(Head { store: self.name.unwrap_or(head.store), ..head })
    }

    async fn mark(&self, name: &StreamName) -> Result<Position, Unavailable> {
        self.store.mark(name).await
    }

    async fn marks(&self) -> Result<Vec<(StreamName, Position)>, Unavailable> {
        self.store.marks().await
    }

    async fn grown(&self, after: Position) {
        self.store.grown(after).await;
    }
}

impl Other {
    /// The same, in which what stands there was changed.
    pub(crate) fn torn(store: Arc<dyn EventStore>, at: u64) -> Arc<dyn EventStore> {
        Arc::new(Self { store, name: None, torn: Some(Position::new(at)) })
    }
}

#[tokio::test]
async fn what_comes_before_a_corrupt_event_is_shown_and_the_model_stops_exactly_there() {
    for torn in [1, 2, 700, 1_500, 2_000] {
        let raw = store();
        for _ in 0..4 {
            happen(&*raw, "tower", (0..500).map(|_| fact("rooks.landed", 1)).collect()).await;
        }
        let (view, task) = following(&Other::torn(raw, torn), Rooks::default(), Position::START);
        task.await.unwrap();
        let stopped = view.standstill().unwrap();
        assert_eq!(stopped.position, Position::new(torn));
        assert!(stopped.to_string().contains("not what was appended there"), "{stopped}");
        assert_eq!(view.read().at, Position::new(torn - 1));
        assert_eq!(view.read().model.landings, torn - 1, "nothing before it is lost");
    }
}

/// A model that comes apart over a number that nobody thought of.
#[derive(Debug, Clone, Default)]
struct Brittle(u64);

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

    fn restore(_: &[u8]) -> Option<Self> {
        None
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
