//! What the broker is asked to do, seen from beside.
use std::time::{Duration, Instant};

use adapter_rabbitmq::RabbitQueue;
use lapin::options::{BasicPublishOptions, ExchangeDeleteOptions};
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use service::realtime::{Delivery, EventQueue};
use xtask::infra::{RabbitMq, Setup};

use crate::scene;
use crate::scene::{event, next, publish_until_it_works, until};

async fn a_stranger() -> (Connection, Channel) {
    let connection = Connection::connect(&scene::url().await, ConnectionProperties::default()).await.unwrap();
    let channel = connection.create_channel().await.unwrap();
    (connection, channel)
}

#[tokio::test]
async fn what_nobody_can_read_is_dropped_and_told_as_a_gap() {
    let exchange = scene::an_exchange();
    let queue = scene::a_queue(&exchange).await;
    let mut listener = queue.subscribe().await.unwrap();
    let (_connection, stranger) = a_stranger().await;
    for garbage in [&b"garbage"[..], b"", b"{}", b"\xff\xff", b"[1,2]"] {
        let options = BasicPublishOptions::default();
        let sent = stranger.basic_publish(
            exchange.as_str().into(),
            "".into(),
            options,
            garbage,
            BasicProperties::default(),
        );
        sent.await.unwrap();
        assert_eq!(next(&mut listener).await, Delivery::Gap);
    }
    queue.publish(&[event(1)]).await.unwrap();
    assert_eq!(next(&mut listener).await, Delivery::Event(event(1)));
}

#[tokio::test]
async fn a_listener_that_sleeps_costs_bounded_memory_and_wakes_to_the_newest() {
    let queue = scene::a_queue(&scene::an_exchange()).await;
    let mut listener = queue.subscribe().await.unwrap();
    let sent: Vec<_> = (1..=25_000).map(event).collect();
    queue.publish(&sent).await.unwrap();
    let mut got = vec![];
    while got.last() != sent.last() {
        let Delivery::Event(event) = next(&mut listener).await else { panic!("no connection was lost") };
        got.push(event);
    }
    assert!(got.is_sorted_by_key(|event| event.position));
    assert!((10_000..=11_000).contains(&got.len()), "{} came", got.len());
}

#[tokio::test]
async fn who_leaves_leaves_nothing_at_the_broker() {
    let exchange = scene::an_exchange();
    let queue = scene::a_queue(&exchange).await;
    let listener = queue.subscribe().await.unwrap();
    queue.publish(&[event(1)]).await.unwrap();
    assert!(queue.is_connected());
    assert!(!deleted_unless_bound(&exchange).await, "somebody listens");
    drop(listener);
    until(async || deleted_unless_bound(&exchange).await).await;
}

/// The broker refuses to delete an exchange that queues are bound to.
async fn deleted_unless_bound(exchange: &str) -> bool {
    let (_connection, stranger) = a_stranger().await;
    let unless_bound = ExchangeDeleteOptions { if_unused: true, ..ExchangeDeleteOptions::default() };
    stranger.exchange_delete(exchange.into(), unless_bound).await.is_ok()
}

#[tokio::test]
async fn a_channel_that_the_broker_closes_is_rebuilt_with_all_it_needs() {
    let exchange = scene::an_exchange();
    let queue = scene::a_queue(&exchange).await;
    queue.publish(&[event(1)]).await.unwrap();
    assert!(deleted_unless_bound(&exchange).await);
    // the broker closes a channel on which somebody publishes to what is gone
    publish_until_it_works(&queue, 2).await;
    let mut listener = queue.subscribe().await.unwrap();
    publish_until_it_works(&queue, 3).await;
    assert_eq!(next(&mut listener).await, Delivery::Event(event(3)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_was_killed_and_came_back_is_used_again() {
    let mut broker =
        tokio::task::spawn_blocking(|| RabbitMq::start(&Setup::private()).unwrap()).await.unwrap();
    let queue = RabbitQueue::connect(&broker.url()).unwrap();
    let mut listener = queue.subscribe().await.unwrap();
    publish_until_it_works(&queue, 1).await;
    assert_eq!(next(&mut listener).await, Delivery::Event(event(1)));
    broker.kill9().unwrap();
    until(async || !queue.is_connected()).await;
    assert!(queue.publish(&[event(2)]).await.is_err());
    let _broker =
        tokio::task::spawn_blocking(move || broker.restart().map(|()| broker)).await.unwrap().unwrap();
    assert_eq!(next(&mut listener).await, Delivery::Gap);
    publish_until_it_works(&queue, 3).await;
    assert_eq!(next(&mut listener).await, Delivery::Event(event(3)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_without_memory_makes_publishing_fail_and_keeps_its_connections() {
    let full = Setup::private().with("vm_memory_high_watermark.absolute", "1MB");
    let broker = tokio::task::spawn_blocking(move || RabbitMq::start(&full).unwrap()).await.unwrap();
    let queue = RabbitQueue::connect(&broker.url()).unwrap();
    let _listener = queue.subscribe().await.unwrap();
    // an alarm takes the broker a moment
    until(async || queue.publish(&[event(1)]).await.is_err()).await;
    let began = Instant::now();
    queue.publish(&[event(2)]).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_millis(100), "{:?}", began.elapsed());
    assert!(queue.is_connected());
}
