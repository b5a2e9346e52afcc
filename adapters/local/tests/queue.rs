//! What the queue of one process does beyond what every queue owes.
use std::sync::Arc;

use adapter_local::LocalQueue;
use domain::Timestamp;
use domain::realtime::{Envelope, Event, Logged, Position, UnknownEvent};
use service::realtime::{Delivery, EventQueue};
use uuid::Uuid;

fn event(position: u64) -> Arc<Logged> {
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

#[tokio::test]
async fn a_listener_that_lags_is_told_of_a_gap_and_goes_on_with_what_is_left() {
    let queue = LocalQueue::with_capacity(4);
    let mut listener = queue.subscribe().await.unwrap();
    let events: Vec<_> = (1..=100).map(event).collect();
    queue.publish(&events).await.unwrap();
    assert_eq!(listener.next().await, Some(Delivery::Gap));
    for event in &events[96..] {
        assert_eq!(listener.next().await, Some(Delivery::Event(Arc::clone(event))));
    }
}

#[tokio::test]
async fn one_that_lags_does_not_hinder_the_others() {
    let queue = LocalQueue::with_capacity(4);
    let _slow = queue.subscribe().await.unwrap();
    let mut quick = queue.subscribe().await.unwrap();
    for event in (1..=100).map(event) {
        queue.publish(std::slice::from_ref(&event)).await.unwrap();
        assert_eq!(quick.next().await, Some(Delivery::Event(event)));
    }
}

#[tokio::test]
async fn listeners_share_one_event_without_copying_it() {
    let queue = LocalQueue::new();
    let mut listener = queue.subscribe().await.unwrap();
    let event = event(1);
    queue.publish(std::slice::from_ref(&event)).await.unwrap();
    let Some(Delivery::Event(got)) = listener.next().await else { panic!("no event") };
    assert!(Arc::ptr_eq(&got, &event));
}

#[tokio::test]
async fn a_subscription_ends_with_its_queue() {
    let queue = LocalQueue::new();
    let mut listener = queue.subscribe().await.unwrap();
    queue.publish(&[event(1)]).await.unwrap();
    drop(queue);
    assert_eq!(listener.next().await, Some(Delivery::Event(event(1))));
    assert_eq!(listener.next().await, None);
}
