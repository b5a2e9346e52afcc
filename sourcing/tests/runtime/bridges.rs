//! What happened next door happens here once.
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use sourcing::{
    Append, Blocked, Bridge, Entry, EventStore, Fact, Misread, Position, StreamName, Translation, Turn,
    Untranslated, Version,
};

use crate::{fact, happen, name, store, torn};

/// The keeper of the tower writes down each rook that lands, and asks the store where the book ends.
struct Keeper {
    store: Arc<dyn EventStore>,
    asked: AtomicU32,
}

#[async_trait]
impl Translation for Keeper {
    fn name(&self) -> StreamName {
        name("keeper")
    }

    async fn translate(&self, entry: &Entry) -> Result<Vec<Append>, Untranslated> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match entry.fact.kind.as_str() {
            "rooks.landed" => {}
            "rooks.moulted" => return Err(Misread::unknown(entry).into()),
            _ => return Ok(vec![]),
        }
        let book = self.store.read_stream(&name("book"), Version::NONE, usize::MAX).await;
        let expected = Version::NONE.plus(book.unwrap().len());
        let mut written = fact("book.written", &entry.fact.payload);
        written.id = entry.leads_to(&self.name(), 0);
        written.causation = Some(entry.fact.id);
        Ok(vec![Append { stream: name("book"), expected, facts: vec![written] }])
    }
}

fn bridge(store: &Arc<dyn EventStore>) -> (Bridge, Arc<Keeper>) {
    let keeper = Arc::new(Keeper { store: store.clone(), asked: AtomicU32::new(0) });
    (Bridge::new(store.clone(), keeper.clone()), keeper)
}

async fn book(store: &Arc<dyn EventStore>) -> Vec<String> {
    let book = store.read_stream(&name("book"), Version::NONE, usize::MAX).await.unwrap();
    book.iter().map(|entry| entry.fact.payload.to_string()).collect()
}

/// Until there is nothing more.
async fn all_of_it(bridge: &Bridge) -> Position {
    loop {
        if let Turn::Idle(at) = bridge.turn().await.unwrap() {
            return at;
        }
    }
}

#[tokio::test]
async fn a_bridge_goes_on_after_the_last_event_and_not_at_it() {
    let store = store();
    for n in 1..=3 {
        happen(&*store, "tower", vec![fact("rooks.landed", n), fact("rooks.left", n)]).await;
    }
    for restart in 0..4 {
        let (bridge, keeper) = bridge(&store);
        all_of_it(&bridge).await;
        assert_eq!(book(&store).await, ["1", "2", "3"], "restart {restart}");
        let asked = keeper.asked.load(Ordering::Relaxed);
        assert!(restart == 0 || asked == 0, "what was told is not gone through again: {asked}");
    }
    happen(&*store, "tower", vec![fact("rooks.landed", 4)]).await;
    all_of_it(&bridge(&store).0).await;
    assert_eq!(book(&store).await, ["1", "2", "3", "4"], "and nothing is skipped");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_many_carry_the_same_each_event_comes_over_once() {
    let store = store();
    for n in 1..=40 {
        happen(&*store, "tower", vec![fact("rooks.landed", n)]).await;
    }
    let carrying = (0..4).map(|_| {
        let (bridge, _) = bridge(&store);
        tokio::spawn(async move { all_of_it(&bridge).await })
    });
    for carrier in carrying.collect::<Vec<_>>() {
        carrier.await.unwrap();
    }
    let expected: Vec<String> = (1..=40).map(|n| n.to_string()).collect();
    assert_eq!(book(&store).await, expected);
}

#[tokio::test]
async fn an_unknown_event_of_the_neighbour_stops_the_bridge_there() {
    let store = store();
    happen(&*store, "tower", vec![fact("rooks.landed", 1), fact("rooks.left", 1)]).await;
    let unknown = happen(&*store, "tower", vec![fact("rooks.moulted", 1)]).await;
    happen(&*store, "tower", vec![fact("rooks.landed", 2)]).await;
    let (bridge, _) = bridge(&store);
    for _ in 0..3 {
        match bridge.turn().await {
            Err(Blocked::Stopped(stopped)) => assert_eq!(stopped.position, unknown),
            other => panic!("{other:?}"),
        }
        assert_eq!(store.mark(&name("keeper")).await.unwrap(), Position::new(2));
    }
    assert_eq!(book(&store).await, ["1"]);
}

#[tokio::test]
async fn what_comes_before_a_corrupt_event_is_carried_over_and_nothing_after_it() {
    let raw = store();
    for n in 1..=5 {
        happen(&*raw, "tower", vec![fact("rooks.landed", n)]).await;
    }
    let (bridge, _) = bridge(&torn(&raw, 4));
    for _ in 0..2 {
        match bridge.turn().await {
            Err(Blocked::Stopped(stopped)) => assert_eq!(stopped.position, Position::new(4)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(book(&raw).await, ["1", "2", "3"]);
    assert_eq!(raw.mark(&name("keeper")).await.unwrap(), Position::new(3));
}

/// The door of the tower: open while a rook is in it. Whether it is stands in its stream.
struct Door(Arc<dyn EventStore>);

#[async_trait]
impl Translation for Door {
    fn name(&self) -> StreamName {
        name("door-keeper")
    }

    async fn translate(&self, entry: &Entry) -> Result<Vec<Append>, Untranslated> {
        let moved = self.0.read_stream(&name("door"), Version::NONE, usize::MAX).await.unwrap().len();
        let means = match (entry.fact.kind.as_str(), moved % 2 == 0) {
            ("rooks.landed", true) => Some("door.opened"),
            ("rooks.left", false) => Some("door.shut"),
            _ => None,
        };
        let facts = means.map(|kind| Fact { id: entry.leads_to(&self.name(), 0), ..fact(kind, 1) });
        Ok(vec![Append {
            stream: name("door"),
            expected: Version::NONE.plus(moved),
            facts: facts.into_iter().collect(),
        }])
    }
}

#[tokio::test]
async fn that_something_means_nothing_is_judged_by_what_came_before_it_on_the_same_page() {
    let store = store();
    let kinds = ["left", "landed", "left", "left", "landed"];
    let facts = kinds.map(|kind| fact(&format!("rooks.{kind}"), 1)).to_vec();
    let last = happen(&*store, "tower", facts).await;
    let bridge = Bridge::new(store.clone(), Arc::new(Door(store.clone())));
    all_of_it(&bridge).await;
    let door = store.read_stream(&name("door"), Version::NONE, usize::MAX).await.unwrap();
    let moved: Vec<&str> = door.iter().map(|entry| entry.fact.kind.as_str()).collect();
    assert_eq!(moved, ["door.opened", "door.shut", "door.opened"]);
    assert!(store.mark(&name("door-keeper")).await.unwrap() >= last);
}

#[tokio::test]
async fn where_nothing_comes_of_it_nothing_is_appended_and_it_is_passed() {
    let store = store();
    let last = happen(&*store, "tower", vec![fact("rooks.left", 1), fact("rooks.left", 2)]).await;
    let bridge = Bridge::new(store.clone(), Arc::new(Door(store.clone())));
    assert_eq!(bridge.turn().await.unwrap(), Turn::Moved(last));
    assert_eq!(bridge.turn().await.unwrap(), Turn::Idle(last));
    assert_eq!(store.head().await.unwrap().position, last);
}
