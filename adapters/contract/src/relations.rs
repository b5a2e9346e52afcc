//! What a [`RelationRepository`](service::posts::RelationRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{FollowWishes, Home, MuteExtent, PrivateNote, Ties};
use domain::realtime::Event;
use service::posts::Saved;

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, told, waiting};
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! relation_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, relations:
            a_block_is_found_told_and_ended_once,
            blocking_ends_the_follows_of_both_in_one_step,
            blocking_twice_is_repeated_and_leaves_no_trace,
            of_twenty_blocks_by_one_account_one_is_made,
            a_follow_and_a_block_at_once_never_leave_both,
            a_mute_is_found_told_and_ended_once,
            another_extent_keeps_the_id_and_is_told,
            nobody_can_be_blocked_or_muted_who_does_not_exist,
            lists_those_kept_away_the_latest_first,
            relationships_say_who_keeps_whom_away,
            a_home_knows_who_is_kept_away,
            a_note_is_for_whoever_wrote_it_and_the_last_one_holds,
        }
    };
}

pub async fn a_block_is_found_told_and_ended_once(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let block = a::block(&a, &ada, &bob).await;
    assert_eq!(b.relations().find_block(ada.account.id, bob.account.id).await.unwrap(), Some(block));
    assert_eq!(b.relations().find_block(bob.account.id, ada.account.id).await.unwrap(), None);
    let end = || block.end(&a::cause(ada.account.id));
    assert!(b.relations().unblock(end()).await.unwrap());
    assert!(!a.relations().unblock(end()).await.unwrap());
    assert_eq!(a.relations().find_block(ada.account.id, bob.account.id).await.unwrap(), None);
    assert_eq!(kinds_after(&a, 2).await, ["account.blocked", "account.unblocked"]);
}

pub async fn blocking_ends_the_follows_of_both_in_one_step(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    for (who, whom) in [(&ada, &bob), (&bob, &ada), (&cyd, &bob)] {
        a::follow(&a, who, whom).await;
    }
    a::block(&a, &ada, &bob).await;
    for (who, whom, follows) in [(&ada, &bob, false), (&bob, &ada, false), (&cyd, &bob, true)] {
        let found = b.follows().find(who.account.id, whom.account.id).await.unwrap();
        assert_eq!(found.is_some(), follows, "{} and {}", who.account.username, whom.account.username);
    }
    let counts = async |of: AccountId| {
        let counts = b.accounts().find(of).await.unwrap().unwrap().counts;
        (counts.followers, counts.following)
    };
    assert_eq!((counts(ada.account.id).await, counts(bob.account.id).await), ((0, 0), (1, 0)));
    let told = told(&b).await;
    let [Event::Blocked(blocked), Event::Unfollowed(one), Event::Unfollowed(other)] = &told[6..] else {
        panic!("told {told:?}")
    };
    assert_eq!((blocked.blocker, blocked.blocked), (ada.account.id, bob.account.id));
    assert_eq!((one.follower, other.follower), (ada.account.id, bob.account.id));
}

pub async fn blocking_twice_is_repeated_and_leaves_no_trace(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let block = a::block(&a, &ada, &bob).await;
    let before = waiting(&b).await;
    assert_eq!(b.relations().block(a::blocking(&ada, &bob)).await.unwrap(), Saved::Repeated(block));
    assert_eq!(waiting(&b).await, before);
    let wishes = FollowWishes::default();
    for (who, whom) in [(&ada, &bob), (&bob, &ada)] {
        let follow = b.follows().follow(a::following(who, whom, wishes.clone())).await.unwrap();
        assert_eq!(follow, Saved::Gone, "neither follows the other");
    }
    assert_eq!(waiting(&b).await, before);
}

pub async fn of_twenty_blocks_by_one_account_one_is_made(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, ada, bob) = (stores[n % 2].clone(), ada.clone(), bob.clone());
        async move { store.relations().block(a::blocking(&ada, &bob)).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_new()).count(), 1);
    assert_eq!(kinds_after(&*stores[0], 2).await, ["account.blocked"]);
}

pub async fn a_follow_and_a_block_at_once_never_leave_both(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let stores = shared(a, b);
    together((0..20).map(|n| {
        let (store, ada, bob) = (stores[n % 2].clone(), ada.clone(), bob.clone());
        async move {
            if n == 10 {
                a::block(&*store, &ada, &bob).await;
            } else {
                let wishes = FollowWishes { boosts: n % 3 == 0, ..FollowWishes::default() };
                store.follows().follow(a::following(&bob, &ada, wishes)).await.unwrap();
            }
        }
    }))
    .await;
    let follow = stores[0].follows().find(bob.account.id, ada.account.id).await.unwrap();
    assert_eq!(follow, None);
    assert_eq!(stores[1].accounts().find(ada.account.id).await.unwrap().unwrap().counts.followers, 0);
}

pub async fn a_mute_is_found_told_and_ended_once(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let mute = a::mute(&a, &ada, &bob).await;
    assert_eq!(b.relations().find_mute(ada.account.id, bob.account.id).await.unwrap(), Some(mute));
    let before = waiting(&b).await;
    let again = b.relations().mute(a::muting(&ada, &bob, MuteExtent::WHOLE)).await.unwrap();
    assert_eq!((again, waiting(&a).await), (Saved::Repeated(mute), before));
    let end = || mute.end(&a::cause(ada.account.id));
    assert!(b.relations().unmute(end()).await.unwrap());
    assert!(!a.relations().unmute(end()).await.unwrap());
    assert_eq!(kinds_after(&a, 2).await, ["account.muted", "account.unmuted"]);
}

pub async fn another_extent_keeps_the_id_and_is_told(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let first = a::mute(&a, &ada, &bob).await;
    let extent = MuteExtent { notifications: false, until: Some(a::now()) };
    let second = a::new_one(b.relations().mute(a::muting(&ada, &bob, extent)).await.unwrap());
    assert_eq!((second.id, second.extent), (first.id, extent));
    assert_eq!(a.relations().find_mute(ada.account.id, bob.account.id).await.unwrap(), Some(second));
    let told = told(&a).await;
    let Some(Event::Muted(muted)) = told.last() else { panic!("told {told:?}") };
    assert_eq!((muted.notifications, muted.until), (false, extent.until));
}

pub async fn nobody_can_be_blocked_or_muted_who_does_not_exist(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let mut nobody = ada.clone();
    nobody.account.id = AccountId::stored(7);
    let before = waiting(&b).await;
    assert_eq!(a.relations().block(a::blocking(&ada, &nobody)).await.unwrap(), Saved::Gone);
    assert_eq!(a.relations().mute(a::muting(&ada, &nobody, MuteExtent::WHOLE)).await.unwrap(), Saved::Gone);
    assert_eq!(waiting(&b).await, before);
}

pub async fn lists_those_kept_away_the_latest_first(a: impl Store, b: impl Store) {
    let [ada, bob, cyd, dot] = a::people(&a, ["ada", "bob", "cyd", "dot"]).await;
    for one in [&bob, &cyd, &dot] {
        a::block(&a, &ada, one).await;
        a::mute(&a, &ada, one).await;
    }
    let (me, relations) = (ada.account.id, b.relations());
    let blocked = relations.blocked(me, Window::newest(10)).await.unwrap();
    let muted = relations.muted(me, Window::newest(10)).await.unwrap();
    let names = |page: &[Listed<domain::identity::Profile>]| {
        page.iter().map(|row| row.item.account.username.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&blocked), ["dot", "cyd", "bob"]);
    assert_eq!(
        muted.iter().map(|row| row.item.profile.account.id).collect::<Vec<_>>(),
        [dot.account.id, cyd.account.id, bob.account.id]
    );
    let older = Window { before: Some(blocked[0].at), ..Window::newest(1) };
    assert_eq!(names(&relations.blocked(me, older).await.unwrap()), ["cyd"]);
    let above = Window { above: Some(muted[2].at), ..Window::newest(1) };
    assert_eq!(relations.muted(me, above).await.unwrap()[0].item.profile.account.id, cyd.account.id);
    assert_eq!(relations.blocked(bob.account.id, Window::newest(10)).await.unwrap(), []);
}

pub async fn relationships_say_who_keeps_whom_away(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    a::block(&a, &ada, &bob).await;
    let extent = MuteExtent { notifications: false, until: None };
    a.relations().mute(a::muting(&bob, &ada, extent)).await.unwrap();
    let stand = async |who: AccountId, to: AccountId| {
        let found = b.follows().relationships(who, &[to]).await.unwrap().remove(0);
        (found.blocking, found.blocked_by, found.muting)
    };
    assert_eq!(stand(ada.account.id, bob.account.id).await, (true, false, None));
    assert_eq!(stand(bob.account.id, ada.account.id).await, (false, true, Some(extent)));
}

pub async fn a_home_knows_who_is_kept_away(a: impl Store, b: impl Store) {
    let [ada, bob, cyd, dot] = a::people(&a, ["ada", "bob", "cyd", "dot"]).await;
    a::block(&a, &ada, &bob).await;
    a::block(&a, &cyd, &ada).await;
    let until = Some(a::now());
    a.relations().mute(a::muting(&ada, &dot, MuteExtent { notifications: true, until })).await.unwrap();
    let ties = Ties {
        blocking: [bob.account.id].into(),
        blocked_by: [cyd.account.id].into(),
        muting: [(dot.account.id, MuteExtent { notifications: true, until })].into(),
    };
    let home = Home { ties, ..Home::of(ada.account.id) };
    assert_eq!(b.follows().home(ada.account.id).await.unwrap(), home);
}

pub async fn a_note_is_for_whoever_wrote_it_and_the_last_one_holds(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await.map(|one| one.account.id);
    let before = waiting(&a).await;
    let noted = async |who: AccountId, about: AccountId| {
        b.follows().relationships(who, &[about]).await.unwrap().remove(0).note.as_str().to_owned()
    };
    for text in ["a rook, 'at' the tower", "two\nlines \u{1f426}", ""] {
        assert!(a.relations().note(ada, bob, &PrivateNote::stored(text)).await.unwrap());
        assert_eq!(noted(ada, bob).await, text);
        assert_eq!(noted(bob, ada).await, "");
    }
    assert!(!b.relations().note(ada, AccountId::stored(7), &PrivateNote::stored("nobody")).await.unwrap());
    assert_eq!(waiting(&a).await, before, "nothing is told");
}
