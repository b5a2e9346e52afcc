//! The postman at work, by a clock that stands still until nobody has anything to do.
use std::future::pending;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::identity::{Email, Letter, Undelivered};
use domain::ids::AccountId;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::{LetterRepository, Mailer, Postman, Undeliverable};
use crate::{Entropy, PortError};

/// One letter, and until when it is kept for whoever took it.
struct Letters {
    until: Mutex<Instant>,
    delivered: AtomicUsize,
    /// Whether who puts it off waits for ever.
    stuck: AtomicBool,
}

#[async_trait]
impl LetterRepository for Letters {
    async fn write_once(&self, _: Uuid, _: AccountId, _: &str, _: &str) -> Result<(), PortError> {
        Ok(())
    }

    async fn take_due(&self, _: u16, lease: Duration) -> Result<Vec<Undelivered>, PortError> {
        let mut until = self.until.lock().unwrap();
        if self.delivered.load(Ordering::Relaxed) > 0 || *until > Instant::now() {
            return Ok(vec![]);
        }
        *until = Instant::now() + lease;
        let to = Email::stored("ada@rookery.example");
        let letter = Letter { id: Uuid::nil(), to, subject: String::new(), text: String::new() };
        Ok(vec![Undelivered { letter, attempts: 1, written_at: jiff::Timestamp::UNIX_EPOCH }])
    }

    async fn put_off(&self, _: Uuid, pause: Duration) -> Result<(), PortError> {
        if self.stuck.load(Ordering::Relaxed) {
            pending::<()>().await;
        }
        *self.until.lock().unwrap() = Instant::now() + pause;
        Ok(())
    }

    async fn remove(&self, _: Uuid) -> Result<(), PortError> {
        self.delivered.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// Takes that long, and counts.
struct Slow(Duration, AtomicUsize);

#[async_trait]
impl Mailer for Slow {
    async fn deliver(&self, _: &Letter) -> Result<(), Undeliverable> {
        self.1.fetch_add(1, Ordering::Relaxed);
        sleep(self.0).await;
        Ok(())
    }
}

struct Nobody;

impl Entropy for Nobody {
    fn now(&self) -> domain::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn uuid(&self) -> Uuid {
        Uuid::nil()
    }
}

fn postmen(takes: Duration) -> ([Postman; 2], Arc<Letters>, Arc<Slow>) {
    let letters = Arc::new(Letters {
        until: Mutex::new(Instant::now()),
        delivered: AtomicUsize::default(),
        stuck: AtomicBool::default(),
    });
    let mailer = Arc::new(Slow(takes, AtomicUsize::default()));
    let postman = || Postman::new(letters.clone(), mailer.clone(), Arc::new(Nobody));
    ([postman(), postman()], letters, mailer)
}

#[tokio::test(start_paused = true)]
async fn whoever_is_slow_keeps_the_letter_for_as_long_as_they_are_at_it() {
    let ([first, second], letters, mailer) = postmen(Duration::from_secs(20));
    let other = async {
        while letters.delivered.load(Ordering::Relaxed) == 0 {
            sleep(Duration::from_millis(500)).await;
            assert_eq!(second.round().await.unwrap(), 0);
        }
    };
    let (taken, ()) = tokio::join!(first.round(), other);
    assert_eq!((taken.unwrap(), mailer.1.load(Ordering::Relaxed)), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_was_left_by_somebody_who_died_is_soon_delivered_by_another() {
    let ([first, second], letters, _) = postmen(Duration::from_secs(3));
    let died = Instant::now() + Duration::from_millis(2_500);
    assert!(tokio::time::timeout_at(died, first.round()).await.is_err());
    while second.round().await.unwrap() == 0 {
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(letters.delivered.load(Ordering::Relaxed), 1);
    assert!(died.elapsed() < Duration::from_secs(10), "{:?}", died.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_letter_is_delivered_whatever_keeping_it_from_others_takes() {
    let ([postman, _], letters, _) = postmen(Duration::from_secs(20));
    letters.stuck.store(true, Ordering::Relaxed);
    let begun = Instant::now();
    assert_eq!(postman.round().await.unwrap(), 1);
    assert_eq!((letters.delivered.load(Ordering::Relaxed), begun.elapsed()), (1, Duration::from_secs(20)));
}
