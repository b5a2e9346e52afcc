//! What a [`FollowRepository`](service::posts::FollowRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::collections::HashMap;

use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Follow, FollowWishes, Followed, Home, Languages, PrivateNote, Unfollowed};
use domain::realtime::Event;
use service::posts::{Relationship, Saved};

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, told, waiting};
use crate::{Store, a, windows};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! follow_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, follows:
            finds_what_was_saved,
            following_is_no_favour_in_return,
            tells_of_each_follow_and_each_end,
            the_same_wishes_again_are_repeated_and_leave_no_trace,
            other_wishes_keep_the_id_and_are_told,
            of_twenty_follows_by_one_account_one_is_made,
            following_nobody_is_gone,
            a_follow_ends_once,
            ending_an_old_follow_leaves_the_new_one,
            relationships_are_in_the_order_asked_for,
            a_relationship_says_what_is_wanted,
            lists_followers_and_followees_the_latest_first,
            each_window_over_followers_is_that_of_the_reference,
            home_is_the_reader_with_all_whom_they_follow,
            languages_are_kept_shown_and_told,
            names_those_who_are_familiar_of_each_in_the_order_asked_for,
            of_those_who_hide_or_are_kept_away_nobody_is_familiar,
        }
    };
}

const QUIET: FollowWishes = FollowWishes { boosts: false, notify: true, languages: Languages::ALL };

pub async fn finds_what_was_saved(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let follow = a::new_one(a.follows().follow(a::following(&ada, &bob, QUIET)).await.unwrap());
    assert_eq!((follow.follower, follow.followee, &follow.wishes), (ada.account.id, bob.account.id, &QUIET));
    assert_eq!(b.follows().find(ada.account.id, bob.account.id).await.unwrap(), Some(follow));
}

pub async fn following_is_no_favour_in_return(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    a::follow(&a, &ada, &bob).await;
    assert_eq!(b.follows().find(bob.account.id, ada.account.id).await.unwrap(), None);
    assert_eq!(b.follows().followers(ada.account.id, None, Window::newest(10)).await.unwrap(), []);
    assert_eq!(b.follows().following(bob.account.id, None, Window::newest(10)).await.unwrap(), []);
}

pub async fn tells_of_each_follow_and_each_end(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let follow = a::follow(&a, &ada, &bob).await;
    assert!(b.follows().unfollow(follow.clone().end(&a::cause(ada.account.id))).await.unwrap());
    let Follow { follower, followee, wishes, .. } = follow;
    let expected = [
        Event::Followed(Followed { follower, followee, wishes }),
        Event::Unfollowed(Unfollowed { follower, followee }),
    ];
    assert_eq!(told(&a).await[2..], expected);
}

pub async fn the_same_wishes_again_are_repeated_and_leave_no_trace(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let first = a::new_one(a.follows().follow(a::following(&ada, &bob, QUIET)).await.unwrap());
    let before = waiting(&a).await;
    let again = b.follows().follow(a::following(&ada, &bob, QUIET)).await.unwrap();
    assert_eq!(again, Saved::Repeated(first));
    assert_eq!(waiting(&a).await, before);
    assert_eq!(a.accounts().find(bob.account.id).await.unwrap().unwrap().counts.followers, 1);
}

pub async fn other_wishes_keep_the_id_and_are_told(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let first = a::follow(&a, &ada, &bob).await;
    let changed = a::new_one(b.follows().follow(a::following(&ada, &bob, QUIET)).await.unwrap());
    assert_eq!(changed, Follow { wishes: QUIET, ..first });
    assert_eq!(a.follows().find(ada.account.id, bob.account.id).await.unwrap(), Some(changed));
    let counts = [&ada, &bob].map(|one| a.accounts().find(one.account.id));
    let [of_ada, of_bob] = counts;
    assert_eq!(of_ada.await.unwrap().unwrap().counts.following, 1);
    assert_eq!(of_bob.await.unwrap().unwrap().counts.followers, 1);
    let (follower, followee) = (ada.account.id, bob.account.id);
    assert_eq!(told(&a).await[3..], [Event::Followed(Followed { follower, followee, wishes: QUIET })]);
}

pub async fn of_twenty_follows_by_one_account_one_is_made(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, draft) = (stores[n % 2].clone(), a::following(&ada, &bob, QUIET));
        async move { store.follows().follow(draft).await.unwrap() }
    }))
    .await;
    let made = answers.iter().filter(|answer| matches!(answer, Saved::New(_))).count();
    let repeated = answers.iter().filter(|answer| matches!(answer, Saved::Repeated(_))).count();
    assert_eq!((made, repeated), (1, 19));
    assert_eq!(kinds_after(&*stores[0], 2).await, ["account.followed"]);
    assert_eq!(stores[1].accounts().find(bob.account.id).await.unwrap().unwrap().counts.followers, 1);
}

pub async fn following_nobody_is_gone(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let mut nobody = ada.clone();
    nobody.account.id = AccountId::stored(7);
    let answer = b.follows().follow(a::following(&ada, &nobody, QUIET)).await.unwrap();
    assert_eq!(answer, Saved::Gone);
    assert_eq!(a.follows().find(ada.account.id, nobody.account.id).await.unwrap(), None);
    assert_eq!((waiting(&a).await, a.accounts().find(ada.account.id).await.unwrap()), (1, Some(ada)));
}

pub async fn a_follow_ends_once(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let follow = a::follow(&a, &ada, &bob).await;
    let stores = shared(a, b);
    let answers = together((0..10).map(|n| {
        let (store, end) = (stores[n % 2].clone(), follow.clone().end(&a::cause(ada.account.id)));
        async move { store.follows().unfollow(end).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|ended| **ended).count(), 1);
    let store = &*stores[0];
    assert_eq!(kinds_after(store, 3).await, ["account.unfollowed"]);
    assert_eq!(store.follows().find(ada.account.id, bob.account.id).await.unwrap(), None);
    assert_eq!(store.accounts().find(ada.account.id).await.unwrap(), Some(ada));
    assert_eq!(store.accounts().find(bob.account.id).await.unwrap(), Some(bob));
}

pub async fn ending_an_old_follow_leaves_the_new_one(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let old = a::follow(&a, &ada, &bob).await;
    assert!(a.follows().unfollow(old.clone().end(&a::cause(ada.account.id))).await.unwrap());
    let new = a::follow(&b, &ada, &bob).await;
    assert!(new.id > old.id);
    assert!(!a.follows().unfollow(old.clone().end(&a::cause(ada.account.id))).await.unwrap());
    assert_eq!(b.follows().find(ada.account.id, bob.account.id).await.unwrap(), Some(new));
}

pub async fn relationships_are_in_the_order_asked_for(a: impl Store, b: impl Store) {
    let [ada, bob, cyd, dot] = a::people(&a, ["ada", "bob", "cyd", "dot"]).await.map(|one| one.account.id);
    for asked in [vec![dot, bob, cyd, ada], vec![ada, cyd], vec![cyd, AccountId::stored(7), bob], vec![]] {
        let found = b.follows().relationships(ada, &asked).await.unwrap();
        let order: Vec<_> = found.iter().map(|one| one.account).collect();
        let there: Vec<_> = asked.into_iter().filter(|id| *id != AccountId::stored(7)).collect();
        assert_eq!(order, there, "those that exist, in order");
    }
}

pub async fn a_relationship_says_what_is_wanted(a: impl Store, b: impl Store) {
    let [ada, bob, cyd, dot, eli] = a::people(&a, ["ada", "bob", "cyd", "dot", "eli"]).await;
    a::follow(&a, &ada, &bob).await;
    a.follows().follow(a::following(&ada, &cyd, QUIET)).await.unwrap();
    a::follow(&a, &cyd, &ada).await;
    a::follow(&a, &dot, &ada).await;
    let stands = |to: &Profile, following, followed_by| Relationship {
        account: to.account.id,
        following,
        followed_by,
        requested: None,
        requested_by: false,
        blocking: false,
        blocked_by: false,
        muting: None,
        note: PrivateNote::default(),
    };
    let asked = [&bob, &cyd, &dot, &eli].map(|one| one.account.id);
    assert_eq!(
        b.follows().relationships(ada.account.id, &asked).await.unwrap(),
        [
            stands(&bob, Some(FollowWishes::default()), false),
            stands(&cyd, Some(QUIET), true),
            stands(&dot, None, true),
            stands(&eli, None, false)
        ]
    );
}

pub async fn lists_followers_and_followees_the_latest_first(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let first = a::follow(&a, &cyd, &ada).await;
    let second = a::follow(&b, &bob, &ada).await;
    let third = a::follow(&a, &bob, &cyd).await;
    let order =
        |page: Vec<Listed<Profile>>| page.into_iter().map(|row| (row.at, row.item.account.id)).collect();
    let followers: Vec<_> =
        order(b.follows().followers(ada.account.id, None, Window::newest(10)).await.unwrap());
    assert_eq!(followers, [(second.id.into(), bob.account.id), (first.id.into(), cyd.account.id)]);
    let following: Vec<_> =
        order(b.follows().following(bob.account.id, None, Window::newest(10)).await.unwrap());
    assert_eq!(following, [(third.id.into(), cyd.account.id), (second.id.into(), ada.account.id)]);
    let page = b.follows().followers(ada.account.id, None, Window::newest(1)).await.unwrap();
    assert_eq!(page[0].item, b.accounts().find(bob.account.id).await.unwrap().unwrap(), "with their counts");
}

pub async fn each_window_over_followers_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let (mut followers, mut following) = (Vec::new(), Vec::new());
    for n in 0..12 {
        let other = a::person(&a, &format!("fan{n}")).await;
        let of = a::follow(&a, &other, &ada).await;
        followers.insert(0, Listed { at: of.id.into(), item: other.account.id });
        let by = a::follow(&b, &ada, &other).await;
        following.insert(0, Listed { at: by.id.into(), item: other.account.id });
    }
    let ids = |page: Vec<Listed<Profile>>| -> Vec<_> {
        page.into_iter().map(|row| Listed { at: row.at, item: row.item.account.id }).collect()
    };
    let ada = ada.account.id;
    let ask = async |window| ids(b.follows().followers(ada, None, window).await.unwrap());
    windows::check("followers", &followers, ask).await;
    let ask = async |window| ids(b.follows().following(ada, None, window).await.unwrap());
    windows::check("following", &following, ask).await;
}

pub async fn home_is_the_reader_with_all_whom_they_follow(a: impl Store, b: impl Store) {
    let [ada, bob, cyd, dot] = a::people(&a, ["ada", "bob", "cyd", "dot"]).await;
    a::follow(&a, &ada, &bob).await;
    a.follows().follow(a::following(&ada, &cyd, QUIET)).await.unwrap();
    a::follow(&a, &dot, &ada).await;
    let follows = HashMap::from([(bob.account.id, FollowWishes::default()), (cyd.account.id, QUIET)]);
    assert_eq!(b.follows().home(ada.account.id).await.unwrap(), Home { follows, ..Home::of(ada.account.id) });
    let alone = Home::of(bob.account.id);
    assert_eq!(b.follows().home(bob.account.id).await.unwrap(), alone);
}

pub async fn languages_are_kept_shown_and_told(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let wishes = |named: &[&str]| FollowWishes {
        languages: Languages::parse(named).unwrap(),
        ..FollowWishes::default()
    };
    let both = wishes(&["nl", "en-GB"]);
    a::follow(&a, &ada, &bob).await;
    let (who, whom) = (ada.account.id, bob.account.id);
    a::new_one(b.follows().follow(a::following(&ada, &bob, both.clone())).await.unwrap());
    let again = a.follows().follow(a::following(&ada, &bob, both.clone())).await.unwrap();
    assert!(matches!(&again, Saved::Repeated(follow) if follow.wishes == both), "{again:?}");
    assert_eq!(a.follows().find(who, whom).await.unwrap().unwrap().wishes, both);
    assert_eq!(b.follows().home(who).await.unwrap().follows, HashMap::from([(whom, both.clone())]));
    assert_eq!(b.follows().relationships(who, &[whom]).await.unwrap()[0].following, Some(both.clone()));
    a::new_one(b.follows().follow(a::following(&ada, &bob, wishes(&[]))).await.unwrap());
    assert_eq!(a.follows().find(who, whom).await.unwrap().unwrap().wishes, FollowWishes::default());
    let (follower, followee) = (who, whom);
    let told_of = |wishes| Event::Followed(Followed { follower, followee, wishes });
    assert_eq!(told(&a).await[3..], [told_of(both), told_of(wishes(&[]))]);
}

/// Who is familiar of each, by name.
async fn familiar(store: &dyn Store, of: &Profile, asked: &[&Profile], limit: u16) -> Vec<Vec<String>> {
    let ids: Vec<_> = asked.iter().map(|one| one.account.id).collect();
    let found = store.follows().familiar(of.account.id, &ids, limit).await.unwrap();
    let name = |one: &Profile| one.account.username.as_str().to_owned();
    let there: Vec<_> = ids.into_iter().filter(|id| *id != AccountId::stored(7)).collect();
    assert_eq!(found.iter().map(|one| one.account).collect::<Vec<_>>(), there);
    found.iter().map(|one| one.followers.iter().map(name).collect()).collect()
}

pub async fn names_those_who_are_familiar_of_each_in_the_order_asked_for(a: impl Store, b: impl Store) {
    let [ada, bob, cyd, dot, eli] = a::people(&a, ["ada", "bob", "cyd", "dot", "eli"]).await;
    for (who, whom) in [(&ada, &bob), (&ada, &cyd), (&bob, &dot), (&cyd, &dot), (&eli, &dot), (&cyd, &eli)] {
        a::follow(&a, who, whom).await;
    }
    let mut nobody = dot.clone();
    nobody.account.id = AccountId::stored(7);
    let found = familiar(&b, &ada, &[&dot, &nobody, &bob, &eli], 9).await;
    assert_eq!(found, [vec!["cyd", "bob"], vec![], vec!["cyd"]]);
    assert_eq!(familiar(&b, &ada, &[&dot], 1).await, [["cyd"]]);
    assert_eq!(familiar(&b, &dot, &[&eli], 9).await, [[""; 0]], "dot follows nobody");
}

pub async fn of_those_who_hide_or_are_kept_away_nobody_is_familiar(a: impl Store, b: impl Store) {
    let [ada, bob, cyd, dot, eli] = a::people(&a, ["ada", "bob", "cyd", "dot", "eli"]).await;
    for (who, whom) in [(&ada, &bob), (&ada, &cyd), (&bob, &dot), (&cyd, &dot), (&cyd, &eli)] {
        a::follow(&a, who, whom).await;
    }
    let hide = domain::identity::AccountEdit { hide_collections: Some(true), ..Default::default() };
    a.accounts().edit(hide.clone().of(bob.account.id, a::cause(bob.account.id))).await.unwrap();
    assert_eq!(familiar(&b, &ada, &[&dot], 9).await, [["cyd"]], "bob hides whom he follows");
    a.accounts().edit(hide.of(eli.account.id, a::cause(eli.account.id))).await.unwrap();
    assert_eq!(familiar(&b, &ada, &[&eli], 9).await, [[""; 0]], "eli hides who follows her");
    a::block(&a, &dot, &ada).await;
    assert_eq!(familiar(&b, &ada, &[&dot], 9).await, [[""; 0]], "dot wants nothing to do with ada");
}
