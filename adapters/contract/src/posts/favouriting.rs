//! Liking posts.
use domain::identity::Profile;
use domain::ids::PostId;
use domain::page::{Listed, Window};
use service::posts::Saved;

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, waiting};
use crate::{Store, a, windows};

pub async fn favouriting_twice_answers_the_first_and_leaves_no_trace(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("like it")).await;
    let first = a::favourite(&a, &bob, &post).await;
    assert_eq!((first.post, first.author, first.by), (post.id, ada.account.id, bob.account.id));
    let before = waiting(&a).await;
    let draft = post.favourite(bob.account.id, a::cause(bob.account.id));
    assert_eq!(b.posts().favourite(draft).await.unwrap(), Saved::Repeated(first));
    assert_eq!(waiting(&a).await, before);
    assert_eq!(b.posts().find_favourite(post.id, bob.account.id).await.unwrap(), Some(first));
    assert_eq!(b.posts().find_favourite(post.id, ada.account.id).await.unwrap(), None);
    assert_eq!(a.posts().find(post.id, None).await.unwrap().unwrap().post.counts.favourites, 1);
}

pub async fn of_twenty_favourites_by_one_account_one_is_made(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("like it")).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, draft) =
            (stores[n % 2].clone(), post.favourite(bob.account.id, a::cause(bob.account.id)));
        async move { store.posts().favourite(draft).await.unwrap() }
    }))
    .await;
    let made = answers.iter().filter(|answer| matches!(answer, Saved::New(_))).count();
    let repeated = answers.iter().filter(|answer| matches!(answer, Saved::Repeated(_))).count();
    assert_eq!((made, repeated), (1, 19));
    assert_eq!(kinds_after(&*stores[0], 3).await, ["post.favourited"]);
    assert_eq!(stores[0].posts().find(post.id, None).await.unwrap().unwrap().post.counts.favourites, 1);
}

pub async fn a_favourite_of_a_gone_post_is_gone(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("regret")).await;
    assert!(a::deletion(&a, &post).await);
    let before = waiting(&a).await;
    let draft = post.favourite(bob.account.id, a::cause(bob.account.id));
    assert_eq!(b.posts().favourite(draft).await.unwrap(), Saved::Gone);
    assert_eq!(a.posts().find_favourite(post.id, bob.account.id).await.unwrap(), None);
    assert_eq!(waiting(&a).await, before);
}

pub async fn a_favourite_is_taken_back_once(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("like it")).await;
    let favourite = a::favourite(&a, &bob, &post).await;
    let undo = || favourite.undo(&a::cause(bob.account.id));
    assert!(b.posts().unfavourite(undo()).await.unwrap());
    assert!(!a.posts().unfavourite(undo()).await.unwrap());
    assert_eq!(kinds_after(&a, 4).await, ["post.unfavourited"]);
    assert_eq!(a.posts().find_favourite(post.id, bob.account.id).await.unwrap(), None);
    assert_eq!(a.posts().find(post.id, None).await.unwrap().unwrap().post.counts.favourites, 0);
}

pub async fn taking_back_an_old_favourite_leaves_the_new_one(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("like it")).await;
    let old = a::favourite(&a, &bob, &post).await;
    assert!(a.posts().unfavourite(old.undo(&a::cause(bob.account.id))).await.unwrap());
    let new = a::favourite(&b, &bob, &post).await;
    assert!(new.id > old.id);
    assert!(!a.posts().unfavourite(old.undo(&a::cause(bob.account.id))).await.unwrap());
    assert_eq!(b.posts().find_favourite(post.id, bob.account.id).await.unwrap(), Some(new));
    assert_eq!(b.posts().find(post.id, None).await.unwrap().unwrap().post.counts.favourites, 1);
}

pub async fn lists_who_favourited_the_latest_first(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let post = a::post(&a, &ada, a::writing("like it")).await;
    let mut given = Vec::new();
    for (store, who) in [(&a as &dyn Store, &cyd), (&b, &ada), (&a, &bob)] {
        given.insert(0, a::favourite(store, who, &post).await);
    }
    let page = b.posts().favourited_by(post.id, None, Window::newest(10)).await.unwrap();
    let listed: Vec<_> = page.iter().map(|row| (row.at, row.item.account.id)).collect();
    assert_eq!(listed, given.iter().map(|one| (one.id.into(), one.by)).collect::<Vec<_>>());
    let window = Window { above: Some(given[2].id.into()), ..Window::newest(1) };
    let listed = b.posts().favourited_by(post.id, None, window).await.unwrap();
    assert_eq!(listed.iter().map(|row| row.item.account.id).collect::<Vec<_>>(), [ada.account.id]);
    assert_eq!(b.posts().favourited_by(PostId::stored(7), None, Window::newest(10)).await.unwrap(), []);
}

pub async fn each_window_over_those_who_did_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let [post, other] =
        [a::post(&a, &ada, a::writing("one")).await, a::post(&a, &ada, a::writing("two")).await];
    let (mut favourites, mut boosts) = (Vec::new(), Vec::new());
    for n in 0..12 {
        let fan = a::person(&a, &format!("fan{n}")).await;
        a::favourite(&a, &fan, &other).await;
        let favourite = a::favourite(&a, &fan, &post).await;
        favourites.insert(0, Listed { at: favourite.id.into(), item: fan.account.id });
        let boost = a::boost(&b, &fan, &post).await;
        boosts.insert(0, Listed { at: boost.id.into(), item: fan.account.id });
    }
    let ids = |page: Vec<Listed<Profile>>| -> Vec<_> {
        page.into_iter().map(|row| Listed { at: row.at, item: row.item.account.id }).collect()
    };
    let ask = async |window| ids(b.posts().favourited_by(post.id, None, window).await.unwrap());
    windows::check("favourited by", &favourites, ask).await;
    let ask = async |window| ids(b.posts().boosted_by(post.id, None, window).await.unwrap());
    windows::check("boosted by", &boosts, ask).await;
}
