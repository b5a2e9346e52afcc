//! Followers and timers over the memory store.
#![expect(clippy::unwrap_used, reason = "a test says what it expects")]
mod leaving;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use adapter_memory::Memory;
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Account, DisplayName, Email, NewAccount, PasswordHash, Username};
use domain::realtime::{Envelope, Event, Logged, Origin, Position, UnknownEvent};
use service::duty::{BEAT, Due, Effect, Errand, FollowError, Follower, Leases, Step, Stepped, Timer};
use service::identity::{AccountRepository, Credentials};
use service::realtime::{EventLog, Head, Outbox, ReadFrom, Slice, Whereabouts};
use service::relay::Turn;
use service::{Entropy, PortError};
use uuid::Uuid;

/// A clock that stands until it is moved.
#[derive(Default)]
struct Clock {
    seconds: AtomicI64,
    ids: AtomicU64,
}

impl Clock {
    fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Entropy for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_000 + self.seconds.load(Ordering::Relaxed)).unwrap()
    }

    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.ids.fetch_add(1, Ordering::Relaxed)) + 1)
    }
}

/// An effect that remembers what it was given, and may lose its answer on the way back.
struct Remembered {
    store: Memory,
    taken: Mutex<Vec<u64>>,
    loses_answer: AtomicBool,
}

#[async_trait]
impl Effect for Remembered {
    fn name(&self) -> &'static str {
        "remembering"
    }

    async fn take(&self, events: &[Arc<Logged>], step: Step) -> Result<Stepped, PortError> {
        let stepped = self.store.step(step).await?;
        if stepped == Stepped::Done {
            self.taken.lock().unwrap().extend(events.iter().map(|event| event.position.number()));
        }
        if self.loses_answer.swap(false, Ordering::Relaxed) {
            return Err(PortError::new("store", "the connection broke"));
        }
        Ok(stepped)
    }
}

struct World {
    clock: Arc<Clock>,
    store: Memory,
    effect: Arc<Remembered>,
}

impl World {
    fn new() -> Self {
        let clock = Arc::<Clock>::default();
        let store = Memory::new(clock.clone());
        let effect =
            Remembered { store: store.clone(), taken: Mutex::default(), loses_answer: AtomicBool::default() };
        Self { clock, store, effect: Arc::new(effect) }
    }

    fn candidate(&self) -> Follower {
        self.candidate_on(Arc::new(self.store.clone()))
    }

    fn candidate_on(&self, log: Arc<dyn EventLog>) -> Follower {
        Follower::new(Arc::new(self.store.clone()), log, self.effect.clone(), &*self.clock)
    }

    async fn something_happens(&self, name: &str) {
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        let username = Username::parse(name).unwrap();
        let new = NewAccount { username, display_name: DisplayName::default(), bot: false };
        let draft = Account::register(new, origin.cause(self.clock.uuid(), self.clock.now()));
        let email = Email::parse(&format!("{name}@a.example")).unwrap();
        let credentials = Credentials::vouched(email, PasswordHash::stored(""));
        self.store.register(draft, credentials).await.unwrap();
        let relay = Outbox::acquire(&self.store, Uuid::nil(), Duration::from_hours(1)).await.unwrap();
        self.store.advance(relay.unwrap(), 10).await.unwrap();
    }

    fn taken(&self) -> Vec<u64> {
        self.effect.taken.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn of_two_followers_one_works_and_the_other_goes_on_where_it_ended() {
    let world = World::new();
    let (first, second) = (world.candidate(), world.candidate());
    world.something_happens("ada").await;
    assert_eq!(first.turn().await.unwrap(), Turn::Worked);
    assert_eq!(second.turn().await.unwrap(), Turn::Standby);
    assert_eq!(first.turn().await.unwrap(), Turn::Idle);
    drop(first);
    world.clock.pass(60);
    world.something_happens("bob").await;
    assert_eq!(second.turn().await.unwrap(), Turn::Worked);
    assert_eq!(world.taken(), [1, 2]);
}

#[tokio::test]
async fn a_former_follower_that_wakes_up_is_fenced() {
    let world = World::new();
    let (first, second) = (world.candidate(), world.candidate());
    assert_eq!(first.turn().await.unwrap(), Turn::Idle);
    world.clock.pass(60);
    world.something_happens("ada").await;
    assert_eq!(second.turn().await.unwrap(), Turn::Worked);
    world.something_happens("bob").await;
    assert_eq!(first.turn().await.unwrap(), Turn::Standby, "its epoch is over");
    assert_eq!(second.turn().await.unwrap(), Turn::Worked);
    assert_eq!(world.taken(), [1, 2]);
}

#[tokio::test]
async fn an_effect_whose_answer_was_lost_is_not_had_twice() {
    let world = World::new();
    let follower = world.candidate();
    world.something_happens("ada").await;
    world.effect.loses_answer.store(true, Ordering::Relaxed);
    assert!(follower.turn().await.is_err());
    assert_eq!(follower.turn().await.unwrap(), Turn::Idle);
    assert_eq!(world.taken(), [1]);
}

#[tokio::test]
async fn a_follower_that_stops_gives_its_lease_up_at_once() {
    let world = World::new();
    let (first, second) = (world.candidate(), world.candidate());
    assert_eq!(first.turn().await.unwrap(), Turn::Idle);
    first.release().await.unwrap();
    assert_eq!(second.turn().await.unwrap(), Turn::Idle);
    assert_eq!(first.turn().await.unwrap(), Turn::Standby);
}

/// A log whose second event is of a kind from the future.
struct Newer(Memory);

#[async_trait]
impl EventLog for Newer {
    async fn head(&self) -> Result<Head, PortError> {
        self.0.head().await
    }

    async fn read(&self, after: Position, through: Position, limit: usize) -> Result<ReadFrom, PortError> {
        let ReadFrom::Slice(Slice { mut events, through }) = self.0.read(after, through, limit).await? else {
            panic!("trimmed")
        };
        for event in events.iter_mut().filter(|event| event.position == Position::new(2)) {
            let unknown = Event::Unknown(UnknownEvent { kind: "rook.hatched".into() });
            let Logged { envelope, position } = Logged::clone(event);
            *event = Arc::new(Logged { position, envelope: Envelope { event: unknown, ..envelope } });
        }
        Ok(ReadFrom::Slice(Slice { events, through }))
    }

    async fn read_topics(
        &self,
        _: &[domain::realtime::Topic],
        _: Position,
        _: Position,
        _: usize,
    ) -> Result<ReadFrom, PortError> {
        unreachable!("followers read all of it")
    }

    async fn whereabouts(&self, _: &domain::realtime::Topic, _: Uuid) -> Result<Whereabouts, PortError> {
        unreachable!("followers look for nothing")
    }

    async fn trim(&self, before: Timestamp) -> Result<Position, PortError> {
        self.0.trim(before).await
    }
}

#[tokio::test]
async fn a_follower_stops_before_what_it_does_not_understand() {
    let world = World::new();
    let follower = world.candidate_on(Arc::new(Newer(world.store.clone())));
    for name in ["ada", "bob", "cyd"] {
        world.something_happens(name).await;
    }
    assert_eq!(follower.turn().await.unwrap(), Turn::Worked);
    for _ in 0..2 {
        let stopped = follower.turn().await;
        assert!(matches!(stopped, Err(FollowError::Unknown { .. })), "{stopped:?}");
    }
    assert_eq!(world.taken(), [1], "what follows waits");
    assert_eq!(world.store.place("remembering").await.unwrap(), Position::new(1));
}

/// An errand that is due each ten seconds, and leaves some to be done at first.
struct Bell {
    rung: AtomicU64,
}

#[async_trait]
impl Errand for Bell {
    fn name(&self) -> &'static str {
        "ringing"
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        match self.rung.fetch_add(1, Ordering::Relaxed) {
            0 => Ok(Due::Now),
            1 => Ok(Due::At(now + jiff::SignedDuration::from_millis(300))),
            2 => Ok(Due::At(now + jiff::SignedDuration::from_secs(10))),
            _ => Ok(Due::Whenever),
        }
    }
}

#[tokio::test]
async fn a_timer_waits_until_something_is_due_and_never_long() {
    let world = World::new();
    let bell = Arc::new(Bell { rung: AtomicU64::new(0) });
    let timer =
        |bell: &Arc<Bell>| Timer::new(Arc::new(world.store.clone()), bell.clone(), world.clock.clone());
    let (first, second) = (timer(&bell), timer(&bell));
    assert_eq!(first.turn().await.unwrap(), Duration::ZERO);
    assert_eq!(first.turn().await.unwrap(), Duration::from_millis(300));
    assert_eq!(first.turn().await.unwrap(), BEAT, "something may come up before");
    assert_eq!(second.turn().await.unwrap(), BEAT, "another has the lease");
    assert_eq!(bell.rung.load(Ordering::Relaxed), 3);
    first.release().await.unwrap();
    second.turn().await.unwrap();
    assert_eq!(bell.rung.load(Ordering::Relaxed), 4);
}
