//! What the tests of this folder share: a broker, events, and patience.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use adapter_rabbitmq::RabbitQueue;
use domain::Timestamp;
use domain::realtime::{Envelope, Event, Logged, Position, UnknownEvent};
use service::realtime::{Delivery, EventQueue, Subscription};
use tokio::time::{sleep, timeout};
use uuid::Uuid;
use xtask::infra::{RabbitMq, Setup};

/// One broker for all tests of a program: the given one, or a private one that ends with the program.
static BROKER: LazyLock<RabbitMq> = LazyLock::new(|| RabbitMq::start(&Setup::for_tests()).unwrap());

/// Where the broker is.
pub(crate) async fn url() -> String {
    tokio::task::spawn_blocking(|| BROKER.url()).await.unwrap()
}

/// A name that no other test uses, so that tests do not hear each other.
pub(crate) fn an_exchange() -> String {
    format!("rookery.test.{}", Uuid::new_v4().simple())
}

/// A queue over the broker itself, through an exchange of that name.
pub(crate) async fn a_queue(exchange: &str) -> RabbitQueue {
    RabbitQueue::connect_through(&url().await, exchange).unwrap()
}

pub(crate) fn event(position: u64) -> Arc<Logged> {
    let envelope = Envelope {
        id: Uuid::from_u128(position.into()),
        version: Envelope::VERSION,
        time: Timestamp::UNIX_EPOCH,
        actor: None,
        correlation: Uuid::nil(),
        causation: None,
        trace: None,
        event: Event::Unknown(UnknownEvent { kind: "test.happened".into() }),
    };
    Arc::new(Logged { position: Position::new(position), envelope })
}

/// The next delivery, which must come soon.
pub(crate) async fn next(listener: &mut Box<dyn Subscription>) -> Delivery {
    timeout(Duration::from_secs(20), listener.next()).await.expect("a delivery").expect("no end")
}

/// Publishes one event until it works.
pub(crate) async fn publish_until_it_works(queue: &RabbitQueue, position: u64) {
    until(async || queue.publish(&[event(position)]).await.is_ok()).await;
}

/// Waits for something to become true.
pub(crate) async fn until(mut is_true: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_true().await {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(20), waiting).await.expect("what was waited for");
}
