//! What the world outside gets once, whoever is killed meanwhile.
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use adapter_memory::Memory;
use async_trait::async_trait;
use contract::a::Clock;
use sourcing::{
    Blocked, Claim, Claims, Effect, Effects, Entry, EventStore, Misread, Position, StreamName, Turn,
    Unavailable, Undone,
};
use tokio::task::yield_now;
use uuid::Uuid;

use crate::{fact, happen, name};

/// A post office that knows what it took, and can be closed.
#[derive(Default)]
struct Office {
    taken: Mutex<BTreeMap<Uuid, u32>>,
    closed_for: AtomicU32,
}

#[async_trait]
impl Effect for Office {
    fn name(&self) -> StreamName {
        name("letters")
    }

    fn wants(&self, entry: &Entry) -> Result<bool, Misread> {
        match entry.fact.kind.as_str() {
            "rooks.landed" => Ok(true),
            "rooks.moulted" => Err(Misread::unknown(entry)),
            _ => Ok(false),
        }
    }

    async fn perform(&self, entry: &Entry) -> Result<(), Undone> {
        yield_now().await;
        *self.taken.lock().unwrap().entry(entry.fact.id).or_default() += 1;
        yield_now().await;
        // it took the letter, and the line broke before it said so
        let closed = self.closed_for.load(Ordering::Relaxed);
        self.closed_for.store(closed.saturating_sub(1), Ordering::Relaxed);
        if closed > 0 { Err(Undone) } else { Ok(()) }
    }

    async fn happened(&self, entry: &Entry) -> Result<bool, Undone> {
        yield_now().await;
        Ok(self.taken.lock().unwrap().contains_key(&entry.fact.id))
    }
}

/// Goes so many steps, then is killed.
async fn killed_after<T>(steps: usize, it: impl Future<Output = T>) -> Option<T> {
    let (mut it, mut taken) = (pin!(it), 0);
    poll_fn(|context| match it.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending if taken == steps => Poll::Ready(None),
        Poll::Pending => {
            taken += 1;
            Poll::Pending
        }
    })
    .await
}

/// A store in which so many rooks landed; who is at it has no time for it, so the next may look at once.
async fn landed(count: usize) -> (Memory, Arc<Office>, Effects) {
    let store = Memory::new(Arc::new(Clock));
    for n in 0..count {
        happen(&store, "tower", vec![fact("rooks.left", n), fact("rooks.landed", n)]).await;
    }
    let office = Arc::new(Office::default());
    (store.clone(), office.clone(), by(&store, &office, Duration::ZERO))
}

fn by(store: &Memory, office: &Arc<Office>, term: Duration) -> Effects {
    Effects::new(Arc::new(store.clone()), Arc::new(store.clone()), office.clone(), term)
}

fn is_once_each(office: &Office, count: usize) {
    let taken: Vec<u32> = office.taken.lock().unwrap().values().copied().collect();
    assert_eq!(taken, vec![1; count]);
}

#[tokio::test]
async fn whoever_is_killed_wherever_each_letter_is_sent_once() {
    for steps in 0..60 {
        let (_store, office, effects) = landed(6).await;
        let mut deaths = 0;
        loop {
            match killed_after((steps + deaths * 7) % 11, effects.turn()).await {
                Some(Ok(Turn::Idle(_))) => break,
                _ => deaths += 1,
            }
        }
        is_once_each(&office, 6);
    }
}

#[tokio::test]
async fn what_may_have_happened_is_looked_up_before_it_is_tried_again() {
    let (store, office, effects) = landed(3).await;
    office.closed_for.store(2, Ordering::Relaxed);
    while !matches!(effects.turn().await.unwrap(), Turn::Idle(_)) {}
    is_once_each(&office, 3);
    assert_eq!(store.mark(&name("letters")).await.unwrap(), Position::new(6));
}

#[tokio::test]
async fn nobody_does_what_somebody_is_at() {
    let (store, office, _) = landed(1).await;
    let effects = by(&store, &office, Duration::from_mins(10));
    let letter = store.read_stream(&name("tower"), sourcing::Version::new(1), 1).await.unwrap();
    store.claim(&name("letters"), letter[0].fact.id, Duration::from_mins(10)).await.unwrap();
    assert_eq!(effects.turn().await.unwrap(), Turn::Disturbed);
    is_once_each(&office, 0);
    assert_eq!(
        store.mark(&name("letters")).await.unwrap(),
        Position::new(1),
        "what came before is done with"
    );
}

#[tokio::test]
async fn an_event_that_nobody_knows_stops_the_letters_there() {
    let (store, office, effects) = landed(1).await;
    let unknown = happen(&store, "tower", vec![fact("rooks.moulted", 1)]).await;
    happen(&store, "tower", vec![fact("rooks.landed", 2)]).await;
    for _ in 0..2 {
        match effects.turn().await {
            Err(Blocked::Stopped(stopped)) => assert_eq!(stopped.position, unknown),
            other => panic!("{other:?}"),
        }
    }
    is_once_each(&office, 1);
}

/// Claims that take their time.
struct Slow(Memory);

#[async_trait]
impl Claims for Slow {
    async fn claim(&self, effect: &StreamName, event: Uuid, term: Duration) -> Result<Claim, Unavailable> {
        let claim = self.0.claim(effect, event, term).await;
        yield_now().await;
        claim
    }

    async fn done(&self, effect: &StreamName, event: Uuid) -> Result<(), Unavailable> {
        yield_now().await;
        self.0.done(effect, event).await?;
        yield_now().await;
        Ok(())
    }
}

fn from_now_on(store: &Memory, office: &Arc<Office>) -> Effects {
    let (events, claims) = (Arc::new(store.clone()), Arc::new(Slow(store.clone())));
    Effects::new(events, claims, office.clone(), Duration::ZERO).from_now_on()
}

/// One rook more lands, and whoever is new at it sees to all that is to be done.
async fn lands(store: &Memory, office: &Arc<Office>) {
    happen(store, "tower", vec![fact("rooks.landed", 7)]).await;
    let effects = from_now_on(store, office);
    while !matches!(effects.turn().await.unwrap(), Turn::Idle(_)) {}
}

#[tokio::test]
async fn what_happened_before_it_began_has_no_effect_and_whatever_comes_then_has_one() {
    let (store, office, _) = landed(3).await;
    assert_eq!(from_now_on(&store, &office).turn().await.unwrap(), Turn::Idle(Position::new(6)));
    for switched_on in 1..3 {
        lands(&store, &office).await;
        is_once_each(&office, switched_on);
    }
}

#[tokio::test]
async fn where_nothing_had_happened_when_it_began_everything_has_its_effect() {
    let (store, office, _) = landed(0).await;
    assert_eq!(from_now_on(&store, &office).turn().await.unwrap(), Turn::Idle(Position::START));
    lands(&store, &office).await;
    is_once_each(&office, 1);
}

#[tokio::test]
async fn whoever_is_killed_where_it_begins_nothing_from_before_has_its_effect() {
    for steps in 0..5 {
        let (store, office, _) = landed(3).await;
        killed_after(steps, from_now_on(&store, &office).turn()).await;
        assert_eq!(from_now_on(&store, &office).turn().await.unwrap(), Turn::Idle(Position::new(6)));
        lands(&store, &office).await;
        is_once_each(&office, 1);
    }
}
