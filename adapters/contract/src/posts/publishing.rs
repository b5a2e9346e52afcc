//! Publishing: keys, ids, and rows that never go untold.
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::identity::Profile;
use domain::ids::{PostId, Snowflake};
use domain::page::Window;
use domain::posts::{Language, NewPost, Post, PostCounts, Spoiler, Visibility};
use domain::realtime::Event;
use service::posts::{Saved, ViewerMarks};

use crate::race::{abandoned, eventually, soon, together};
use crate::store::{Shared, shared};
use crate::told::{kinds_after, told, waiting};
use crate::{Store, a};

pub async fn finds_what_was_published(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let root = a::post(&a, &bob, a::writing("root")).await;
    let new = NewPost {
        spoiler: Spoiler::stored("careful"),
        sensitive: true,
        language: Language::parse("pt-BR"),
        visibility: Visibility::Unlisted,
        reply_to: Some(root.as_parent()),
        mentions: vec![a::mention(&bob), a::mention(&ada)],
        ..a::writing("@bob @ada the #Zebra and the #ape \u{1f99c}\nsecond line")
    };
    let post = a::post(&a, &ada, new).await;
    let entry = b.posts().find(post.id, None).await.unwrap().unwrap();
    assert_eq!((&entry.post.post, &entry.boost, entry.post.marks), (&post, &None, None));
    assert_eq!((entry.post.author.account, entry.post.author.counts.posts), (ada.account.clone(), 1));
    let own = b.posts().find(post.id, Some(ada.account.id)).await.unwrap().unwrap();
    assert_eq!(own.post.marks, Some(ViewerMarks { pinned: Some(false), ..ViewerMarks::default() }));
}

pub async fn an_unknown_post_is_none(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    for id in [PostId::stored(0), PostId::stored(7), PostId::stored(i64::MAX)] {
        assert_eq!(b.posts().find(id, None).await.unwrap(), None);
        assert_eq!(b.posts().find(id, Some(ada.account.id)).await.unwrap(), None);
    }
}

pub async fn tells_of_each_post_with_its_author_as_they_were(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let post = a::post(&a, &ada, a::writing("hello #world")).await;
    let Event::Published(published) = &told(&b).await[1] else { panic!("no post was told") };
    assert_eq!((Post::from(&published.post), Profile::from(&published.author)), (post, ada));
}

pub async fn ids_grow(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let mut last = Snowflake::from(ada.account.id);
    let earliest = Snowflake::at(ada.account.created_at - jiff::SignedDuration::from_mins(5));
    assert!(last > earliest, "an id tells the time");
    for n in 0..20 {
        let store: &dyn Store = if n % 2 == 0 { &a } else { &b };
        let post = a::post(store, &ada, a::writing("tick")).await;
        assert!(Snowflake::from(post.id) > last);
        last = a::boost(store, &ada, &post).await.id.into();
    }
}

pub async fn a_repeated_key_answers_the_first_post_and_leaves_no_trace(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let key = || a::key(&ada, "one");
    let first = a::new_one(a.posts().publish(a::draft(&ada, a::writing("first")), key()).await.unwrap());
    let before = waiting(&a).await;
    let again = b.posts().publish(a::draft(&ada, a::writing("second")), key()).await.unwrap();
    assert_eq!(again, Saved::Repeated(first.clone()));
    assert_eq!(waiting(&a).await, before);
    let page = a.timelines().public(None, Window::newest(10)).await.unwrap();
    assert_eq!(page.iter().map(|entry| &entry.post.post).collect::<Vec<_>>(), [&first]);
    assert_eq!(page[0].post.author.counts.posts, 1);
    assert_eq!(a.accounts().totals().await.unwrap().posts, 1);
}

pub async fn a_key_belongs_to_one_account(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let [first, second] = [(&ada, &a as &dyn Store), (&bob, &b)];
    let mut made = BTreeSet::new();
    for (who, store) in [first, second] {
        for raw in ["one", "two", "One"] {
            let saved = store.posts().publish(a::draft(who, a::writing(raw)), a::key(who, raw)).await;
            made.insert(a::new_one(saved.unwrap()).id);
        }
    }
    assert_eq!(made.len(), 6);
}

pub async fn posts_without_a_key_are_never_the_same(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let first = a::post(&a, &ada, a::writing("again")).await;
    let second = a::post(&b, &ada, a::writing("again")).await;
    assert!(second.id > first.id);
    assert_eq!(waiting(&a).await, 3);
}

pub async fn fifty_copies_of_one_request_make_one_post(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let stores = shared(a, b);
    let answers = together((0..50).map(|n| {
        let (store, ada) = (stores[n % 2].clone(), ada.clone());
        async move {
            store.posts().publish(a::draft(&ada, a::writing("once")), a::key(&ada, "one")).await.unwrap()
        }
    }))
    .await;
    let made = answers.iter().filter(|answer| matches!(answer, Saved::New(_))).count();
    let ids = answers.iter().map(|answer| match answer {
        Saved::New(post) | Saved::Repeated(post) => post.id,
        Saved::Gone => panic!("nothing it belongs to can be gone"),
    });
    assert_eq!((made, ids.collect::<BTreeSet<_>>().len()), (1, 1));
    assert_eq!(kinds_after(&*stores[0], 1).await, ["post.published"]);
    assert_eq!(stores[1].timelines().public(None, Window::newest(10)).await.unwrap().len(), 1);
}

pub async fn a_key_of_a_deleted_post_makes_a_new_one(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let publish = async |store: &dyn Store| {
        store.posts().publish(a::draft(&ada, a::writing("again")), a::key(&ada, "one")).await.unwrap()
    };
    let first = a::new_one(publish(&a).await);
    assert!(a::deletion(&b, &first).await);
    let second = a::new_one(publish(&a).await);
    assert_ne!(first.id, second.id);
    assert_eq!(publish(&b).await, Saved::Repeated(second));
}

pub async fn an_answer_to_a_deleted_post_is_published(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let root = a::post(&a, &ada, a::writing("root")).await;
    let late = a::draft(&ada, a::answering("too late", &root));
    assert!(a::deletion(&b, &root).await);
    let answer = a::new_one(a.posts().publish(late, None).await.unwrap());
    assert_eq!(answer.reply_to, Some(root.as_parent()));
    assert_eq!(b.posts().find(answer.id, None).await.unwrap().unwrap().post.post, answer);
}

/// The posts that a public timeline shows, and those that were told.
async fn shown_and_told(store: &dyn Store) -> [BTreeSet<PostId>; 2] {
    let shown = store.timelines().public(None, Window::newest(1_000)).await.unwrap();
    let told = told(store).await.into_iter().filter_map(|event| match event {
        Event::Published(published) => Some(published.post.id),
        _ => None,
    });
    [shown.iter().map(service::posts::Entry::id).collect(), told.collect()]
}

pub async fn events_and_rows_are_saved_both_or_neither(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let stores = shared(a, b);
    // Clients that hang up in the middle: the request's future is dropped wherever it stands.
    for n in 0..40 {
        let posts = stores[n % 2].posts();
        abandoned(n / 4, posts.publish(a::draft(&ada, a::writing("hung up")), None)).await;
    }
    a::post(&*stores[1], &ada, a::writing("waited")).await;
    let agreed = async || {
        let [shown, told] = shown_and_told(&*stores[0]).await;
        (shown == told).then_some(shown)
    };
    let shown = eventually("each row is told and each event has its row", agreed).await;
    let profile = stores[1].accounts().find(ada.account.id).await.unwrap().unwrap();
    assert!(profile.counts.posts >= shown.len() as u64 && !shown.is_empty(), "{profile:?}");
}

/// Reads the public timeline as clients do, from the last id that they saw, until all is written.
async fn poll(store: Shared, written: Arc<AtomicBool>) -> Vec<PostId> {
    let (mut seen, mut since) = (Vec::new(), None);
    loop {
        let last_look = written.load(Ordering::SeqCst);
        let window = Window { since, ..Window::newest(5_000) };
        let page = store.timelines().public(None, window).await.unwrap();
        since = page.first().map(service::posts::Entry::at).or(since);
        seen.extend(page.iter().rev().map(service::posts::Entry::id));
        if last_look {
            return seen;
        }
        tokio::task::yield_now().await;
    }
}

pub async fn a_poller_with_since_id_never_misses_a_late_commit(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let stores = shared(a, b);
    let written = Arc::new(AtomicBool::new(false));
    let pollers = stores.clone().map(|store| tokio::spawn(poll(store, written.clone())));
    let posts = together((0..8).map(|n| {
        let (store, ada) = (stores[n % 2].clone(), ada.clone());
        async move {
            let mut posts = Vec::new();
            for k in 0..15 {
                posts.push(a::post(&*store, &ada, a::writing(&format!("{n} {k}"))).await.id);
                // A store that never waits would let nobody else in.
                tokio::task::yield_now().await;
            }
            posts
        }
    }))
    .await;
    written.store(true, Ordering::SeqCst);
    let mut all: Vec<PostId> = posts.into_iter().flatten().collect();
    all.sort_unstable();
    for poller in pollers {
        let seen = soon("the poller ends", poller).await.unwrap();
        assert_eq!(seen, all, "every post is seen, once, in the order of ids");
    }
}

pub async fn counts_answers_boosts_and_favourites(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let root = a::post(&a, &ada, a::writing("root")).await;
    for visibility in Visibility::ALL {
        a::post(&a, &bob, NewPost { visibility, ..a::answering("yes", &root) }).await;
    }
    let boost = a::boost(&a, &bob, &root).await;
    for who in [&ada, &bob] {
        a::favourite(&b, who, &root).await;
    }
    let expected = PostCounts { replies: 2, boosts: 1, favourites: 2 };
    for id in [root.id, boost.id] {
        let entry = b.posts().find(id, None).await.unwrap().unwrap();
        assert_eq!(entry.post.counts, expected, "answers that only some may see do not show in a number");
    }
}

pub async fn marks_what_the_reader_did(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let post = a::post(&a, &ada, a::writing("mark my words")).await;
    a::favourite(&a, &bob, &post).await;
    a::boost(&a, &cyd, &post).await;
    for (who, favourited, boosted) in [(&ada, false, false), (&bob, true, false), (&cyd, false, true)] {
        let pinned = (who == &ada).then_some(false);
        let marks = Some(ViewerMarks { favourited, boosted, pinned, ..ViewerMarks::default() });
        let entry = b.posts().find(post.id, Some(who.account.id)).await.unwrap().unwrap();
        assert_eq!(entry.post.marks, marks);
        let page = b.timelines().public(Some(who.account.id), Window::newest(1)).await.unwrap();
        assert_eq!(page[0].post.marks, marks);
    }
}
