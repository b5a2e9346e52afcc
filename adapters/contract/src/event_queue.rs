//! What an [`EventQueue`](service::realtime::EventQueue) owes its callers; the two handles are two connections to one queue.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::sync::Arc;

use domain::identity::{AuthorFacts, Profile};
use domain::ids::{AccountId, PostId};
use domain::posts::Post;
use domain::realtime::{Fleeting, Logged, Passing, Position, Typing};
use service::realtime::{Delivery, EventQueue, Subscription};
use uuid::Uuid;

use crate::a;
use crate::race::soon;

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! event_queue {
    ($fresh:expr) => {
        $crate::each! { $fresh, event_queue:
            an_event_reaches_every_subscriber_whole,
            publishing_to_nobody_is_fine,
            publishing_nothing_is_fine,
            a_later_subscription_does_not_get_earlier_events,
            many_events_come_in_the_order_of_publishing,
            two_publishers_reach_the_same_subscriber,
            who_leaves_disturbs_nobody,
            dropping_the_wait_for_the_next_loses_nothing,
            what_is_kept_nowhere_reaches_those_who_listen_beside_the_events,
        }
    };
}

/// Events of a log, at these positions.
fn events(positions: std::ops::RangeInclusive<u64>) -> Vec<Arc<Logged>> {
    let name = domain::identity::Username::stored("ada");
    let account = domain::identity::Account::plain(AccountId::stored(1), name, a::now());
    let ada = Profile::of_new(account);
    let logged = |number: u64| {
        let draft = a::draft(&ada, a::writing(&format!("number {number} \u{1f99c}")));
        let post: domain::Recorded<Post> = draft.with_id(PostId::stored(number.cast_signed()));
        let envelope = post.events()[0].clone();
        Arc::new(Logged { position: Position::new(number), envelope })
    };
    positions.map(logged).collect()
}

/// The next so many events.
async fn next(subscription: &mut Box<dyn Subscription>, count: usize) -> Vec<Arc<Logged>> {
    let mut events = Vec::new();
    while events.len() < count {
        let what = format!("event {} of {count}", events.len() + 1);
        match soon(&what, subscription.next()).await.unwrap() {
            Delivery::Event(event) => events.push(event),
            Delivery::Gap | Delivery::Passing(_) => {}
        }
    }
    events
}

pub async fn an_event_reaches_every_subscriber_whole(a: impl EventQueue, b: impl EventQueue) {
    let mut subscriptions =
        [a.subscribe().await.unwrap(), b.subscribe().await.unwrap(), b.subscribe().await.unwrap()];
    let sent = events(1..=2);
    a.publish(&sent).await.unwrap();
    for subscription in &mut subscriptions {
        assert_eq!(next(subscription, 2).await, sent);
    }
}

pub async fn publishing_to_nobody_is_fine(a: impl EventQueue, b: impl EventQueue) {
    a.publish(&events(1..=3)).await.unwrap();
    drop(b.subscribe().await.unwrap());
    a.publish(&events(4..=6)).await.unwrap();
}

pub async fn publishing_nothing_is_fine(a: impl EventQueue, b: impl EventQueue) {
    let mut subscription = b.subscribe().await.unwrap();
    a.publish(&[]).await.unwrap();
    let sent = events(1..=1);
    a.publish(&sent).await.unwrap();
    assert_eq!(next(&mut subscription, 1).await, sent);
}

pub async fn a_later_subscription_does_not_get_earlier_events(a: impl EventQueue, b: impl EventQueue) {
    let mut early = a.subscribe().await.unwrap();
    let sent = events(1..=5);
    a.publish(&sent[..3]).await.unwrap();
    let mut late = b.subscribe().await.unwrap();
    a.publish(&sent[3..]).await.unwrap();
    assert_eq!(next(&mut late, 2).await, sent[3..]);
    assert_eq!(next(&mut early, 5).await, sent);
}

pub async fn many_events_come_in_the_order_of_publishing(a: impl EventQueue, b: impl EventQueue) {
    let mut subscriptions = [a.subscribe().await.unwrap(), b.subscribe().await.unwrap()];
    let sent = events(1..=1_000);
    for batch in sent.chunks(37) {
        a.publish(batch).await.unwrap();
    }
    for subscription in &mut subscriptions {
        let got = next(subscription, sent.len()).await;
        assert!(got == sent, "another order: {:?}", got.iter().map(|one| one.position).collect::<Vec<_>>());
    }
}

pub async fn two_publishers_reach_the_same_subscriber(a: impl EventQueue, b: impl EventQueue) {
    let mut subscription = a.subscribe().await.unwrap();
    let sent = events(1..=4);
    a.publish(&sent[..2]).await.unwrap();
    b.publish(&sent[2..]).await.unwrap();
    let mut got = next(&mut subscription, 4).await;
    got.sort_by_key(|event| event.position);
    assert_eq!(got, sent);
}

pub async fn who_leaves_disturbs_nobody(a: impl EventQueue, b: impl EventQueue) {
    let leaving = a.subscribe().await.unwrap();
    let mut staying = b.subscribe().await.unwrap();
    let sent = events(1..=4);
    a.publish(&sent[..2]).await.unwrap();
    drop(leaving);
    a.publish(&sent[2..]).await.unwrap();
    assert_eq!(next(&mut staying, 4).await, sent);
}

pub async fn dropping_the_wait_for_the_next_loses_nothing(a: impl EventQueue, b: impl EventQueue) {
    let mut subscription = b.subscribe().await.unwrap();
    let sent = events(1..=50);
    let mut got = Vec::new();
    for batch in sent.chunks(10) {
        // Somebody who looks now and then, and goes away each time before the answer or with it.
        let (published, delivery) = tokio::join!(a.publish(batch), async {
            tokio::select! {
                biased;
                delivery = subscription.next() => delivery,
                () = tokio::task::yield_now() => None,
            }
        });
        published.unwrap();
        got.extend(delivery.and_then(|delivery| match delivery {
            Delivery::Event(event) => Some(event),
            Delivery::Gap | Delivery::Passing(_) => None,
        }));
    }
    let rest = next(&mut subscription, sent.len() - got.len()).await;
    got.extend(rest);
    assert_eq!(got, sent);
}

pub async fn what_is_kept_nowhere_reaches_those_who_listen_beside_the_events(
    a: impl EventQueue,
    b: impl EventQueue,
) {
    let typing = Typing { room: AccountId::stored(1), by: AuthorFacts::of_nobody(AccountId::stored(2)) };
    let passing = Passing { id: Uuid::from_u128(1), time: a::now(), what: Fleeting::Typing(typing) };
    let passing = Arc::new(passing);
    // nobody listens: that is no failure
    a.pass(&passing).await.unwrap();
    let mut subscriptions = [a.subscribe().await.unwrap(), b.subscribe().await.unwrap()];
    a.pass(&passing).await.unwrap();
    let sent = events(1..=1);
    a.publish(&sent).await.unwrap();
    for subscription in &mut subscriptions {
        let mut got = Vec::new();
        while got.len() < 2 {
            match soon("what passes, and an event", subscription.next()).await.unwrap() {
                Delivery::Gap => {}
                delivery => got.push(delivery),
            }
        }
        // they go beside each other, so in any order
        assert!(got.contains(&Delivery::Passing(Arc::clone(&passing))), "{got:?}");
        assert!(got.contains(&Delivery::Event(Arc::clone(&sent[0]))), "{got:?}");
    }
}
