//! The queue heals by itself, whatever happens between it and the broker.
use std::time::{Duration, Instant};

use adapter_rabbitmq::RabbitQueue;
use domain::realtime::Position;
use service::realtime::{Delivery, EventQueue};

use crate::proxy::{Proxy, Way};
use crate::scene;
use crate::scene::{event, next, publish_until_it_works, until};
use crate::silent::Silent;

async fn through_a_proxy() -> (Proxy, RabbitQueue) {
    let proxy = Proxy::before(&scene::url().await).await;
    let queue = RabbitQueue::connect_through(&proxy.url(), &scene::an_exchange()).unwrap();
    (proxy, queue)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_connection_is_rebuilt_and_the_listener_told_of_a_gap() {
    let (proxy, queue) = through_a_proxy().await;
    let mut listener = queue.subscribe().await.unwrap();
    for round in 1..=3 {
        publish_until_it_works(&queue, round).await;
        assert_eq!(next(&mut listener).await, Delivery::Event(event(round)));
        until(async || queue.is_connected()).await;
        proxy.make(Way::Cut);
        until(async || !queue.is_connected()).await;
        proxy.make(Way::Open);
        assert_eq!(next(&mut listener).await, Delivery::Gap);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publishing_fails_at_once_while_the_broker_is_away_and_works_after() {
    let (proxy, queue) = through_a_proxy().await;
    queue.publish(&[event(1)]).await.unwrap();
    assert!(queue.is_connected());
    proxy.make(Way::Cut);
    until(async || !queue.is_connected()).await;
    let began = Instant::now();
    let error = queue.publish(&[event(2)]).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_millis(100), "{:?}", began.elapsed());
    assert_eq!(error.to_string(), "event queue is not available");
    proxy.make(Way::Open);
    publish_until_it_works(&queue, 3).await;
    assert!(queue.is_connected());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_falls_silent_is_given_up_within_five_seconds() {
    let (proxy, queue) = through_a_proxy().await;
    queue.publish(&[event(1)]).await.unwrap();
    proxy.make(Way::Silent);
    let began = Instant::now();
    queue.publish(&[event(2)]).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
    until(async || !queue.is_connected()).await;
    let began = Instant::now();
    queue.publish(&[event(3)]).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_millis(100), "{:?}", began.elapsed());
    proxy.make(Way::Open);
    publish_until_it_works(&queue, 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attempts_at_a_silent_broker_leave_nothing_behind() {
    let silent = Silent::listen().await;
    let queue = RabbitQueue::connect(&silent.url()).unwrap();
    until(async || silent.accepted() >= 3).await;
    assert!(silent.open() <= 1, "{} of {} are open", silent.open(), silent.accepted());
    drop(queue);
    until(async || silent.open() == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_needs_no_broker_and_what_was_missed_is_told_as_a_gap() {
    let proxy = Proxy::before(&scene::url().await).await;
    proxy.make(Way::Cut);
    let queue = RabbitQueue::connect_through(&proxy.url(), &scene::an_exchange()).unwrap();
    let began = Instant::now();
    let mut listener = queue.subscribe().await.unwrap();
    queue.publish(&[event(1)]).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(!queue.is_connected());
    proxy.make(Way::Open);
    assert_eq!(next(&mut listener).await, Delivery::Gap);
    publish_until_it_works(&queue, 2).await;
    assert_eq!(next(&mut listener).await, Delivery::Event(event(2)));
    assert!(queue.is_connected());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_that_waits_through_an_outage_hears_of_it_and_of_everything_after() {
    let (proxy, queue) = through_a_proxy().await;
    let mut listener = queue.subscribe().await.unwrap();
    for position in 1..=2_000 {
        if position % 500 == 0 {
            proxy.make(Way::Cut);
            until(async || !queue.is_connected()).await;
            proxy.make(Way::Open);
            until(async || queue.is_connected()).await;
        }
        publish_until_it_works(&queue, position).await;
        // after each gap the log would be read: here it is enough that what follows it comes in order
        let mut delivery = next(&mut listener).await;
        while delivery == Delivery::Gap {
            delivery = next(&mut listener).await;
        }
        let Delivery::Event(got) = delivery else { panic!("an event") };
        assert_eq!(got.position, Position::new(position));
    }
}
