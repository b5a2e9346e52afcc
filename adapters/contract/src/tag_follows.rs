//! What a [`TagFollowRepository`](service::posts::TagFollowRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Draft;
use domain::identity::Profile;
use domain::page::{Listed, Window};
use domain::posts::{Hashtag, TagFollow};
use service::posts::Begun;

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, waiting};
use crate::{Store, a, windows};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! tag_follow_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, tag_follows:
            a_followed_tag_is_found_told_and_ended_once,
            following_a_tag_twice_is_repeated_and_leaves_no_trace,
            of_twenty_follows_of_a_tag_one_is_made,
            nobody_follows_more_tags_than_anybody_may,
            each_window_over_followed_tags_is_that_of_the_reference,
            a_home_knows_the_tags_that_are_followed,
        }
    };
}

fn tag(word: &str) -> Hashtag {
    Hashtag::parse(word).unwrap()
}

fn wanting(who: &Profile, word: &str) -> Draft<TagFollow> {
    TagFollow::begin(who.account.id, tag(word), a::cause(who.account.id))
}

async fn follow(store: &dyn Store, who: &Profile, word: &str) -> TagFollow {
    match store.tags().follow_tag(wanting(who, word)).await.unwrap() {
        Begun::New(follow) => follow,
        other => panic!("nothing was saved: {other:?}"),
    }
}

pub async fn a_followed_tag_is_found_told_and_ended_once(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let follow = follow(&a, &ada, "Rooks").await;
    assert_eq!((follow.by, follow.tag.as_str()), (ada.account.id, "rooks"));
    let found =
        async |who: &Profile, word: &str| b.tags().find_tag(who.account.id, &tag(word)).await.unwrap();
    assert_eq!(found(&ada, "rooks").await.as_ref(), Some(&follow));
    assert_eq!((found(&ada, "rook").await, found(&bob, "rooks").await), (None, None));
    let end = || follow.clone().end(&a::cause(ada.account.id));
    assert!(b.tags().unfollow_tag(end()).await.unwrap());
    assert!(!a.tags().unfollow_tag(end()).await.unwrap());
    assert_eq!(found(&ada, "rooks").await, None);
    assert_eq!(kinds_after(&a, 2).await, ["tag.followed", "tag.unfollowed"]);
}

pub async fn following_a_tag_twice_is_repeated_and_leaves_no_trace(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let first = follow(&a, &ada, "rooks").await;
    let before = waiting(&b).await;
    assert_eq!(b.tags().follow_tag(wanting(&ada, "#ROOKS")).await.unwrap(), Begun::Repeated(first));
    assert_eq!(waiting(&a).await, before);
}

pub async fn of_twenty_follows_of_a_tag_one_is_made(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, draft) = (stores[n % 2].clone(), wanting(&ada, "rooks"));
        async move { store.tags().follow_tag(draft).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Begun::New(_))).count(), 1);
    assert_eq!(kinds_after(&*stores[0], 1).await, ["tag.followed"]);
}

pub async fn nobody_follows_more_tags_than_anybody_may(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    for n in 0..TagFollow::MOST {
        follow(&a, &ada, &format!("rook{n}")).await;
    }
    let before = waiting(&b).await;
    assert_eq!(b.tags().follow_tag(wanting(&ada, "crows")).await.unwrap(), Begun::Full);
    assert!(matches!(b.tags().follow_tag(wanting(&ada, "rook7")).await.unwrap(), Begun::Repeated(_)));
    assert_eq!(waiting(&a).await, before);
    follow(&b, &bob, "crows").await;
}

pub async fn each_window_over_followed_tags_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let mut all = Vec::new();
    for n in 0..12 {
        follow(&b, &bob, &format!("crow{n}")).await;
        let one = follow(&a, &ada, &format!("rook{n}")).await;
        all.insert(0, Listed { at: one.id.into(), item: one.tag });
    }
    let ask = async |window: Window| b.tags().followed_tags(ada.account.id, window).await.unwrap();
    windows::check("followed tags", &all, ask).await;
}

pub async fn a_home_knows_the_tags_that_are_followed(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    for word in ["rooks", "crows", "owls"] {
        follow(&a, &ada, word).await;
    }
    let owls = a.tags().find_tag(ada.account.id, &tag("owls")).await.unwrap().unwrap();
    assert!(a.tags().unfollow_tag(owls.end(&a::cause(ada.account.id))).await.unwrap());
    let tags = ["rooks", "crows"].map(str::to_owned).into();
    assert_eq!(b.follows().home(ada.account.id).await.unwrap().tags, tags);
    assert!(b.follows().home(bob.account.id).await.unwrap().tags.is_empty());
}
