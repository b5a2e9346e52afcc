//! What a [`ForeignRepository`](service::identity::ForeignRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::identity::{Departure, ForeignId, Measure, Revocation, Standing};
use domain::ids::AccountId;
use jiff::ToSpan;
use service::identity::{Credentials, Guest, Registration};

use crate::race::together;
use crate::store::shared;
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! foreign_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, foreign:
            nobody_is_known_who_was_not_linked,
            who_is_linked_is_found_with_how_they_stand,
            a_registration_brings_the_account_elsewhere,
            a_registration_with_an_account_elsewhere_that_is_linked_leaves_no_trace,
            whoever_has_it_keeps_it,
            of_twenty_who_link_the_same_one_gets_it,
            only_its_owner_unlinks_it,
            lists_what_an_account_has_elsewhere_the_first_first,
            a_guest_is_known_with_how_they_stand,
            what_was_made_for_a_guest_ends_with_everything_of_theirs,
            a_guest_who_left_is_known_to_have,
        }
    };
}

fn id(subject: &str) -> ForeignId {
    ForeignId::stored("https://id.example", subject)
}

async fn owner(store: &impl Store, subject: &str) -> Option<AccountId> {
    store.foreigners().find_foreign(&id(subject)).await.unwrap().map(|known| known.account)
}

async fn link(store: &impl Store, subject: &str, account: AccountId) -> bool {
    store.foreigners().link(&id(subject), account, a::now()).await.unwrap()
}

pub async fn nobody_is_known_who_was_not_linked(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    assert!(link(&a, "7", ada).await);
    assert_eq!(owner(&b, "8").await, None);
    let elsewhere = ForeignId::stored("https://id.example/", "7");
    assert_eq!(b.foreigners().find_foreign(&elsewhere).await.unwrap(), None);
    let other_case = ForeignId::stored("https://id.example", "A");
    assert!(b.foreigners().link(&other_case, ada, a::now()).await.unwrap());
    assert_eq!(owner(&a, "a").await, None);
}

pub async fn who_is_linked_is_found_with_how_they_stand(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    link(&a, "7", ada).await;
    let known = b.foreigners().find_foreign(&id("7")).await.unwrap().unwrap();
    assert_eq!((known.account, known.password), (ada, Some(a::password("ada"))));
    assert_eq!(known.standing, Standing { confirmed: true, approved: true, suspended: false });
}

pub async fn a_registration_brings_the_account_elsewhere(a: impl Store, b: impl Store) {
    let credentials = Credentials { password: None, foreign: Some(id("7")), ..a::credentials("ada") };
    let Registration::New(ada) = a.accounts().register(a::newcomer("ada"), credentials).await.unwrap() else {
        panic!("refused")
    };
    let known = b.foreigners().find_foreign(&id("7")).await.unwrap().unwrap();
    assert_eq!((known.account, known.password), (ada.id, None));
}

pub async fn a_registration_with_an_account_elsewhere_that_is_linked_leaves_no_trace(
    a: impl Store,
    b: impl Store,
) {
    let ada = a::person(&a, "ada").await.account.id;
    link(&a, "7", ada).await;
    let credentials = Credentials { foreign: Some(id("7")), ..a::credentials("bob") };
    let answer = b.accounts().register(a::newcomer("bob"), credentials).await.unwrap();
    assert_eq!(answer, Registration::EmailTaken);
    assert_eq!(owner(&a, "7").await, Some(ada));
    assert_eq!(a.credentials().known(&a::email("bob")).await.unwrap(), None);
}

pub async fn whoever_has_it_keeps_it(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await.map(|profile| profile.account.id);
    assert!(link(&a, "7", ada).await);
    assert!(!link(&b, "7", bob).await);
    assert!(link(&b, "7", ada).await, "again");
    assert_eq!(owner(&b, "7").await, Some(ada));
    assert!(link(&b, "8", ada).await, "another one");
}

pub async fn of_twenty_who_link_the_same_one_gets_it(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await.map(|profile| profile.account.id);
    let stores = shared(a, b);
    let linked =
        together(
            (0..20).map(|n| {
                let (store, account) = (stores[n % 2].clone(), [ada, bob][n / 2 % 2]);
                async move {
                    store.foreigners().link(&id("7"), account, a::now()).await.unwrap().then_some(account)
                }
            }),
        )
        .await;
    let winners: Vec<AccountId> = linked.into_iter().flatten().collect();
    let owner = stores[0].foreigners().find_foreign(&id("7")).await.unwrap().unwrap().account;
    assert!(!winners.is_empty() && winners.iter().all(|winner| *winner == owner), "{winners:?}");
}

pub async fn only_its_owner_unlinks_it(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await.map(|profile| profile.account.id);
    link(&a, "7", ada).await;
    assert!(!b.foreigners().unlink(&id("7"), bob).await.unwrap());
    assert_eq!(owner(&b, "7").await, Some(ada));
    assert!(b.foreigners().unlink(&id("7"), ada).await.unwrap());
    assert!(!a.foreigners().unlink(&id("7"), ada).await.unwrap());
    assert_eq!(owner(&a, "7").await, None);
    assert!(link(&a, "7", bob).await);
}

pub async fn lists_what_an_account_has_elsewhere_the_first_first(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await.map(|profile| profile.account.id);
    for (subject, account, minutes) in [("3", ada, 1), ("1", ada, 2), ("2", ada, 3), ("4", bob, 0)] {
        a.foreigners().link(&id(subject), account, a::now() + minutes.minutes()).await.unwrap();
    }
    let list = async |most| {
        let linked = b.foreigners().list_foreign(ada, most).await.unwrap();
        linked.into_iter().map(|linked| linked.id.subject().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(list(10).await, ["3", "1", "2"]);
    assert_eq!(list(2).await, ["3", "1"]);
}

async fn guest(store: &impl Store, subject: &str) -> Option<Guest> {
    store.foreigners().find_guest(&id(subject)).await.unwrap()
}

pub async fn a_guest_is_known_with_how_they_stand(a: impl Store, b: impl Store) {
    assert_eq!(guest(&a, "7").await, None);
    let account = a::person(&a, "ada").await.account.id;
    assert!(link(&a, "7", account).await);
    let here = |suspended| Some(Guest::Here { account, suspended, ended_at: None });
    assert_eq!(guest(&b, "7").await, here(false));
    let suspend = Measure::Suspend.on(account, a::cause(account));
    a.accounts().edit(suspend).await.unwrap().unwrap();
    assert_eq!(guest(&b, "7").await, here(true));
}

pub async fn what_was_made_for_a_guest_ends_with_everything_of_theirs(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await.map(|one| one.account.id);
    assert!(link(&a, "7", ada).await && link(&a, "8", bob).await);
    let before = a::now();
    // there is nothing else of theirs, and it is told all the same: their streams end
    assert!(a.tokens().revoke(Revocation::Account(ada).record(&a::cause(ada))).await.unwrap());
    let Some(Guest::Here { ended_at: Some(end), .. }) = guest(&b, "7").await else { panic!("not ended") };
    assert!(end.duration_since(before).abs() < 60.seconds().try_into().unwrap(), "{end} {before}");
    assert!(matches!(guest(&b, "8").await, Some(Guest::Here { ended_at: None, .. })));
}

pub async fn a_guest_who_left_is_known_to_have(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    assert!(link(&a, "7", ada).await);
    let cause = a::cause(ada);
    let at = cause.at;
    assert!(a.departures().begin(Departure::of(ada, &cause)).await.unwrap());
    assert_eq!(guest(&b, "7").await, Some(Guest::Left(at)));
    while b.departures().forget(ada, 9).await.unwrap() {}
    b.departures().end(ada).await.unwrap();
    assert_eq!(guest(&a, "7").await, Some(Guest::Left(at)));
    let bob = a::person(&a, "bob").await.account.id;
    assert!(link(&a, "7", bob).await, "they may come anew");
    assert!(matches!(guest(&b, "7").await, Some(Guest::Here { account, .. }) if account == bob));
}
