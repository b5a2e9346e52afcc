//! What a [`RequestRepository`](service::posts::RequestRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Draft;
use domain::identity::{Account, AccountEdit, Profile};
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{
    FollowRequest, FollowWishes, Followed, Languages, RequestAccepted, RequestEnded, Requested,
};
use domain::realtime::Event;
use service::posts::Saved;

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, told, waiting};
use crate::{Store, a, windows};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! request_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, requests:
            whoever_is_locked_is_not_followed_without_being_asked,
            the_silenced_have_to_ask_everybody,
            a_request_is_found_told_and_ended_once,
            the_same_wishes_again_are_repeated_and_leave_no_trace,
            other_wishes_keep_the_id_and_are_told,
            a_grant_makes_a_follow_of_a_request_once,
            who_follows_cannot_ask_and_stays_a_follower_of_the_locked,
            who_asks_cannot_follow_until_it_is_answered,
            nobody_asks_who_is_kept_away_or_does_not_exist,
            a_block_ends_the_requests_of_both_in_one_step,
            of_twenty_answers_to_a_request_one_counts,
            a_pair_never_has_a_follow_and_a_request,
            each_window_over_those_who_ask_is_that_of_the_reference,
            relationships_say_who_asks_whom,
        }
    };
}

const QUIET: FollowWishes = FollowWishes { boosts: false, notify: true, languages: Languages::ALL };

fn asking(who: &Profile, whom: &Profile, wishes: FollowWishes) -> Draft<FollowRequest> {
    FollowRequest::ask(who.account.id, whom.account.id, wishes, a::cause(who.account.id)).unwrap()
}

async fn request(store: &dyn Store, who: &Profile, whom: &Profile) -> FollowRequest {
    a::new_one(store.requests().ask(asking(who, whom, QUIET)).await.unwrap())
}

async fn lock(store: &dyn Store, whom: &Profile, locked: bool) {
    let edit = AccountEdit { locked: Some(locked), ..AccountEdit::default() };
    store.accounts().edit(edit.of(whom.account.id, a::cause(whom.account.id))).await.unwrap();
}

/// Shuts somebody out, or silences them.
async fn restrict(store: &dyn Store, whom: &Profile, suspended: bool, silenced: bool) {
    let id = whom.account.id;
    store.accounts().edit(Account::restrict(id, suspended, silenced, a::cause(id))).await.unwrap();
}

async fn counts(store: &dyn Store, of: &Profile) -> (u64, u64) {
    let counts = store.accounts().find(of.account.id).await.unwrap().unwrap().counts;
    (counts.followers, counts.following)
}

pub async fn whoever_is_locked_is_not_followed_without_being_asked(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    lock(&a, &bob, true).await;
    let before = waiting(&b).await;
    assert_eq!(b.follows().follow(a::following(&ada, &bob, QUIET)).await.unwrap(), Saved::Gone);
    assert_eq!((waiting(&a).await, counts(&a, &bob).await), (before, (0, 0)));
    assert_eq!(a.follows().find(ada.account.id, bob.account.id).await.unwrap(), None);
    lock(&b, &bob, false).await;
    a::follow(&a, &ada, &bob).await;
}

pub async fn the_silenced_have_to_ask_everybody(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    restrict(&a, &ada, false, true).await;
    assert_eq!(b.follows().follow(a::following(&ada, &bob, QUIET)).await.unwrap(), Saved::Gone);
    request(&b, &ada, &bob).await;
    a::follow(&a, &bob, &ada).await;
}

pub async fn a_request_is_found_told_and_ended_once(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let (follower, followee) = (ada.account.id, bob.account.id);
    let first = request(&a, &ada, &bob).await;
    assert_eq!((first.follower, first.followee, &first.wishes), (follower, followee, &QUIET));
    assert_eq!(b.requests().find(follower, followee).await.unwrap().as_ref(), Some(&first));
    assert_eq!(b.requests().find(followee, follower).await.unwrap(), None);
    assert_eq!(counts(&b, &bob).await, (0, 0));
    let cause = a::cause(follower);
    assert!(b.requests().end(first.clone().withdraw(&cause)).await.unwrap());
    assert!(!a.requests().end(first.clone().reject(&cause)).await.unwrap());
    let second = request(&a, &ada, &bob).await;
    assert!(!b.requests().end(first.clone().withdraw(&cause)).await.unwrap(), "another request");
    assert!(b.requests().end(second.reject(&cause)).await.unwrap());
    assert_eq!(a.requests().find(follower, followee).await.unwrap(), None);
    let asked = Event::Requested(Requested { follower, followee, wishes: QUIET });
    let ended = RequestEnded { follower, followee };
    let expected = [asked.clone(), Event::RequestWithdrawn(ended), asked, Event::RequestRejected(ended)];
    assert_eq!(told(&a).await[2..], expected);
}

pub async fn the_same_wishes_again_are_repeated_and_leave_no_trace(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let first = request(&a, &ada, &bob).await;
    let before = waiting(&a).await;
    assert_eq!(b.requests().ask(asking(&ada, &bob, QUIET)).await.unwrap(), Saved::Repeated(first));
    assert_eq!((waiting(&a).await, b.requests().count(bob.account.id).await.unwrap()), (before, 1));
}

pub async fn other_wishes_keep_the_id_and_are_told(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let first = request(&a, &ada, &bob).await;
    let wishes = FollowWishes { languages: Languages::stored(["en"]), ..FollowWishes::default() };
    let changed = a::new_one(b.requests().ask(asking(&ada, &bob, wishes.clone())).await.unwrap());
    assert_eq!(changed, FollowRequest { wishes, ..first });
    assert_eq!(a.requests().find(ada.account.id, bob.account.id).await.unwrap(), Some(changed));
    assert_eq!(kinds_after(&a, 2).await, ["account.follow_requested", "account.follow_requested"]);
}

pub async fn a_grant_makes_a_follow_of_a_request_once(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let (follower, followee) = (ada.account.id, bob.account.id);
    lock(&a, &bob, true).await;
    let wishes = FollowWishes { languages: Languages::stored(["en", "nl"]), ..QUIET };
    let asked = a::new_one(a.requests().ask(asking(&ada, &bob, wishes.clone())).await.unwrap());
    let grant = || asked.clone().accept(a::cause(followee));
    assert!(b.requests().grant(grant()).await.unwrap());
    assert!(!a.requests().grant(grant()).await.unwrap());
    let follow = a.follows().find(follower, followee).await.unwrap().unwrap();
    assert_eq!((follow.follower, follow.followee, &follow.wishes), (follower, followee, &wishes));
    assert_eq!(a.requests().find(follower, followee).await.unwrap(), None);
    assert_eq!((counts(&b, &ada).await, counts(&b, &bob).await), ((0, 1), (1, 0)));
    let expected = [
        Event::RequestAccepted(RequestAccepted { follower, followee }),
        Event::Followed(Followed { follower, followee, wishes }),
    ];
    assert_eq!(told(&a).await[4..], expected);
}

pub async fn who_follows_cannot_ask_and_stays_a_follower_of_the_locked(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let first = a::follow(&a, &ada, &bob).await;
    lock(&a, &bob, true).await;
    assert_eq!(b.requests().ask(asking(&ada, &bob, QUIET)).await.unwrap(), Saved::Gone);
    let changed = a::new_one(b.follows().follow(a::following(&ada, &bob, QUIET)).await.unwrap());
    assert_eq!((changed.id, changed.wishes), (first.id, QUIET));
}

pub async fn who_asks_cannot_follow_until_it_is_answered(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    lock(&a, &bob, true).await;
    let asked = request(&a, &ada, &bob).await;
    lock(&a, &bob, false).await;
    assert_eq!(
        a.requests().find(ada.account.id, bob.account.id).await.unwrap(),
        Some(asked.clone()),
        "it waits"
    );
    assert_eq!(b.follows().follow(a::following(&ada, &bob, QUIET)).await.unwrap(), Saved::Gone);
    assert!(b.requests().end(asked.reject(&a::cause(bob.account.id))).await.unwrap());
    a::follow(&b, &ada, &bob).await;
}

pub async fn nobody_asks_who_is_kept_away_or_does_not_exist(a: impl Store, b: impl Store) {
    let [ada, bob, cyd, dot] = a::people(&a, ["ada", "bob", "cyd", "dot"]).await;
    a::block(&a, &ada, &bob).await;
    restrict(&a, &cyd, true, false).await;
    let mut nobody = dot.clone();
    nobody.account.id = AccountId::stored(7);
    let before = waiting(&b).await;
    for (who, whom) in [(&ada, &bob), (&bob, &ada), (&dot, &cyd), (&dot, &nobody)] {
        assert_eq!(b.requests().ask(asking(who, whom, QUIET)).await.unwrap(), Saved::Gone);
    }
    assert_eq!(waiting(&a).await, before);
    request(&a, &cyd, &ada).await;
    assert_eq!(b.requests().list(ada.account.id, Window::newest(9)).await.unwrap(), [], "of those shut out");
    assert_eq!(b.requests().count(ada.account.id).await.unwrap(), 0);
}

pub async fn a_block_ends_the_requests_of_both_in_one_step(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    for (who, whom) in [(&ada, &bob), (&bob, &ada), (&cyd, &bob)] {
        request(&a, who, whom).await;
    }
    a::block(&a, &ada, &bob).await;
    for (who, whom, asks) in [(&ada, &bob, false), (&bob, &ada, false), (&cyd, &bob, true)] {
        let found = b.requests().find(who.account.id, whom.account.id).await.unwrap();
        assert_eq!(found.is_some(), asks, "{} and {}", who.account.username, whom.account.username);
    }
    let told = told(&b).await;
    let (ada, bob) = (ada.account.id, bob.account.id);
    let ends = [
        Event::RequestWithdrawn(RequestEnded { follower: ada, followee: bob }),
        Event::RequestRejected(RequestEnded { follower: bob, followee: ada }),
    ];
    assert_eq!((told[6].kind(), &told[7..]), ("account.blocked", &ends[..]));
}

pub async fn of_twenty_answers_to_a_request_one_counts(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let asked = request(&a, &ada, &bob).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, asked, cause) = (stores[n % 2].clone(), asked.clone(), a::cause(bob.account.id));
        async move {
            match n % 3 {
                0 => store.requests().grant(asked.accept(cause)).await.unwrap(),
                1 => store.requests().end(asked.reject(&cause)).await.unwrap(),
                _ => store.requests().end(asked.withdraw(&cause)).await.unwrap(),
            }
        }
    }))
    .await;
    assert_eq!(answers.iter().filter(|counts| **counts).count(), 1);
    let follows = stores[0].follows().find(ada.account.id, bob.account.id).await.unwrap().is_some();
    assert_eq!(counts(&*stores[1], &bob).await.0, u64::from(follows));
}

pub async fn a_pair_never_has_a_follow_and_a_request(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let stores = shared(a, b);
    together((0..20).map(|n| {
        let (store, ada, bob) = (stores[n % 2].clone(), ada.clone(), bob.clone());
        async move {
            match n % 4 {
                0 => lock(&*store, &bob, n % 8 == 0).await,
                1 => drop(store.requests().ask(asking(&ada, &bob, QUIET)).await.unwrap()),
                _ => drop(store.follows().follow(a::following(&ada, &bob, QUIET)).await.unwrap()),
            }
        }
    }))
    .await;
    let follows = stores[0].follows().find(ada.account.id, bob.account.id).await.unwrap().is_some();
    let asks = stores[1].requests().find(ada.account.id, bob.account.id).await.unwrap().is_some();
    assert!(follows != asks, "follows: {follows}, asks: {asks}");
    assert_eq!(counts(&*stores[0], &bob).await.0, u64::from(follows));
}

pub async fn each_window_over_those_who_ask_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let mut asking = Vec::new();
    for n in 0..12 {
        let other = a::person(&a, &format!("fan{n}")).await;
        let asked = request(&a, &other, &ada).await;
        asking.insert(0, Listed { at: asked.id.into(), item: other.account.id });
    }
    let ada = ada.account.id;
    assert_eq!(b.requests().count(ada).await.unwrap(), 12);
    let ask = async |window| -> Vec<_> {
        let page = b.requests().list(ada, window).await.unwrap();
        page.into_iter().map(|row| Listed { at: row.at, item: row.item.account.id }).collect()
    };
    windows::check("those who ask", &asking, ask).await;
}

pub async fn relationships_say_who_asks_whom(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    request(&a, &ada, &bob).await;
    let stand = async |who: AccountId, to: AccountId| {
        let found = b.follows().relationships(who, &[to]).await.unwrap().remove(0);
        (found.following, found.requested, found.requested_by)
    };
    assert_eq!(stand(ada.account.id, bob.account.id).await, (None, Some(QUIET), false));
    assert_eq!(stand(bob.account.id, ada.account.id).await, (None, None, true));
}
