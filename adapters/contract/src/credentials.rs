//! What a [`CredentialRepository`](service::identity::CredentialRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::time::Duration;

use domain::Timestamp;
use domain::identity::{
    AccessToken, Account, Challenge, Digest, DisplayName, Grantee, Letter, Measure, NewAccount, PasswordHash,
    Purpose, Scopes, Standing, TokenId, Username,
};
use domain::ids::AccountId;
use domain::realtime::Cause;
use jiff::ToSpan;
use service::identity::{Confirmation, Credentials, Registration, Waiting};
use uuid::Uuid;

use crate::race::together;
use crate::store::shared;
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! credential_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, credentials:
            gives_what_somebody_logs_in_with,
            a_registration_brings_its_letter_and_its_challenge,
            a_refused_registration_writes_to_nobody,
            who_is_vouched_for_gets_no_letter,
            another_hash_is_kept_unless_the_password_was_changed,
            whoever_is_shut_out_is_known_to_be,
            an_operator_sets_any_password,
            whoever_waits_is_listed_until_they_are_approved_once,
            a_challenge_is_met_once,
            of_twenty_who_meet_a_challenge_one_does,
            a_challenge_is_over_when_its_time_is,
            a_challenge_is_good_for_its_purpose_alone,
            the_last_challenge_of_its_purpose_counts,
            a_reset_ends_all_tokens_and_nobody_elses,
            a_code_belongs_to_its_address,
            after_five_wrong_codes_the_right_one_is_nothing,
            what_is_over_is_forgotten,
            a_letter_without_a_challenge_is_only_a_letter,
        }
    };
}

fn challenge(purpose: Purpose, secret: &str) -> Challenge {
    Challenge::new(purpose, Digest::stored(secret), a::now())
}

fn letter(to: &str) -> Letter {
    Letter { id: Uuid::new_v4(), to: a::email(to), subject: format!("to {to}"), text: "hello".to_owned() }
}

async fn pose(store: &impl Store, to: AccountId, purpose: Purpose, secret: &str) {
    let challenge = Some((to, challenge(purpose, secret)));
    store.credentials().pose(challenge, letter("ada")).await.unwrap();
}

/// Registers somebody who has to confirm the address.
async fn newcomer(store: &impl Store, name: &str) -> Registration {
    let confirmation = Confirmation { challenge: challenge(Purpose::Confirm, name), letter: letter(name) };
    let credentials = Credentials { confirmation: Some(confirmation), ..a::credentials(name) };
    store.accounts().register(a::newcomer(name), credentials).await.unwrap()
}

async fn letters(store: &impl Store) -> Vec<String> {
    let taken = store.letters().take_due(99, Duration::ZERO).await.unwrap();
    taken.into_iter().map(|undelivered| undelivered.letter.subject).collect()
}

async fn is_confirmed(store: &impl Store, name: &str) -> bool {
    store.credentials().known(&a::email(name)).await.unwrap().unwrap().standing.confirmed
}

fn cause(at: Timestamp) -> Cause {
    a::origin(None).cause(Uuid::new_v4(), at)
}

fn long_after(now: Timestamp) -> Timestamp {
    now + 31.minutes()
}

pub async fn gives_what_somebody_logs_in_with(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let found = b.credentials().known(&a::email("ada")).await.unwrap().unwrap();
    assert_eq!((found.account, found.password), (ada.account.id, Some(a::password("ada"))));
    assert_eq!(found.standing, Standing { confirmed: true, approved: true, suspended: false });
    assert_eq!(b.credentials().known(&a::email("eve")).await.unwrap(), None);
}

pub async fn whoever_is_shut_out_is_known_to_be(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    let cause = || a::origin(None).cause(Uuid::new_v4(), a::now());
    let suspended =
        async || b.credentials().known(&a::email("ada")).await.unwrap().unwrap().standing.suspended;
    for (measure, expected) in [(Measure::Suspend, true), (Measure::Unsuspend, false)] {
        a.accounts().edit(measure.on(ada, cause())).await.unwrap();
        assert_eq!(suspended().await, expected);
    }
}

pub async fn a_registration_brings_its_letter_and_its_challenge(a: impl Store, b: impl Store) {
    let Registration::New(ada) = newcomer(&a, "ada").await else { panic!("refused") };
    assert_eq!(letters(&b).await, ["to ada"]);
    assert!(!is_confirmed(&b, "ada").await);
    assert_eq!(b.credentials().unconfirmed(ada.id).await.unwrap(), Some(a::email("ada")));
    assert_eq!(b.credentials().confirm(&Digest::stored("ada"), a::now()).await.unwrap(), Some(ada.id));
    assert!(is_confirmed(&a, "ada").await);
    assert_eq!(a.credentials().unconfirmed(ada.id).await.unwrap(), None);
}

pub async fn a_refused_registration_writes_to_nobody(a: impl Store, b: impl Store) {
    a::person(&a, "ada").await;
    assert_eq!(newcomer(&b, "ada").await, Registration::UsernameTaken);
    assert!(letters(&a).await.is_empty());
    assert_eq!(a.credentials().confirm(&Digest::stored("ada"), a::now()).await.unwrap(), None);
}

pub async fn who_is_vouched_for_gets_no_letter(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    assert!(letters(&b).await.is_empty() && is_confirmed(&b, "ada").await);
    assert_eq!(b.credentials().unconfirmed(ada.account.id).await.unwrap(), None);
}

pub async fn another_hash_is_kept_unless_the_password_was_changed(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    let [old, new, other] = [a::password("ada"), PasswordHash::stored("new"), PasswordHash::stored("other")];
    b.credentials().rehash(ada, &old, &new).await.unwrap();
    b.credentials().rehash(ada, &old, &other).await.unwrap();
    assert_eq!(a.credentials().known(&a::email("ada")).await.unwrap().unwrap().password, Some(new));
}

pub async fn whoever_waits_is_listed_until_they_are_approved_once(a: impl Store, b: impl Store) {
    a::person(&a, "bob").await;
    let credentials = Credentials { waiting: Some("it's \"me\"".to_owned()), ..a::credentials("ada") };
    let new =
        NewAccount { username: Username::stored("ada"), display_name: DisplayName::default(), bot: false };
    let draft = Account::register_to_wait(new, cause(a::now()));
    let Registration::New(ada) = a.accounts().register(draft, credentials).await.unwrap() else {
        panic!("refused")
    };
    let standing = async || b.credentials().known(&a::email("ada")).await.unwrap().unwrap().standing;
    assert_eq!(standing().await, Standing { confirmed: true, approved: false, suspended: true });
    let waiting = Waiting { account: ada.id, email: a::email("ada"), reason: "it's \"me\"".to_owned() };
    assert_eq!(b.credentials().list_waiting(9).await.unwrap(), [waiting]);
    assert!(b.credentials().list_waiting(0).await.unwrap().is_empty());
    assert!(b.credentials().approve(ada.id, letter("ada")).await.unwrap());
    assert!(!a.credentials().approve(ada.id, letter("ada")).await.unwrap());
    assert_eq!(letters(&a).await, ["to ada"]);
    assert!(standing().await.approved && a.credentials().list_waiting(9).await.unwrap().is_empty());
}

pub async fn an_operator_sets_any_password(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await.map(|profile| profile.account.id);
    let new = PasswordHash::stored("new");
    assert!(a.credentials().set_password(ada, &new).await.unwrap());
    let kept = async |name| b.credentials().known(&a::email(name)).await.unwrap().unwrap().password;
    assert_eq!((kept("ada").await, kept("bob").await), (Some(new.clone()), Some(a::password("bob"))));
    let nobody = AccountId::stored(bob.raw() + 1_000);
    assert!(!a.credentials().set_password(nobody, &new).await.unwrap());
}

pub async fn a_challenge_is_met_once(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    pose(&a, ada, Purpose::Reset, "s").await;
    assert_eq!(letters(&b).await, ["to ada"]);
    let (digest, new) = (Digest::stored("s"), PasswordHash::stored("new"));
    assert_eq!(b.credentials().challenged(Purpose::Reset, &digest, a::now()).await.unwrap(), Some(ada));
    assert_eq!(b.credentials().reset(&digest, new.clone(), cause(a::now())).await.unwrap(), Some(ada));
    assert_eq!(a.credentials().known(&a::email("ada")).await.unwrap().unwrap().password, Some(new));
    assert_eq!(a.credentials().challenged(Purpose::Reset, &digest, a::now()).await.unwrap(), None);
    assert_eq!(
        a.credentials().reset(&digest, PasswordHash::stored("x"), cause(a::now())).await.unwrap(),
        None
    );
}

pub async fn of_twenty_who_meet_a_challenge_one_does(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    pose(&a, ada, Purpose::Reset, "s").await;
    let stores = shared(a, b);
    let met = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        let password = PasswordHash::stored(&format!("password {n}"));
        async move {
            let met =
                store.credentials().reset(&Digest::stored("s"), password.clone(), cause(a::now())).await;
            met.unwrap().map(|_| password)
        }
    }))
    .await;
    let winners: Vec<_> = met.into_iter().flatten().collect();
    assert_eq!(winners.len(), 1);
    let kept = stores[0].credentials().known(&a::email("ada")).await.unwrap().unwrap().password;
    assert_eq!(kept.as_ref(), winners.first());
}

pub async fn a_challenge_is_over_when_its_time_is(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    for (purpose, secret) in [(Purpose::Confirm, "c"), (Purpose::Reset, "r"), (Purpose::LogIn, "l")] {
        pose(&a, ada, purpose, secret).await;
    }
    let (then, password) = (long_after(a::now()), PasswordHash::stored("new"));
    let by = b.credentials();
    assert_eq!(by.challenged(Purpose::Reset, &Digest::stored("r"), then).await.unwrap(), None);
    assert_eq!(by.confirm(&Digest::stored("c"), then).await.unwrap(), None);
    assert_eq!(by.reset(&Digest::stored("r"), password, cause(then)).await.unwrap(), None);
    assert_eq!(by.log_in(&a::email("ada"), &Digest::stored("l"), then).await.unwrap(), None);
}

pub async fn a_challenge_is_good_for_its_purpose_alone(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    pose(&a, ada, Purpose::Confirm, "s").await;
    let digest = Digest::stored("s");
    let by = b.credentials();
    assert_eq!(by.challenged(Purpose::Reset, &digest, a::now()).await.unwrap(), None);
    assert_eq!(by.reset(&digest, PasswordHash::stored("new"), cause(a::now())).await.unwrap(), None);
    assert_eq!(by.log_in(&a::email("ada"), &digest, a::now()).await.unwrap(), None);
    assert_eq!(by.confirm(&digest, a::now()).await.unwrap(), Some(ada));
}

pub async fn the_last_challenge_of_its_purpose_counts(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await.map(|profile| profile.account.id);
    pose(&a, ada, Purpose::Confirm, "first").await;
    pose(&a, ada, Purpose::Reset, "reset").await;
    pose(&a, bob, Purpose::Confirm, "bob").await;
    pose(&b, ada, Purpose::Confirm, "last").await;
    let confirm = async |secret| b.credentials().confirm(&Digest::stored(secret), a::now()).await.unwrap();
    assert_eq!(confirm("first").await, None);
    assert_eq!(confirm("last").await, Some(ada));
    assert_eq!(confirm("bob").await, Some(bob));
    let reset = b.credentials().challenged(Purpose::Reset, &Digest::stored("reset"), a::now()).await;
    assert_eq!(reset.unwrap(), Some(ada));
}

pub async fn a_reset_ends_all_tokens_and_nobody_elses(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await.map(|profile| profile.account.id);
    let mut tokens = vec![];
    for account in [ada, ada, bob] {
        let (id, grantee, now) = (TokenId(Uuid::new_v4()), Grantee::Member(account), a::now());
        let token = AccessToken { id, grantee, scopes: Scopes::everything(), created_at: now, used_at: now };
        a.tokens().save(&token).await.unwrap();
        tokens.push(id);
    }
    pose(&a, ada, Purpose::Reset, "s").await;
    let before = a.outbox().backlog().await.unwrap().waiting;
    b.credentials().reset(&Digest::stored("s"), PasswordHash::stored("new"), cause(a::now())).await.unwrap();
    let mut left = vec![];
    for id in &tokens {
        left.push(a.tokens().find(*id).await.unwrap().is_some());
    }
    assert_eq!(left, [false, false, true]);
    assert_eq!(a.outbox().backlog().await.unwrap().waiting, before + 1, "it is told");
}

pub async fn a_code_belongs_to_its_address(a: impl Store, b: impl Store) {
    let [ada, _] = a::people(&a, ["ada", "bob"]).await.map(|profile| profile.account.id);
    pose(&a, ada, Purpose::LogIn, "code").await;
    let log_in = async |name| {
        b.credentials().log_in(&a::email(name), &Digest::stored("code"), a::now()).await.unwrap()
    };
    assert_eq!(log_in("bob").await, None);
    assert_eq!(log_in("eve").await, None);
    assert_eq!(log_in("ada").await, Some(ada));
    assert_eq!(log_in("ada").await, None);
}

pub async fn after_five_wrong_codes_the_right_one_is_nothing(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    let log_in =
        async |code| b.credentials().log_in(&a::email("ada"), &Digest::stored(code), a::now()).await.unwrap();
    pose(&a, ada, Purpose::LogIn, "one").await;
    for _ in 1..Challenge::TRIES {
        assert_eq!(log_in("wrong").await, None);
    }
    assert_eq!(log_in("one").await, Some(ada));
    pose(&a, ada, Purpose::LogIn, "two").await;
    for _ in 0..Challenge::TRIES {
        assert_eq!(log_in("wrong").await, None);
    }
    assert_eq!(log_in("two").await, None);
}

pub async fn what_is_over_is_forgotten(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    pose(&a, ada, Purpose::Confirm, "s").await;
    let (digest, now) = (Digest::stored("s"), a::now());
    a.credentials().forget(now).await.unwrap();
    assert_eq!(b.credentials().challenged(Purpose::Confirm, &digest, now).await.unwrap(), Some(ada));
    a.credentials().forget(long_after(a::now())).await.unwrap();
    assert_eq!(b.credentials().challenged(Purpose::Confirm, &digest, now).await.unwrap(), None);
}

pub async fn a_letter_without_a_challenge_is_only_a_letter(a: impl Store, b: impl Store) {
    a.credentials().pose(None, letter("eve")).await.unwrap();
    assert_eq!(letters(&b).await, ["to eve"]);
}
