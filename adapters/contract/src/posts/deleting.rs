//! Deleting: what goes with a post, and what stays.
use domain::ids::PostId;
use domain::page::Window;
use domain::realtime::Event;
use service::posts::Saved;

use crate::race::together;
use crate::store::shared;
use crate::told::{told, waiting};
use crate::{Store, a};

pub async fn what_was_deleted_is_gone_for_everybody(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let post = a::post(&a, &ada, a::writing("regret #rooks")).await;
    let boost = a::boost(&a, &ada, &post).await;
    assert!(a::deletion(&b, &post).await);
    for reader in [None, Some(ada.account.id)] {
        assert_eq!(a.posts().find(post.id, reader).await.unwrap(), None);
        assert_eq!(a.posts().find(boost.id, reader).await.unwrap(), None);
        assert_eq!(a.timelines().public(reader, Window::newest(10)).await.unwrap(), []);
    }
    assert_eq!(a.timelines().home(ada.account.id, Window::newest(10)).await.unwrap(), []);
    assert_eq!(a.accounts().find(ada.account.id).await.unwrap().unwrap().counts.posts, 0);
}

pub async fn deleting_takes_boosts_favourites_and_tells_of_each_boost(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let post = a::post(&a, &ada, a::writing("regret")).await;
    let kept = a::post(&a, &ada, a::writing("no regret")).await;
    let boosts = [a::boost(&a, &bob, &post).await, a::boost(&b, &cyd, &post).await];
    let kept_boost = a::boost(&a, &bob, &kept).await;
    a::favourite(&a, &bob, &post).await;
    let kept_favourite = a::favourite(&b, &bob, &kept).await;
    let before = told(&a).await.len();
    assert!(a::deletion(&b, &post).await);

    let told = &told(&a).await[before..];
    let (last, rest) = told.split_last().unwrap();
    assert!(matches!(last, Event::Deleted(it) if it.audience == post.audience()), "{last:?}");
    let unboosted = |event: &Event| match event {
        Event::Unboosted(it) => (it.boost, it.by, it.post),
        other => panic!("{other:?}"),
    };
    let mut undone: Vec<_> = rest.iter().map(unboosted).collect();
    undone.sort_unstable();
    assert_eq!(undone, boosts.map(|boost| (boost.id, boost.by, post.id)));

    assert_eq!(a.posts().find_boost(post.id, bob.account.id).await.unwrap(), None);
    assert_eq!(a.posts().find_favourite(post.id, bob.account.id).await.unwrap(), None);
    assert_eq!(a.posts().boosted_by(post.id, None, Window::newest(10)).await.unwrap(), []);
    assert_eq!(a.posts().favourited_by(post.id, None, Window::newest(10)).await.unwrap(), []);
    assert_eq!(a.posts().find_boost(kept.id, bob.account.id).await.unwrap(), Some(kept_boost));
    assert_eq!(a.posts().find_favourite(kept.id, bob.account.id).await.unwrap(), Some(kept_favourite));
    for (who, posts) in [(&ada, 1), (&bob, 1), (&cyd, 0)] {
        assert_eq!(a.accounts().find(who.account.id).await.unwrap().unwrap().counts.posts, posts);
    }
}

pub async fn deleting_twice_says_so_and_tells_nothing(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let post = a::post(&a, &ada, a::writing("regret")).await;
    assert!(a::deletion(&a, &post).await);
    let before = waiting(&a).await;
    assert!(!a::deletion(&b, &post).await);
    assert_eq!(waiting(&a).await, before);
    assert_eq!(a.accounts().find(ada.account.id).await.unwrap().unwrap().counts.posts, 0);
}

pub async fn of_twenty_who_delete_one_post_one_does(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("regret")).await;
    a::boost(&a, &bob, &post).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, post) = (stores[n % 2].clone(), post.clone());
        async move { a::deletion(&*store, &post).await }
    }))
    .await;
    assert_eq!(answers.iter().filter(|deleted| **deleted).count(), 1);
    let kinds: Vec<_> = told(&*stores[0]).await[4..].iter().map(|event| event.kind().to_owned()).collect();
    assert_eq!(kinds, ["post.unboosted", "post.deleted"]);
}

pub async fn answers_outlive_what_they_answer(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let root = a::post(&a, &ada, a::writing("root")).await;
    let answer = a::post(&a, &bob, a::answering("but why", &root)).await;
    assert!(a::deletion(&b, &root).await);
    let entry = a.posts().find(answer.id, None).await.unwrap().unwrap();
    assert_eq!(entry.post.post, answer, "it still says whom it answered");
    assert!(a::deletion(&a, &answer).await);
    assert_eq!(b.posts().find(answer.id, None).await.unwrap(), None);
}

/// Whoever comes too late is refused; whoever came in time is told of and untold.
pub async fn nothing_is_left_on_a_post_deleted_meanwhile(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let stores = shared(a, b);
    for _ in 0..10 {
        let post = a::post(&*stores[0], &ada, a::writing("regret")).await;
        let before = told(&*stores[0]).await.len();
        together((0..3).map(|n| {
            let (store, post, ada, bob) = (stores[n % 2].clone(), post.clone(), ada.clone(), bob.clone());
            async move {
                match n {
                    0 => assert!(a::deletion(&*store, &post).await),
                    1 => drop(store.posts().boost(a::boosting(&bob, &post, &ada)).await.unwrap()),
                    _ => {
                        let favourite = post.favourite(bob.account.id, a::cause(bob.account.id));
                        let saved = store.posts().favourite(favourite).await.unwrap();
                        assert!(!matches!(saved, Saved::Repeated(_)), "{saved:?}");
                    }
                }
            }
        }))
        .await;
        let told = told(&*stores[1]).await;
        let count = |kind| told[before..].iter().filter(|event| event.kind() == kind).count();
        assert_eq!(count("post.boosted"), count("post.unboosted"), "{:?}", &told[before..]);
        assert_eq!(count("post.deleted"), 1);
        assert!(is_bare(&*stores[0], post.id, &bob).await);
    }
    assert_eq!(stores[1].accounts().find(bob.account.id).await.unwrap().unwrap().counts.posts, 0);
}

async fn is_bare(store: &dyn Store, post: PostId, who: &domain::identity::Profile) -> bool {
    let boost = store.posts().find_boost(post, who.account.id).await.unwrap();
    let favourite = store.posts().find_favourite(post, who.account.id).await.unwrap();
    let shown = store.timelines().home(who.account.id, Window::newest(10)).await.unwrap();
    boost.is_none() && favourite.is_none() && shown.is_empty()
}
