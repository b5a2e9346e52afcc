//! Models follow the store.
use std::time::Duration;

use sourcing::{Entry, Feed, Kept, Misread, Model, Position, Projection};
use tokio::time::timeout;

use crate::{Rooks, fact, following, happen, store};

pub(crate) async fn soon<T>(it: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(20), it).await.unwrap()
}

#[tokio::test]
async fn nothing_applied_is_not_the_first_event_applied() {
    let store = store();
    let (view, _task) = following(&store, Rooks::default(), Position::START);
    soon(view.reached(Position::START)).await.unwrap();
    let first = view.reached(Position::new(1));
    tokio::pin!(first);
    assert!(timeout(Duration::ZERO, &mut first).await.is_err(), "the first event is awaited");
    assert_eq!(happen(&*store, "tower", vec![fact("rooks.landed", 3)]).await, Position::new(1));
    soon(first).await.unwrap();
    assert_eq!((view.read().model.there, view.read().at), (3, Position::new(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_changed_something_reads_it() {
    let store = store();
    let (view, _task) = following(&store, Rooks::default(), Position::START);
    for n in 1..=200 {
        let at = happen(&*store, "tower", vec![fact("rooks.landed", 1), fact("crows.landed", 1)]).await;
        soon(view.reached(at)).await.unwrap();
        assert!(view.read().model.there >= n && view.read().at >= at);
    }
}

#[tokio::test]
async fn an_unknown_kind_stops_the_model_before_it_and_says_where() {
    let store = store();
    happen(&*store, "tower", vec![fact("rooks.landed", 2), fact("crows.argued", 1), fact("rooks.slept", 0)])
        .await;
    let unknown = happen(&*store, "tower", vec![fact("rooks.moulted", 1)]).await;
    happen(&*store, "tower", vec![fact("rooks.landed", 5)]).await;
    let (view, task) = following(&store, Rooks::default(), Position::START);
    soon(task).await.unwrap();
    let stopped = view.standstill().unwrap();
    assert_eq!(stopped.position, unknown);
    assert_eq!(
        stopped.to_string(),
        "stopped before position 4: the kind rooks.moulted in shape 1 is unknown here"
    );
    let progress = view.progress();
    assert_eq!((progress.shown, progress.ready()), (Position::new(3), false));
    assert_eq!(view.read().model.there, 2, "what came before it is shown, nothing after it");
    assert_eq!(view.reached(Position::new(3)).await, Ok(()));
    assert_eq!(view.reached(unknown).await, Err(stopped), "nobody waits for ever");
}

#[tokio::test]
async fn what_cannot_be_read_is_not_passed_over() {
    let store = store();
    happen(&*store, "tower", vec![fact("rooks.landed", 2), fact("rooks.landed", r#""many""#)]).await;
    let (view, task) = following(&store, Rooks::default(), Position::START);
    soon(task).await.unwrap();
    assert_eq!(view.standstill().unwrap().position, Position::new(2));
    assert_eq!((view.read().at, view.progress().ready()), (Position::new(1), false));
}

#[tokio::test]
async fn a_long_past_is_loaded_before_anything_is_shown_and_settled_once() {
    let store = store();
    for _ in 0..5 {
        happen(&*store, "tower", (0..1_000).map(|_| fact("rooks.landed", 1)).collect()).await;
    }
    let (projection, view) = Projection::new(Rooks::default(), Position::START);
    assert!(!view.progress().ready());
    assert!(timeout(Duration::ZERO, view.loaded()).await.is_err(), "nobody has begun");
    let _task = tokio::spawn(Feed::new(store.clone(), |_, _| {}).to(projection).run());
    soon(view.loaded()).await.unwrap();
    assert_eq!(view.read().model, Rooks { there: 5_000, landings: 5_000, settled: 1 });
    assert!(view.progress().ready());
    let at = happen(&*store, "tower", vec![fact("rooks.left", 1)]).await;
    soon(view.reached(at)).await.unwrap();
    assert_eq!(view.read().model.there, 4_999);
}

#[tokio::test]
async fn who_waits_hears_that_nobody_writes_any_more() {
    let store = store();
    let (view, task) = following(&store, Rooks::default(), Position::START);
    let waiting = tokio::spawn({
        let view = view.clone();
        async move { view.reached(Position::new(1)).await }
    });
    tokio::task::yield_now().await;
    task.abort();
    assert_eq!(soon(waiting).await.unwrap().unwrap_err().position, Position::new(1));
    assert_eq!(view.standstill().unwrap().position, Position::new(1), "a task that ended without a word");
}

/// How many crows there are: whoever counts them knows of rooks nothing at all.
#[derive(Debug, Clone, Default)]
struct Crows(usize);

impl Model for Crows {
    type Event = ();
    const CONTEXTS: &'static [&'static str] = &["crows"];

    fn decode(_: &Entry) -> Result<Option<()>, Misread> {
        Ok(Some(()))
    }

    fn apply(&mut self, (): &()) {
        self.0 += 1;
    }
}

impl Kept for Crows {
    const NAME: &'static str = "crows";
    const SHAPE: u32 = 1;

    fn save(&self) -> Vec<u8> {
        self.0.to_string().into_bytes()
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        std::str::from_utf8(saved).ok()?.parse().ok().map(Self)
    }

    fn size(&self) -> usize {
        self.0
    }
}

#[tokio::test]
async fn one_that_stops_holds_up_no_other() {
    let store = store();
    let (rooks_writer, rooks) = Projection::new(Rooks::default(), Position::START);
    let (crows_writer, crows) = Projection::new(Crows::default(), Position::START);
    let feed = Feed::new(store.clone(), |model, stopped| {
        assert_eq!((model, stopped.position), ("rooks", Position::new(3)));
    });
    let _task = tokio::spawn(feed.to(rooks_writer).to(crows_writer).run());
    happen(&*store, "tower", vec![fact("rooks.landed", 2), fact("crows.landed", 1)]).await;
    let unknown = happen(&*store, "tower", vec![fact("rooks.moulted", 1), fact("crows.landed", 1)]).await;
    soon(crows.reached(unknown)).await.unwrap();
    let last = happen(&*store, "tower", vec![fact("crows.landed", 1), fact("rooks.landed", 9)]).await;
    soon(crows.reached(last)).await.unwrap();
    assert_eq!((crows.read().model.0, rooks.read().model.there), (3, 2));
    assert_eq!(rooks.standstill().unwrap().position, Position::new(3));
    assert_eq!(crows.standstill(), None);
}

#[tokio::test]
async fn what_is_read_and_written_is_counted() {
    let store = store();
    let (view, _task) = following(&store, Rooks::default(), Position::START);
    soon(view.loaded()).await.unwrap();
    let at = happen(&*store, "tower", vec![fact("rooks.landed", 2), fact("crows.landed", 1)]).await;
    soon(view.reached(at)).await.unwrap();
    for _ in 0..1_000 {
        let _ = view.read().at;
    }
    let (progress, reading) = (view.progress(), view.reading());
    assert_eq!((progress.applied, progress.shown), (1, at), "another context's are none of its business");
    assert!(progress.writes > 0 && reading.reads == 1_000 && reading.timed > 0, "{progress:?} {reading:?}");
}
