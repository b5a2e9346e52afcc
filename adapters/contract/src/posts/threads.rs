//! What a post belongs to.
use domain::identity::Profile;
use domain::posts::{NewPost, Post, Visibility};
use service::posts::{PostView, Thread, ThreadLimits};

use crate::{Store, a};

const ALL: ThreadLimits = ThreadLimits { ancestors: usize::MAX, descendants: usize::MAX };

async fn thread(store: &dyn Store, of: &Post, reader: Option<&Profile>, limits: ThreadLimits) -> Thread {
    store.posts().thread(of.id, reader.map(|one| one.account.id), limits).await.unwrap()
}

fn texts(views: &[PostView]) -> Vec<&str> {
    views.iter().map(|view| view.post.text.as_str()).collect()
}

/// A tree of answers; written in the order of names, so that answers to older posts come late.
async fn tree(store: &dyn Store, by: &Profile) -> [Post; 8] {
    let root = a::post(store, by, a::writing("root")).await;
    let answer = async |text: &str, parent: &Post| a::post(store, by, a::answering(text, parent)).await;
    let first = answer("1", &root).await;
    let second = answer("2", &root).await;
    let below_second = answer("2.1", &second).await;
    let below_first = answer("1.1", &first).await;
    let deeper = answer("1.1.1", &below_first).await;
    let third = answer("3", &root).await;
    let late = answer("1.2", &first).await;
    [root, first, second, below_second, below_first, deeper, third, late]
}

pub async fn a_thread_is_in_reading_order(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let [root, first, _, _, _, deeper, third, _] = tree(&a, &ada).await;
    let whole = thread(&b, &root, None, ALL).await;
    assert!(whole.ancestors.is_empty());
    assert_eq!(texts(&whole.descendants), ["1", "1.1", "1.1.1", "1.2", "2", "2.1", "3"]);
    let part = thread(&b, &first, Some(&ada), ALL).await;
    assert_eq!(texts(&part.ancestors), ["root"]);
    assert_eq!(texts(&part.descendants), ["1.1", "1.1.1", "1.2"]);
    assert_eq!(texts(&thread(&b, &deeper, None, ALL).await.ancestors), ["root", "1", "1.1"]);
    assert_eq!(thread(&b, &third, None, ALL).await.descendants, []);
}

pub async fn a_thread_keeps_to_its_limits(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let [root, _, _, _, _, deeper, _, _] = tree(&a, &ada).await;
    let few = |ancestors, descendants| ThreadLimits { ancestors, descendants };
    let near = thread(&b, &deeper, None, few(2, 2)).await;
    assert_eq!(texts(&near.ancestors), ["1", "1.1"], "the nearest ones");
    for (limit, expected) in [(0, &[][..]), (1, &["1"]), (4, &["1", "1.1", "1.1.1", "1.2"])] {
        let found = thread(&b, &root, None, few(0, limit)).await;
        assert_eq!(texts(&found.descendants), expected);
    }
}

pub async fn what_the_reader_may_not_see_ends_the_line(a: impl Store, b: impl Store) {
    let [ada, bob, eve] = a::people(&a, ["ada", "bob", "eve"]).await;
    a::follow(&a, &bob, &ada).await;
    let root = a::post(&a, &ada, a::writing("root")).await;
    let hidden = NewPost { visibility: Visibility::Private, ..a::answering("hidden", &root) };
    let hidden = a::post(&a, &ada, hidden).await;
    let below = a::post(&a, &bob, a::answering("below", &hidden)).await;
    a::post(&a, &bob, a::answering("beside", &root)).await;
    for (reader, above, answers) in [
        (Some(&bob), &["root", "hidden"][..], &["hidden", "below", "beside"][..]),
        (Some(&eve), &[], &["beside"]),
        (None, &[], &["beside"]),
    ] {
        assert_eq!(texts(&thread(&b, &below, reader, ALL).await.ancestors), above);
        assert_eq!(texts(&thread(&b, &root, reader, ALL).await.descendants), answers);
    }
}

pub async fn a_deleted_post_ends_the_line(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let [root, first, _, _, below_first, deeper, _, _] = tree(&a, &ada).await;
    assert!(a::deletion(&a, &first).await);
    assert_eq!(texts(&thread(&b, &root, None, ALL).await.descendants), ["2", "2.1", "3"]);
    assert_eq!(texts(&thread(&b, &deeper, None, ALL).await.ancestors), ["1.1"]);
    assert_eq!(texts(&thread(&b, &below_first, None, ALL).await.descendants), ["1.1.1"]);
    assert_eq!(thread(&b, &first, None, ALL).await, Thread::default());
}

pub async fn a_thread_shows_counts_and_marks(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let [root, first, ..] = tree(&a, &ada).await;
    a::favourite(&a, &ada, &root).await;
    a::boost(&a, &ada, &first).await;
    let reader = Some(ada.account.id);
    let down = thread(&b, &root, Some(&ada), ALL).await.descendants;
    let up = thread(&b, &first, Some(&ada), ALL).await.ancestors;
    for view in down.into_iter().chain(up) {
        let found = b.posts().find(view.post.id, reader).await.unwrap().unwrap();
        assert_eq!(found.post, view);
    }
}
