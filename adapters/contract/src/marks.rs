//! What a [`MarkRepository`](service::reading::MarkRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::identity::Profile;
use domain::ids::PostId;
use domain::page::{Listed, Window};
use domain::posts::{Pin, Post, Visibility};
use service::posts::{AccountFilter, Entry, ViewerMarks};
use service::reading::Pinned;

use crate::race::together;
use crate::store::shared;
use crate::told::waiting;
use crate::{Store, a, windows};

const ALL: Window = Window::newest(1_000);

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! mark_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, marks:
            a_bookmark_is_kept_once_and_where_it_was,
            of_twenty_bookmarks_of_one_post_one_is_made,
            what_is_gone_is_neither_bookmarked_nor_pinned,
            what_one_may_no_longer_see_is_in_none_of_ones_lists,
            each_window_over_what_was_marked_is_that_of_the_reference,
            an_account_shows_its_pins_first_the_latest_before_all,
            of_twenty_pins_as_many_are_made_as_there_may_be,
            a_muted_thread_is_muted_to_its_end,
            a_thread_stays_one_when_posts_of_it_are_deleted,
            marks_are_seen_by_whoever_made_them_alone,
        }
    };
}

fn ids(page: &[Listed<Entry>]) -> Vec<PostId> {
    page.iter().map(|row| row.item.post.post.id).collect()
}

fn pin(post: &Post) -> Pin {
    post.pin(post.author).unwrap()
}

async fn pinned(store: &dyn Store, of: &Profile) -> Vec<PostId> {
    let filter = AccountFilter { pinned: true, ..AccountFilter::default() };
    let page = store.timelines().of_account(of.account.id, &filter, None, ALL).await.unwrap();
    page.iter().map(|entry| entry.post.post.id).collect()
}

async fn marks(store: &dyn Store, post: &Post, who: &Profile) -> ViewerMarks {
    store.posts().find(post.id, Some(who.account.id)).await.unwrap().unwrap().post.marks.unwrap()
}

pub async fn a_bookmark_is_kept_once_and_where_it_was(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let [one, two] = [a::post(&a, &bob, a::writing("one")).await, a::post(&a, &bob, a::writing("two")).await];
    let before = waiting(&a).await;
    let me = ada.account.id;
    for (store, post) in [(&a as &dyn Store, &two), (&b, &one), (&a, &two)] {
        assert!(store.marks().bookmark(post.id, me).await.unwrap());
    }
    let page = b.marks().bookmarks(me, ALL).await.unwrap();
    assert_eq!(ids(&page), [one.id, two.id]);
    assert!(page[0].at > page[1].at && page[1].at > two.id.into(), "each has an id of its own: {page:?}");
    assert_eq!(b.marks().bookmarks(bob.account.id, ALL).await.unwrap(), []);
    a.marks().unbookmark(one.id, me).await.unwrap();
    b.marks().unbookmark(one.id, me).await.unwrap();
    assert_eq!(ids(&a.marks().bookmarks(me, ALL).await.unwrap()), [two.id]);
    assert_eq!(waiting(&a).await, before, "nobody is told");
}

pub async fn of_twenty_bookmarks_of_one_post_one_is_made(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let post = a::post(&a, &ada, a::writing("keep me")).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, by) = (stores[n % 2].clone(), ada.account.id);
        async move { store.marks().bookmark(post.id, by).await.unwrap() }
    }));
    assert_eq!(answers.await, [true; 20]);
    assert_eq!(stores[0].marks().bookmarks(ada.account.id, ALL).await.unwrap().len(), 1);
}

pub async fn what_is_gone_is_neither_bookmarked_nor_pinned(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let [kept, gone] =
        [a::post(&a, &ada, a::writing("kept")).await, a::post(&a, &ada, a::writing("gone")).await];
    let me = ada.account.id;
    for post in [&kept, &gone] {
        assert!(a.marks().bookmark(post.id, me).await.unwrap());
        assert_eq!(a.marks().pin(pin(post)).await.unwrap(), Pinned::Yes);
    }
    assert!(a::deletion(&b, &gone).await);
    assert!(!a.marks().bookmark(gone.id, me).await.unwrap());
    assert_eq!(b.marks().pin(pin(&gone)).await.unwrap(), Pinned::Gone);
    assert_eq!(ids(&b.marks().bookmarks(me, ALL).await.unwrap()), [kept.id]);
    assert_eq!(pinned(&b, &ada).await, [kept.id]);
    let boost = a::boost(&a, &ada, &kept).await;
    assert!(!b.marks().bookmark(boost.id, me).await.unwrap(), "a boost is no post");
}

pub async fn what_one_may_no_longer_see_is_in_none_of_ones_lists(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let follow = a::follow(&a, &ada, &bob).await;
    let open = a::post(&a, &bob, a::writing("for all")).await;
    let closed = a::post(&a, &bob, a::whispering("for friends", Visibility::Private)).await;
    let me = ada.account.id;
    for post in [&open, &closed] {
        assert!(a.marks().bookmark(post.id, me).await.unwrap());
        a::favourite(&a, &ada, post).await;
    }
    assert_eq!(ids(&b.marks().favourites(me, ALL).await.unwrap()), [closed.id, open.id]);
    assert!(a.follows().unfollow(follow.end(&a::cause(me))).await.unwrap());
    assert_eq!(ids(&b.marks().favourites(me, ALL).await.unwrap()), [open.id]);
    assert_eq!(ids(&b.marks().bookmarks(me, ALL).await.unwrap()), [open.id]);
}

pub async fn each_window_over_what_was_marked_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let me = ada.account.id;
    let mut favourites = Vec::new();
    for n in 0..12 {
        let post = a::post(&a, &bob, a::writing(&format!("post {n}"))).await;
        assert!(b.marks().bookmark(post.id, me).await.unwrap());
        let favourite = a::favourite(&a, &ada, &post).await;
        a::favourite(&a, &bob, &post).await;
        favourites.insert(0, Listed { at: favourite.id.into(), item: post.id });
    }
    let flat = |page: Vec<Listed<Entry>>| -> Vec<Listed<PostId>> {
        page.into_iter().map(|row| Listed { at: row.at, item: row.item.post.post.id }).collect()
    };
    let ask = async |window| flat(b.marks().favourites(me, window).await.unwrap());
    windows::check("favourites", &favourites, ask).await;
    let bookmarks = flat(a.marks().bookmarks(me, ALL).await.unwrap());
    let order = |rows: &[Listed<PostId>]| rows.iter().map(|row| row.item).collect::<Vec<_>>();
    assert_eq!(order(&bookmarks), order(&favourites));
    let ask = async |window| flat(b.marks().bookmarks(me, window).await.unwrap());
    windows::check("bookmarks", &bookmarks, ask).await;
}

pub async fn an_account_shows_its_pins_first_the_latest_before_all(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let old = a::post(&a, &ada, a::writing("old")).await;
    let closed = a::post(&a, &ada, a::whispering("for friends", Visibility::Private)).await;
    let new = a::post(&a, &ada, a::writing("new")).await;
    let theirs = a::post(&a, &bob, a::writing("theirs")).await;
    for (store, post) in [(&a as &dyn Store, &new), (&b, &closed), (&a, &theirs), (&b, &old), (&a, &new)] {
        assert_eq!(store.marks().pin(pin(post)).await.unwrap(), Pinned::Yes);
    }
    assert_eq!(pinned(&b, &ada).await, [old.id, new.id], "whoever may not see one is not shown it");
    assert_eq!(marks(&a, &closed, &ada).await.pinned, Some(true));
    b.marks().unpin(pin(&old)).await.unwrap();
    a.marks().unpin(pin(&old)).await.unwrap();
    assert_eq!(pinned(&a, &ada).await, [new.id]);
}

pub async fn of_twenty_pins_as_many_are_made_as_there_may_be(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let mut posts = Vec::new();
    for n in 0..20 {
        posts.push(a::post(&a, &ada, a::writing(&format!("post {n}"))).await);
    }
    let stores = shared(a, b);
    let answers = together(posts.iter().enumerate().map(|(n, post)| {
        let (store, pin) = (stores[n % 2].clone(), pin(post));
        async move { store.marks().pin(pin).await.unwrap() }
    }))
    .await;
    let of = |outcome| answers.iter().filter(|answer| **answer == outcome).count();
    assert_eq!((of(Pinned::Yes), of(Pinned::TooMany)), (5, 15));
    let shown = pinned(&*stores[1], &ada).await;
    assert_eq!(shown.len(), usize::from(Pin::MOST));
    let again = posts.iter().find(|post| post.id == shown[0]).unwrap();
    assert_eq!(stores[0].marks().pin(pin(again)).await.unwrap(), Pinned::Yes, "it is there already");
}

pub async fn a_muted_thread_is_muted_to_its_end(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let me = ada.account.id;
    let root = a::post(&a, &ada, a::writing("root")).await;
    let middle = a::post(&a, &bob, a::answering("middle", &root)).await;
    let other = a::post(&a, &bob, a::writing("another thread")).await;
    a.marks().mute_thread(middle.id, me).await.unwrap();
    b.marks().mute_thread(root.id, me).await.unwrap();
    let leaf = a::post(&b, &bob, a::answering("leaf", &middle)).await;
    for post in [&root, &middle, &leaf] {
        assert!(marks(&b, post, &ada).await.muted, "{post:?}");
        assert!(!marks(&b, post, &bob).await.muted);
        let who = [me, bob.account.id];
        assert_eq!(b.marks().who_muted_thread(post.id, &who).await.unwrap(), [me]);
    }
    assert!(!marks(&b, &other, &ada).await.muted);
    assert_eq!(b.marks().who_muted_thread(other.id, &[me]).await.unwrap(), []);
    b.marks().unmute_thread(leaf.id, me).await.unwrap();
    assert!(!marks(&a, &root, &ada).await.muted);
}

pub async fn a_thread_stays_one_when_posts_of_it_are_deleted(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let root = a::post(&a, &ada, a::writing("root")).await;
    let middle = a::post(&a, &bob, a::answering("middle", &root)).await;
    let leaf = a::post(&a, &bob, a::answering("leaf", &middle)).await;
    b.marks().mute_thread(leaf.id, ada.account.id).await.unwrap();
    for gone in [&root, &middle] {
        assert!(a::deletion(&a, gone).await);
        assert!(marks(&b, &leaf, &ada).await.muted);
    }
    let below = a::post(&b, &bob, a::answering("below", &leaf)).await;
    assert!(marks(&a, &below, &ada).await.muted);
}

pub async fn marks_are_seen_by_whoever_made_them_alone(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("mark my words")).await;
    assert!(a.marks().bookmark(post.id, bob.account.id).await.unwrap());
    assert_eq!(a.marks().pin(pin(&post)).await.unwrap(), Pinned::Yes);
    let nothing = ViewerMarks::default();
    let of = |who: &Profile| if who == &ada { Some(true) } else { None };
    for who in [&ada, &bob] {
        let expected = ViewerMarks { bookmarked: who == &bob, pinned: of(who), ..nothing };
        assert_eq!(marks(&b, &post, who).await, expected);
        let page = b.timelines().public(Some(who.account.id), ALL).await.unwrap();
        assert_eq!(page[0].post.marks, Some(expected));
    }
    let open = b.posts().find(post.id, None).await.unwrap().unwrap();
    assert_eq!(open.post.marks, None);
}
