//! What a [`ScheduleRepository`](service::posts::ScheduleRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Timestamp;
use domain::identity::Profile;
use domain::ids::Snowflake;
use domain::page::Window;
use domain::posts::{IdempotencyKey, NewPoll, Plan, ScheduledPost, Visibility};
use jiff::ToSpan;
use service::posts::Saved;

use crate::race::together;
use crate::store::shared;
use crate::told::kinds_after;
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! schedule_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, scheduled:
            a_plan_is_kept_as_it_was_made,
            plans_are_paged_by_their_ids,
            a_repeated_key_answers_the_plan_that_waits,
            as_many_wait_as_may_and_no_more,
            only_their_own_can_be_found_moved_and_taken_back,
            what_is_due_comes_in_the_order_of_time,
            of_twenty_who_publish_a_plan_one_does,
            a_plan_that_was_moved_or_taken_back_is_not_published,
        }
    };
}

const MOST: u32 = 300;

fn plan(text: &str) -> Plan {
    Plan {
        text: text.to_owned(),
        spoiler: "birds".to_owned(),
        sensitive: true,
        language: Some("en".to_owned()),
        visibility: Visibility::Unlisted,
        reply_to: None,
        poll: NewPoll::parse(&["rooks", "crows"], Some(300), true, false).ok(),
        application: None,
    }
}

async fn kept(store: &dyn Store, of: &Profile, text: &str, minutes: i64) -> ScheduledPost {
    let due = a::now() + minutes.minutes();
    let draft = ScheduledPost::plan(of.account.id, plan(text), due, a::cause(of.account.id)).unwrap();
    a::new_one(store.schedule().keep(draft, None, MOST).await.unwrap().unwrap())
}

async fn listed(store: &dyn Store, of: &Profile) -> Vec<ScheduledPost> {
    store.schedule().list(of.account.id, Window::newest(40)).await.unwrap()
}

fn later(hours: i64) -> Timestamp {
    a::now() + hours.hours()
}

pub async fn a_plan_is_kept_as_it_was_made(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let kept = kept(&a, &ada, "caw", 10).await;
    assert_eq!((kept.author, &kept.plan), (ada.account.id, &plan("caw")));
    assert_eq!(b.schedule().find(kept.id, ada.account.id).await.unwrap(), Some(kept.clone()));
    assert_eq!(b.schedule().next_due().await.unwrap(), Some(kept.due));
    assert_eq!(listed(&b, &ada).await, [kept]);
    assert_eq!(kinds_after(&a, 1).await, [""; 0], "nothing is told before its time");
}

pub async fn plans_are_paged_by_their_ids(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    for (n, minutes) in [(0, 30), (1, 20), (2, 10), (3, 40)] {
        kept(&a, &ada, &format!("plan {n}"), minutes).await;
    }
    let all = listed(&b, &ada).await;
    assert!(all.is_sorted_by(|one, next| one.id > next.id), "{all:?}");
    let page = async |window: Window| b.schedule().list(ada.account.id, window).await.unwrap();
    let newest = Window::newest(2);
    assert_eq!(page(newest).await, all[..2]);
    assert_eq!(page(Window { before: Some(Snowflake::from(all[1].id)), ..newest }).await, all[2..]);
    assert_eq!(page(Window { above: Some(Snowflake::from(all[3].id)), ..newest }).await, all[1..3]);
}

pub async fn a_repeated_key_answers_the_plan_that_waits(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let key: Option<IdempotencyKey> = a::key(&ada, "one");
    let draft =
        || ScheduledPost::plan(ada.account.id, plan("caw"), later(1), a::cause(ada.account.id)).unwrap();
    let first = a::new_one(a.schedule().keep(draft(), key.clone(), MOST).await.unwrap().unwrap());
    let again = b.schedule().keep(draft(), key, MOST).await.unwrap().unwrap();
    assert_eq!(again, Saved::Repeated(first.clone()));
    assert_eq!(listed(&a, &ada).await, [first]);
}

pub async fn as_many_wait_as_may_and_no_more(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    let stores = shared(a, b);
    let kept = together((0..20).map(|n| {
        let (store, draft) =
            (stores[n % 2].clone(), ScheduledPost::plan(ada, plan("caw"), later(1), a::cause(ada)));
        async move { store.schedule().keep(draft.unwrap(), None, 7).await.unwrap().is_some() }
    }))
    .await;
    assert_eq!(kept.iter().filter(|kept| **kept).count(), 7);
}

pub async fn only_their_own_can_be_found_moved_and_taken_back(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let kept = kept(&a, &ada, "caw", 10).await;
    let (own, stranger) = (ada.account.id, bob.account.id);
    assert_eq!(b.schedule().find(kept.id, stranger).await.unwrap(), None);
    assert!(!b.schedule().move_to(kept.id, stranger, later(1)).await.unwrap());
    assert!(!b.schedule().cancel(kept.id, stranger).await.unwrap());
    let due = later(2);
    assert!(b.schedule().move_to(kept.id, own, due).await.unwrap());
    assert_eq!(a.schedule().find(kept.id, own).await.unwrap().unwrap().due, due);
    assert!(b.schedule().cancel(kept.id, own).await.unwrap());
    assert!(!a.schedule().cancel(kept.id, own).await.unwrap());
    assert!(!a.schedule().move_to(kept.id, own, due).await.unwrap());
}

pub async fn what_is_due_comes_in_the_order_of_time(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let [third, first] = [kept(&a, &ada, "c", 30).await, kept(&a, &ada, "a", 10).await];
    let second = kept(&b, &bob, "b", 20).await;
    kept(&a, &bob, "d", 90).await;
    let due = async |hours, limit| b.schedule().due(later(hours), limit).await.unwrap();
    assert_eq!(due(1, 9).await, [first.clone(), second.clone(), third]);
    assert_eq!(due(1, 2).await, [first.clone(), second]);
    assert_eq!(due(0, 9).await, []);
    assert_eq!(a.schedule().next_due().await.unwrap(), Some(first.due));
}

pub async fn of_twenty_who_publish_a_plan_one_does(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let kept = kept(&a, &ada, "caw", 10).await;
    let stores = shared(a, b);
    let published = together((0..20).map(|n| {
        let (store, kept, draft) = (stores[n % 2].clone(), kept.clone(), a::draft(&ada, a::writing("caw")));
        async move { store.schedule().publish(&kept, draft).await.unwrap() }
    }))
    .await;
    assert_eq!(published.iter().filter(|one| **one).count(), 1, "{published:?}");
    assert_eq!(listed(&*stores[0], &ada).await, []);
    assert_eq!(kinds_after(&*stores[1], 1).await, ["post.published"]);
    let timeline = stores[0].timelines().public(None, Window::newest(40)).await.unwrap();
    assert_eq!(timeline.len(), 1);
}

pub async fn a_plan_that_was_moved_or_taken_back_is_not_published(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let [moved, gone] = [kept(&a, &ada, "one", 10).await, kept(&a, &ada, "two", 10).await];
    assert!(b.schedule().move_to(moved.id, ada.account.id, later(2)).await.unwrap());
    assert!(b.schedule().cancel(gone.id, ada.account.id).await.unwrap());
    for plan in [&moved, &gone] {
        assert!(!a.schedule().publish(plan, a::draft(&ada, a::writing("caw"))).await.unwrap());
    }
    assert_eq!(listed(&b, &ada).await.len(), 1);
    assert_eq!(kinds_after(&b, 1).await, [""; 0]);
}
