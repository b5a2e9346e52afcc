//! What goes by the clock that the store was given, and how it rings.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
use std::sync::{Arc, Mutex};
use std::time::Duration;

use adapter_memory::Memory;
use domain::identity::{Account, DisplayName, Email, NewAccount, PasswordHash, Profile, Username};
use domain::ids::{AccountId, Snowflake};
use domain::posts::{IdempotencyKey, NewPost, Post, PostText};
use domain::realtime::{Cause, Origin};
use domain::{Draft, Timestamp};
use jiff::ToSpan;
use service::Entropy;
use service::identity::{AccountRepository, Credentials, Registration};
use service::posts::{PostRepository, Saved};
use service::realtime::{EventLog, Outbox};
use uuid::Uuid;

/// A clock that stands still until it is moved.
struct Hands(Mutex<Timestamp>);

impl Entropy for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn uuid(&self) -> Uuid {
        Uuid::from_u128(7)
    }
}

impl Hands {
    fn move_to(&self, hour: i64) {
        *self.0.lock().unwrap() = noon() + hour.hours();
    }
}

fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn at_noon() -> (Memory, Arc<Hands>) {
    let hands = Arc::new(Hands(Mutex::new(noon())));
    (Memory::new(hands.clone()), hands)
}

fn cause() -> Cause {
    let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
    origin.cause(Uuid::from_u128(9), noon())
}

async fn ada(memory: &Memory) -> Profile {
    let new =
        NewAccount { username: Username::stored("ada"), display_name: DisplayName::default(), bot: false };
    let credentials =
        Credentials::vouched(Email::stored("ada@rookery.example"), PasswordHash::stored("hash"));
    match memory.register(Account::register(new, cause()), credentials).await.unwrap() {
        Registration::New(account) => Profile::of_new(account),
        refused => panic!("{refused:?}"),
    }
}

fn draft(by: &Profile) -> Draft<Post> {
    let new = NewPost::plain(PostText::stored("hello"));
    Post::publish(new, by.clone(), cause()).unwrap()
}

#[tokio::test]
async fn ids_are_those_of_the_moment_and_grow_when_the_clock_jumps_back() {
    let (memory, hands) = at_noon();
    let ada = ada(&memory).await;
    assert_eq!(ada.account.id, AccountId::from(Snowflake::at(noon())));
    hands.move_to(-5);
    let Saved::New(post) = memory.publish(draft(&ada), None).await.unwrap() else { panic!("not saved") };
    assert_eq!(post.id.raw(), ada.account.id.raw() + 1);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let (memory, hands) = at_noon();
    let ada = ada(&memory).await;
    let publish = || memory.publish(draft(&ada), IdempotencyKey::parse(ada.account.id, "one").unwrap());
    assert!(matches!(publish().await.unwrap(), Saved::New(_)));
    hands.move_to(IdempotencyKey::HOURS - 1);
    assert!(matches!(publish().await.unwrap(), Saved::Repeated(_)));
    hands.move_to(IdempotencyKey::HOURS);
    assert!(matches!(publish().await.unwrap(), Saved::New(_)));
}

#[tokio::test]
async fn a_lease_runs_out_by_the_clock() {
    let (memory, hands) = at_noon();
    let [one, other] = [1, 2].map(Uuid::from_u128);
    let hour = Duration::from_hours(1);
    let first = memory.acquire(one, hour * 2).await.unwrap().unwrap();
    hands.move_to(1);
    assert!(memory.renew(first, hour).await.unwrap());
    assert_eq!(memory.acquire(other, hour).await.unwrap(), None);
    hands.move_to(2);
    assert!(memory.acquire(other, hour).await.unwrap() > Some(first));
}

#[tokio::test]
async fn a_ring_between_two_looks_is_not_lost() {
    let (memory, _) = at_noon();
    let ada = ada(&memory).await;
    memory.rung().await;
    memory.publish(draft(&ada), None).await.unwrap();
    memory.rung().await;
    let waits = tokio::time::timeout(Duration::from_millis(1), memory.rung());
    assert!(waits.await.is_err(), "it rang once, and was heard");
}

#[tokio::test]
async fn two_stores_have_two_logs() {
    let one = Memory::new(Arc::new(contract::a::Clock));
    let other = Memory::new(Arc::new(contract::a::Clock));
    assert_ne!(one.head().await.unwrap().log, other.head().await.unwrap().log);
}
