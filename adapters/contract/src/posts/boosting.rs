//! Passing posts on.
use domain::ids::PostId;
use domain::page::Window;
use service::posts::{BoostView, Saved};

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, waiting};
use crate::{Store, a};

pub async fn finds_a_boost_under_its_own_id(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("pass it on")).await;
    let boost = a::boost(&a, &bob, &post).await;
    let entry = b.posts().find(boost.id, None).await.unwrap().unwrap();
    assert_eq!((entry.id(), &entry.post.post), (boost.id, &post));
    let by = b.accounts().find(bob.account.id).await.unwrap().unwrap();
    assert_eq!(entry.boost, Some(BoostView { boost, by }));
    assert_eq!(entry.post.author.account, ada.account);
    assert_eq!(b.posts().find_boost(post.id, bob.account.id).await.unwrap(), Some(boost));
    assert_eq!(b.posts().find_boost(post.id, ada.account.id).await.unwrap(), None);
}

pub async fn boosting_twice_answers_the_first_and_leaves_no_trace(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("pass it on")).await;
    let first = a::boost(&a, &bob, &post).await;
    let before = waiting(&a).await;
    let again = b.posts().boost(a::boosting(&bob, &post, &ada)).await.unwrap();
    assert_eq!(again, Saved::Repeated(first));
    assert_eq!(waiting(&a).await, before);
    assert_eq!(a.posts().find(post.id, None).await.unwrap().unwrap().post.counts.boosts, 1);
    assert_eq!(a.accounts().find(bob.account.id).await.unwrap().unwrap().counts.posts, 1);
}

pub async fn of_twenty_boosts_by_one_account_one_is_made(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("pass it on")).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, draft) = (stores[n % 2].clone(), a::boosting(&bob, &post, &ada));
        async move { store.posts().boost(draft).await.unwrap() }
    }))
    .await;
    let made = answers.iter().filter(|answer| matches!(answer, Saved::New(_))).count();
    let repeated = answers.iter().filter(|answer| matches!(answer, Saved::Repeated(_))).count();
    assert_eq!((made, repeated), (1, 19));
    assert_eq!(kinds_after(&*stores[0], 3).await, ["post.boosted"]);
    assert_eq!(stores[0].posts().find(post.id, None).await.unwrap().unwrap().post.counts.boosts, 1);
}

pub async fn a_boost_of_a_gone_post_is_gone(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("regret")).await;
    assert!(a::deletion(&a, &post).await);
    let before = waiting(&a).await;
    assert_eq!(b.posts().boost(a::boosting(&bob, &post, &ada)).await.unwrap(), Saved::Gone);
    assert_eq!(a.posts().find_boost(post.id, bob.account.id).await.unwrap(), None);
    assert_eq!(waiting(&a).await, before);
}

pub async fn a_boost_is_taken_back_once(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("pass it on")).await;
    let boost = a::boost(&a, &bob, &post).await;
    let undo = || boost.undo(&a::cause(bob.account.id));
    assert!(b.posts().unboost(undo()).await.unwrap());
    assert!(!a.posts().unboost(undo()).await.unwrap());
    assert_eq!(kinds_after(&a, 4).await, ["post.unboosted"]);
    assert_eq!(a.posts().find(boost.id, None).await.unwrap(), None);
    assert_eq!(a.posts().find_boost(post.id, bob.account.id).await.unwrap(), None);
    assert_eq!(a.posts().find(post.id, None).await.unwrap().unwrap().post.counts.boosts, 0);
    assert_eq!(a.accounts().find(bob.account.id).await.unwrap().unwrap().counts.posts, 0);
}

pub async fn taking_back_an_old_boost_leaves_the_new_one(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("pass it on")).await;
    let old = a::boost(&a, &bob, &post).await;
    assert!(a.posts().unboost(old.undo(&a::cause(bob.account.id))).await.unwrap());
    let new = a::boost(&b, &bob, &post).await;
    assert!(new.id > old.id);
    assert!(!a.posts().unboost(old.undo(&a::cause(bob.account.id))).await.unwrap());
    assert_eq!(b.posts().find_boost(post.id, bob.account.id).await.unwrap(), Some(new));
    assert_eq!(b.posts().find(post.id, None).await.unwrap().unwrap().post.counts.boosts, 1);
}

pub async fn lists_who_boosted_the_latest_first(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let post = a::post(&a, &ada, a::writing("pass it on")).await;
    let boosts =
        [a::boost(&a, &cyd, &post).await, a::boost(&b, &ada, &post).await, a::boost(&a, &bob, &post).await];
    let page = b.posts().boosted_by(post.id, None, Window::newest(10)).await.unwrap();
    let listed: Vec<_> = page.iter().map(|row| (row.at, row.item.account.id)).collect();
    assert_eq!(listed, [2, 1, 0].map(|n: usize| (boosts[n].id.into(), boosts[n].by)));
    let counts = b.accounts().find(bob.account.id).await.unwrap().unwrap().counts;
    assert_eq!(page[0].item.counts, counts, "with their counts");
    let middle =
        Window { before: Some(boosts[2].id.into()), since: Some(boosts[0].id.into()), ..Window::newest(10) };
    let listed = b.posts().boosted_by(post.id, None, middle).await.unwrap();
    assert_eq!(listed.iter().map(|row| row.item.account.id).collect::<Vec<_>>(), [ada.account.id]);
    assert_eq!(b.posts().boosted_by(PostId::stored(7), None, Window::newest(10)).await.unwrap(), []);
}
