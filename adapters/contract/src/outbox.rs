//! What an [`Outbox`](service::realtime::Outbox) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::time::Duration;

use domain::realtime::{Event, Position};
use service::realtime::{Advance, Backlog, Epoch};
use uuid::Uuid;

use crate::race::{eventually, soon, together};
use crate::store::shared;
use crate::told::{LONG, RELAY, logged, moved, term, told, waiting};
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! outbox {
    ($fresh:expr) => {
        $crate::each! { $fresh, outbox:
            the_lease_is_given_to_one,
            of_twenty_who_want_the_lease_one_gets_it,
            each_grant_has_a_higher_epoch,
            a_lease_that_was_given_up_is_free_at_once,
            a_lease_that_ran_out_is_free,
            a_lease_that_is_renewed_does_not_run_out,
            who_was_overtaken_can_do_nothing,
            moves_in_the_order_of_the_outbox,
            moves_at_most_as_many_as_asked,
            moves_nothing_when_nothing_waits,
            what_was_moved_is_what_the_log_has,
            each_change_is_told_in_the_order_that_it_happened,
            positions_are_contiguous_under_two_relays_and_many_writers,
            the_words_of_a_deleted_post_are_blanked_in_the_log,
            a_post_deleted_before_it_was_moved_never_shows_its_words,
            other_posts_keep_their_words,
            remembers_how_far_was_published,
            says_what_waits,
            a_ring_is_heard_by_each_handle,
        }
    };
}

const OTHER: Uuid = Uuid::from_u128(2);
const SHORT: Duration = Duration::from_millis(200);

pub async fn the_lease_is_given_to_one(a: impl Store, b: impl Store) {
    assert!(a.outbox().acquire(RELAY, LONG).await.unwrap().is_some());
    assert_eq!(b.outbox().acquire(OTHER, LONG).await.unwrap(), None);
}

pub async fn of_twenty_who_want_the_lease_one_gets_it(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let grants = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.outbox().acquire(Uuid::new_v4(), LONG).await.unwrap() }
    }))
    .await;
    assert_eq!(grants.iter().flatten().count(), 1, "{grants:?}");
}

pub async fn each_grant_has_a_higher_epoch(a: impl Store, b: impl Store) {
    let first = term(&a).await;
    let again = term(&b).await;
    assert!(again > first, "a holder that asks again gets a new one");
    b.outbox().release(again).await.unwrap();
    let other = a.outbox().acquire(OTHER, LONG).await.unwrap().unwrap();
    assert!(other > again);
}

pub async fn a_lease_that_was_given_up_is_free_at_once(a: impl Store, b: impl Store) {
    let epoch = term(&a).await;
    a.outbox().release(epoch).await.unwrap();
    assert!(b.outbox().acquire(OTHER, LONG).await.unwrap().is_some());
}

pub async fn a_lease_that_ran_out_is_free(a: impl Store, b: impl Store) {
    let first = a.outbox().acquire(RELAY, SHORT).await.unwrap().unwrap();
    let take = async || b.outbox().acquire(OTHER, LONG).await.unwrap();
    let second = eventually("a lease that ran out is free", take).await;
    assert!(second > first);
}

pub async fn a_lease_that_is_renewed_does_not_run_out(a: impl Store, b: impl Store) {
    let epoch = a.outbox().acquire(RELAY, SHORT).await.unwrap().unwrap();
    assert!(a.outbox().renew(epoch, LONG).await.unwrap());
    tokio::time::sleep(SHORT * 2).await;
    assert_eq!(b.outbox().acquire(OTHER, LONG).await.unwrap(), None);
}

pub async fn who_was_overtaken_can_do_nothing(a: impl Store, b: impl Store) {
    a::person(&a, "ada").await;
    let (old, new) = (term(&a).await, term(&b).await);
    assert_eq!(a.outbox().advance(old, 10).await.unwrap(), Advance::Fenced);
    assert!(!a.outbox().mark_published(old, Position::new(1)).await.unwrap());
    assert!(!a.outbox().renew(old, LONG).await.unwrap());
    a.outbox().release(old).await.unwrap();
    assert_eq!(a.outbox().acquire(OTHER, LONG).await.unwrap(), None, "the new one keeps its lease");
    assert_eq!(waiting(&b).await, 1);
    assert_eq!(moved(&b, new, 10).await.len(), 1);
    assert_eq!(b.log().head().await.unwrap().published, Position::START);
    let never_given = Epoch(new.0 + 1);
    assert_eq!(a.outbox().advance(never_given, 10).await.unwrap(), Advance::Fenced);
}

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
    assert_eq!(logged[6].envelope.id, cause.id, "the envelope is kept whole");
    assert_eq!(logged[6].envelope.correlation, cause.origin.correlation);
    assert_eq!(logged[6].envelope.actor, Some(bob.account.id));
    assert_eq!(logged[6].envelope.time, cause.at);
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

/// What the log shows of a post: text and spoiler, wherever it is told.
async fn words(store: &dyn Store, of: &domain::posts::Post) -> Vec<(String, String)> {
    let told = logged(store).await;
    let telling = told.iter().filter(|logged| logged.envelope.event.carries_text_of() == Some(of.id));
    let facts = telling.map(|logged| match &logged.envelope.event {
        Event::Published(published) => published.post.clone(),
        Event::Boosted(boosted) => boosted.post.clone(),
        other => panic!("{other:?}"),
    });
    facts.map(|facts| (facts.text, facts.spoiler)).collect()
}

async fn secret(store: &dyn Store) -> (domain::identity::Profile, domain::posts::Post) {
    let ada = a::person(store, "ada").await;
    let new = domain::posts::NewPost {
        spoiler: domain::posts::Spoiler::stored("a secret"),
        ..a::writing("that nobody knows")
    };
    let post = a::post(store, &ada, new).await;
    a::boost(store, &ada, &post).await;
    (ada, post)
}

pub async fn the_words_of_a_deleted_post_are_blanked_in_the_log(a: impl Store, b: impl Store) {
    let (_, post) = secret(&a).await;
    told(&a).await;
    let said = ("that nobody knows".to_owned(), "a secret".to_owned());
    assert_eq!(words(&b, &post).await, [said.clone(), said]);
    assert!(a::deletion(&b, &post).await);
    told(&a).await;
    assert_eq!(words(&b, &post).await, [(String::new(), String::new()), (String::new(), String::new())]);
    let published = &logged(&b).await[1].envelope.event;
    assert!(
        matches!(published, Event::Published(it) if it.post.id == post.id && it.post.author == post.author),
        "the rest stays: {published:?}"
    );
}

pub async fn a_post_deleted_before_it_was_moved_never_shows_its_words(a: impl Store, b: impl Store) {
    let (_, post) = secret(&a).await;
    assert!(a::deletion(&b, &post).await);
    let epoch = term(&b).await;
    let moved = moved(&b, epoch, 100).await;
    assert_eq!(words(&a, &post).await, [(String::new(), String::new()), (String::new(), String::new())]);
    assert_eq!(moved, logged(&a).await, "the queue is not told them either");
}

pub async fn other_posts_keep_their_words(a: impl Store, b: impl Store) {
    let (ada, post) = secret(&a).await;
    let other = a::post(&a, &ada, a::writing("something else")).await;
    assert!(a::deletion(&b, &post).await);
    told(&a).await;
    assert_eq!(words(&b, &other).await, [("something else".to_owned(), String::new())]);
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
