//! Models follow the store.
use std::time::Duration;

use sourcing::{Position, Projection, Stopped, View};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::{Rooks, fact, happen, store};

/// A model that is kept up to date.
fn following(store: &std::sync::Arc<dyn sourcing::EventStore>) -> (View<Rooks>, JoinHandle<Stopped>) {
    let (projection, view) = Projection::new(store.clone(), Rooks::default(), Position::START);
    (view, tokio::spawn(projection.run()))
}

async fn soon<T>(it: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(20), it).await.unwrap()
}

#[tokio::test]
async fn nothing_applied_is_not_the_first_event_applied() {
    let store = store();
    let (view, _task) = following(&store);
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
    let (view, _task) = following(&store);
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
    let (view, task) = following(&store);
    let stopped = soon(task).await.unwrap();
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
    let (view, task) = following(&store);
    assert_eq!(soon(task).await.unwrap().position, Position::new(2));
    assert_eq!((view.read().at, view.progress().ready()), (Position::new(1), false));
}

#[tokio::test]
async fn a_long_past_is_loaded_before_anything_is_shown_and_settled_once() {
    let store = store();
    for _ in 0..5 {
        happen(&*store, "tower", (0..1_000).map(|_| fact("rooks.landed", 1)).collect()).await;
    }
    let (projection, view) = Projection::new(store.clone(), Rooks::default(), Position::START);
    assert!(!view.progress().ready());
    assert!(timeout(Duration::ZERO, view.loaded()).await.is_err(), "nobody has begun");
    let _task = tokio::spawn(projection.run());
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
    let (view, task) = following(&store);
    let waiting = tokio::spawn({
        let view = view.clone();
        async move { view.reached(Position::new(1)).await }
    });
    tokio::task::yield_now().await;
    task.abort();
    assert_eq!(soon(waiting).await.unwrap().unwrap_err().position, Position::new(1));
}
