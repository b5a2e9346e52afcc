//! The relay over the memory store, with a queue that fails.
#![expect(clippy::unwrap_used, reason = "a test says what it expects")]
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use adapter_memory::Memory;
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Account, DisplayName, Email, NewAccount, PasswordHash, Username};
use domain::realtime::{Logged, Origin, Passing, Position};
use service::identity::{AccountRepository, Credentials};
use service::realtime::{EventLog, EventQueue, Subscription};
use service::relay::{Relay, Turn};
use service::{Entropy, PortError};
use uuid::Uuid;

/// A clock that stands until it is moved.
#[derive(Default)]
struct Clock {
    seconds: AtomicI64,
    ids: AtomicU64,
}

impl Entropy for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_000 + self.seconds.load(Ordering::Relaxed)).unwrap()
    }

    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.ids.fetch_add(1, Ordering::Relaxed)) + 1)
    }
}

/// A queue that remembers, and fails when told to.
#[derive(Default)]
struct Queue {
    away: AtomicBool,
    published: Mutex<Vec<u64>>,
}

#[async_trait]
impl EventQueue for Queue {
    async fn publish(&self, events: &[Arc<Logged>]) -> Result<(), PortError> {
        if self.away.load(Ordering::Relaxed) {
            return Err(PortError::new("queue", "away"));
        }
        self.published.lock().unwrap().extend(events.iter().map(|event| event.position.number()));
        Ok(())
    }

    async fn pass(&self, _: &Arc<Passing>) -> Result<(), PortError> {
        unreachable!("a relay tells what is kept")
    }

    async fn subscribe(&self) -> Result<Box<dyn Subscription>, PortError> {
        Err(PortError::new("queue", "nobody listens here"))
    }
}

struct World {
    clock: Arc<Clock>,
    store: Memory,
    queue: Arc<Queue>,
}

impl World {
    fn new() -> Self {
        let clock = Arc::<Clock>::default();
        Self { store: Memory::new(clock.clone()), clock, queue: Arc::default() }
    }

    fn candidate(&self) -> Relay {
        let store = Arc::new(self.store.clone());
        Relay::new(store.clone(), store, self.queue.clone(), self.clock.clone())
    }

    async fn something_happens(&self, name: &str) {
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        let username = Username::parse(name).unwrap();
        let new = NewAccount { username, display_name: DisplayName::default(), bot: false };
        let draft = Account::register(new, origin.cause(self.clock.uuid(), self.clock.now()));
        let email = Email::parse(&format!("{name}@a.example")).unwrap();
        let credentials = Credentials::vouched(email, PasswordHash::stored(""));
        self.store.register(draft, credentials).await.unwrap();
    }

    fn lease_ends(&self) {
        self.clock.seconds.fetch_add(60, Ordering::Relaxed);
    }

    fn published(&self) -> Vec<u64> {
        self.queue.published.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn of_two_candidates_one_works() {
    let world = World::new();
    let (first, second) = (world.candidate(), world.candidate());
    world.something_happens("ada").await;
    assert_eq!(first.move_once().await.unwrap(), Turn::Worked);
    assert_eq!(second.move_once().await.unwrap(), Turn::Standby);
    assert_eq!(first.publish_once().await.unwrap(), Turn::Worked);
    assert_eq!((first.publish_once().await.unwrap(), world.published()), (Turn::Idle, vec![1]));
}

#[tokio::test]
async fn a_former_relay_that_wakes_up_is_fenced() {
    let world = World::new();
    let (first, second) = (world.candidate(), world.candidate());
    assert_eq!(first.move_once().await.unwrap(), Turn::Idle);
    world.lease_ends();
    assert_eq!(second.move_once().await.unwrap(), Turn::Idle);
    world.something_happens("ada").await;
    assert_eq!(first.move_once().await.unwrap(), Turn::Standby, "its epoch is over");
    assert_eq!(second.move_once().await.unwrap(), Turn::Worked);
    assert!(!first.is_leading() && second.is_leading());
}

#[tokio::test]
async fn what_a_relay_left_unpublished_its_successor_publishes() {
    let world = World::new();
    let first = world.candidate();
    world.something_happens("ada").await;
    world.something_happens("bob").await;
    first.move_once().await.unwrap();
    drop(first);
    world.lease_ends();
    let second = world.candidate();
    second.move_once().await.unwrap();
    second.publish_once().await.unwrap();
    assert_eq!(world.published(), [1, 2]);
}

#[tokio::test]
async fn the_log_grows_while_the_queue_is_away_and_nothing_is_forgotten() {
    let world = World::new();
    let relay = world.candidate();
    world.queue.away.store(true, Ordering::Relaxed);
    for name in ["ada", "bob"] {
        world.something_happens(name).await;
        assert_eq!(relay.move_once().await.unwrap(), Turn::Worked);
        assert!(relay.publish_once().await.is_err());
    }
    assert_eq!(world.store.head().await.unwrap().position, Position::new(2));
    world.queue.away.store(false, Ordering::Relaxed);
    while relay.publish_once().await.unwrap() == Turn::Worked {}
    assert_eq!(world.published().into_iter().collect::<HashSet<_>>(), HashSet::from([1, 2]));
}

#[tokio::test]
async fn a_relay_that_stops_gives_its_lease_up_at_once() {
    let world = World::new();
    let (first, second) = (world.candidate(), world.candidate());
    world.something_happens("ada").await;
    first.move_once().await.unwrap();
    first.publish_once().await.unwrap();
    first.release().await.unwrap();
    assert_eq!(second.move_once().await.unwrap(), Turn::Idle);
    assert_eq!(second.publish_once().await.unwrap(), Turn::Idle, "how far it got was stored");
}
