//! From the outbox to the log.
use std::time::Duration;

use domain::ids::PostId;
use domain::realtime::{Event, Origin, Position};
use service::realtime::{Advance, Backlog};
use uuid::Uuid;

use super::lease::SHORT;
use crate::race::{eventually, soon};
use crate::store::{Shared, shared};
use crate::told::{logged, moved, term, told, waiting};
use crate::{Store, a};

pub async fn moves_in_the_order_of_the_outbox(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let mut written = Vec::new();
    for n in 0..10 {
        let store: &dyn Store = if n % 2 == 0 { &a } else { &b };
        written.push(a::post(store, &ada, a::writing(&format!("number {n}"))).await.id);
    }
    let published = told(&b).await.into_iter().filter_map(|event| match event {
        Event::Published(published) => Some(published.post.id),
        _ => None,
    });
    assert_eq!(published.collect::<Vec<_>>(), written);
}

pub async fn moves_at_most_as_many_as_asked(a: impl Store, b: impl Store) {
    a::people(&a, ["ada", "bob", "cyd"]).await;
    let epoch = term(&b).await;
    let positions = async |max| -> Vec<u64> {
        moved(&b, epoch, max).await.iter().map(|logged| logged.position.number()).collect()
    };
    assert_eq!(positions(0).await, [0_u64; 0]);
    assert_eq!(positions(2).await, [1, 2]);
    assert_eq!(waiting(&a).await, 1);
    assert_eq!(positions(usize::MAX).await, [3]);
}

pub async fn moves_nothing_when_nothing_waits(a: impl Store, b: impl Store) {
    let epoch = term(&a).await;
    assert_eq!(moved(&a, epoch, 10).await, []);
    assert_eq!(b.log().head().await.unwrap().position, Position::START);
}

pub async fn what_was_moved_is_what_the_log_has(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let post = a::post(&a, &ada, a::writing("hello #world")).await;
    a::boost(&a, &ada, &post).await;
    let epoch = term(&a).await;
    let moved = moved(&a, epoch, 10).await;
    assert_eq!(moved.len(), 3);
    assert_eq!(moved, logged(&b).await);
    assert_eq!(b.log().head().await.unwrap().position, Position::new(3));
}

pub async fn each_change_is_told_in_the_order_that_it_happened(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("hello")).await;
    let boost = a::boost(&b, &bob, &post).await;
    let favourite = a::favourite(&a, &bob, &post).await;
    let follow = a::follow(&b, &bob, &ada).await;
    let cause = a::cause(bob.account.id);
    assert!(a.posts().unfavourite(favourite.undo(&cause)).await.unwrap());
    assert!(b.posts().unboost(boost.undo(&a::cause(bob.account.id))).await.unwrap());
    assert!(a.follows().unfollow(follow.end(&a::cause(bob.account.id))).await.unwrap());
    assert!(a::deletion(&b, &post).await);
    let kinds: Vec<_> = told(&a).await.iter().map(|event| event.kind().to_owned()).collect();
    assert_eq!(
        kinds[2..],
        [
            "post.published",
            "post.boosted",
            "post.favourited",
            "account.followed",
            "post.unfavourited",
            "post.unboosted",
            "account.unfollowed",
            "post.deleted"
        ]
    );
    let logged = logged(&b).await;
    let told = &logged[6].envelope;
    assert_eq!((told.id, told.time, told.actor), (cause.id, cause.at, Some(bob.account.id)));
    let Origin { correlation, causation, trace, .. } = cause.origin;
    assert_eq!(
        (told.correlation, told.causation, &told.trace),
        (correlation, causation, &trace),
        "kept whole"
    );
}

pub async fn positions_are_contiguous_under_two_relays_and_many_writers(a: impl Store, b: impl Store) {
    const EACH: usize = 25;
    let ada = a::person(&a, "ada").await;
    let stores = shared(a, b);
    let writers = (0..4).map(|n| {
        let (store, ada) = (stores[n % 2].clone(), ada.clone());
        tokio::spawn(async move {
            for k in 0..EACH {
                a::post(&*store, &ada, a::writing(&format!("{n} {k}"))).await;
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let relays = stores.clone().map(|store| {
        tokio::spawn(async move {
            let holder = Uuid::new_v4();
            let mut told = Vec::new();
            while store.log().head().await.unwrap().position.number() < (4 * EACH + 1) as u64 {
                let Some(epoch) = store.outbox().acquire(holder, SHORT).await.unwrap() else {
                    tokio::task::yield_now().await;
                    continue;
                };
                if let Advance::Moved(moved) = store.outbox().advance(epoch, 7).await.unwrap() {
                    told.extend(moved.iter().map(|logged| logged.position.number()));
                }
                store.outbox().release(epoch).await.unwrap();
                tokio::task::yield_now().await;
            }
            told
        })
    });
    let mut positions = Vec::new();
    for relay in relays {
        positions.extend(soon("all are moved", relay).await.unwrap());
    }
    for writer in writers {
        writer.await.unwrap();
    }
    positions.sort_unstable();
    let all: Vec<u64> = (1..=(4 * EACH + 1) as u64).collect();
    assert_eq!(positions, all, "each event was moved by one relay");
    let logged: Vec<u64> = logged(&*stores[0]).await.iter().map(|logged| logged.position.number()).collect();
    assert_eq!(logged, all);
}

/// Lives of posts: published, liked, passed on, deleted, each at its own pace.
async fn life(store: Shared, other: Shared, who: domain::identity::Profile) -> Vec<PostId> {
    let mut posts = Vec::new();
    for _ in 0..6 {
        let post = a::post(&*store, &who, a::writing("short life")).await;
        posts.push(post.id);
        let (liked, passed_on) = (post.clone(), post.clone());
        let (liking, passing, by, me) = (other.clone(), store.clone(), who.account.id, who.clone());
        let like = tokio::spawn(async move {
            liking.posts().favourite(liked.favourite(by, a::cause(by))).await.unwrap();
        });
        let pass = tokio::spawn(async move {
            passing.posts().boost(a::boosting(&me, &passed_on, &me)).await.unwrap();
        });
        assert!(a::deletion(&*other, &post).await);
        like.await.unwrap();
        pass.await.unwrap();
    }
    posts
}

pub async fn a_post_is_told_before_what_happens_to_it_and_its_end_last(a: impl Store, b: impl Store) {
    let people = a::people(&a, ["ada", "bob", "cyd", "dot"]).await;
    let [one, other] = shared(a, b);
    let epoch = term(&*one).await;
    let lives = people.map(|who| tokio::spawn(life(one.clone(), other.clone(), who)));
    // The relay is at work meanwhile.
    while !lives.iter().all(tokio::task::JoinHandle::is_finished) {
        moved(&*one, epoch, 3).await;
        tokio::task::yield_now().await;
    }
    let told = told(&*other).await;
    for life in lives {
        for post in life.await.unwrap() {
            let kinds: Vec<&str> = told.iter().filter(|it| is_of(it, post)).map(Event::kind).collect();
            let (first, last) = (kinds.first(), kinds.last());
            assert_eq!((first, last), (Some(&"post.published"), Some(&"post.deleted")), "{kinds:?}");
        }
    }
}

fn is_of(event: &Event, post: PostId) -> bool {
    let liked = matches!(event, Event::Favourited(it) if it.post == post);
    let untold = matches!(event, Event::Unboosted(it) if it.post == post);
    event.carries_text_of() == Some(post.into()) || event.deletes() == Some(post.into()) || liked || untold
}

pub async fn remembers_how_far_was_published(a: impl Store, b: impl Store) {
    a::people(&a, ["ada", "bob"]).await;
    let epoch = term(&a).await;
    moved(&a, epoch, 10).await;
    assert!(a.outbox().mark_published(epoch, Position::new(1)).await.unwrap());
    let head = b.log().head().await.unwrap();
    assert_eq!((head.published, head.position), (Position::new(1), Position::new(2)));
    assert!(b.outbox().mark_published(epoch, Position::new(2)).await.unwrap());
    assert_eq!(a.log().head().await.unwrap().published, Position::new(2));
}

pub async fn says_what_waits(a: impl Store, b: impl Store) {
    assert_eq!(b.outbox().backlog().await.unwrap(), Backlog::default());
    a::people(&a, ["ada", "bob"]).await;
    let backlog = b.outbox().backlog().await.unwrap();
    assert_eq!(backlog.waiting, 2);
    let age = a::now().duration_since(backlog.oldest.unwrap());
    assert!(age.unsigned_abs() < Duration::from_mins(1), "{age:?}");
    told(&a).await;
    assert_eq!(b.outbox().backlog().await.unwrap(), Backlog::default());
}

pub async fn a_ring_is_heard_by_each_handle(a: impl Store, b: impl Store) {
    let [one, other] = shared(a, b);
    let ada = a::person(&*one, "ada").await;
    let ears = [one.clone(), other].map(|store| tokio::spawn(async move { store.outbox().rung().await }));
    // A ring may be missed, so it rings until both have heard.
    let heard = async || ears.iter().all(tokio::task::JoinHandle::is_finished).then_some(());
    let ring = async || {
        a::post(&*one, &ada, a::writing("listen")).await;
        heard().await
    };
    eventually("both hear a ring", ring).await;
}
