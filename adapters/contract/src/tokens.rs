//! What a [`TokenRepository`](service::identity::TokenRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::identity::{AccessToken, Grantee, Measure, Profile, Revocation, Scopes, SessionId, TokenId};
use domain::ids::{AccountId, AppId};
use domain::realtime::Event;
use jiff::ToSpan;
use uuid::Uuid;

use crate::race::together;
use crate::store::shared;
use crate::told::{told, waiting};
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! token_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, tokens:
            finds_what_was_saved,
            keeps_for_whom_a_token_acts,
            an_unknown_token_is_none,
            whoever_is_shut_out_has_no_token,
            keeps_tokens_apart,
            remembers_that_a_token_was_used,
            a_token_that_is_revoked_is_gone_and_told_of_once,
            the_tokens_of_an_app_end_together_and_no_others,
            everything_of_an_account_ends_and_nothing_of_others,
            revoking_what_is_not_there_tells_nothing,
            of_twenty_who_revoke_one_token_one_tells,
            lists_the_apps_that_act_for_somebody,
        }
    };
}

fn token(of: &Profile, scopes: &str) -> AccessToken {
    AccessToken {
        id: TokenId(Uuid::new_v4()),
        grantee: Grantee::Member(of.account.id),
        scopes: Scopes::stored(scopes),
        created_at: a::now(),
        used_at: a::now(),
    }
}

async fn saved(store: &dyn Store, token: AccessToken) -> TokenId {
    store.tokens().save(&token).await.unwrap();
    token.id
}

async fn given(store: &dyn Store, to: &Profile, grantee: Grantee) -> TokenId {
    saved(store, AccessToken { grantee, ..token(to, "read") }).await
}

async fn revoked(store: &dyn Store, by: AccountId, what: Revocation) -> bool {
    store.tokens().revoke(what.record(&a::cause(by))).await.unwrap()
}

async fn holds(store: &dyn Store, token: TokenId) -> bool {
    store.tokens().find(token).await.unwrap().is_some()
}

pub async fn finds_what_was_saved(a: impl Store, b: impl Store) {
    let token = token(&a::person(&a, "ada").await, "read write:statuses");
    a.tokens().save(&token).await.unwrap();
    assert_eq!(b.tokens().find(token.id).await.unwrap(), Some(token));
}

pub async fn keeps_for_whom_a_token_acts(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let (account, app, session) = (ada.account.id, AppId::stored(7), SessionId(Uuid::new_v4()));
    let all = [Grantee::Through { account, app }, Grantee::Page { account, session }, Grantee::App(app)];
    for grantee in all {
        let token = AccessToken { grantee, ..token(&ada, "read") };
        a.tokens().save(&token).await.unwrap();
        assert_eq!(b.tokens().find(token.id).await.unwrap(), Some(token));
    }
}

pub async fn an_unknown_token_is_none(a: impl Store, b: impl Store) {
    a.tokens().save(&token(&a::person(&a, "ada").await, "read")).await.unwrap();
    assert_eq!(b.tokens().find(TokenId(Uuid::new_v4())).await.unwrap(), None);
}

pub async fn whoever_is_shut_out_has_no_token(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let tokens = [saved(&a, token(&ada, "read")).await, saved(&a, token(&bob, "read")).await];
    let take = async |measure: Measure| {
        let cause = a::origin(None).cause(Uuid::new_v4(), a::now());
        a.accounts().edit(measure.on(ada.account.id, cause)).await.unwrap();
        [holds(&b, tokens[0]).await, holds(&b, tokens[1]).await]
    };
    assert_eq!(take(Measure::Suspend).await, [false, true]);
    assert_eq!(take(Measure::Unsuspend).await, [true, true]);
}

pub async fn keeps_tokens_apart(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let tokens = [token(&ada, "read"), token(&ada, "write"), token(&bob, "read")];
    for token in &tokens {
        a.tokens().save(token).await.unwrap();
    }
    for token in tokens {
        assert_eq!(b.tokens().find(token.id).await.unwrap(), Some(token));
    }
}

pub async fn remembers_that_a_token_was_used(a: impl Store, b: impl Store) {
    let token = token(&a::person(&a, "ada").await, "read");
    a.tokens().save(&token).await.unwrap();
    let later = token.used_at + 2.hours();
    b.tokens().touch(token.id, later).await.unwrap();
    assert_eq!(a.tokens().find(token.id).await.unwrap(), Some(AccessToken { used_at: later, ..token }));
}

pub async fn a_token_that_is_revoked_is_gone_and_told_of_once(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let [one, other] = [token(&ada, "read"), token(&ada, "read")];
    let (one, other) = (saved(&a, one).await, saved(&a, other).await);
    let before = told(&a).await.len();
    assert!(revoked(&b, ada.account.id, Revocation::Token(one)).await);
    assert!(!revoked(&a, ada.account.id, Revocation::Token(one)).await);
    assert!(!holds(&a, one).await && holds(&a, other).await);
    let told = told(&a).await;
    assert_eq!(told[before..], [Event::TokenRevoked(Revocation::Token(one).told())]);
}

pub async fn the_tokens_of_an_app_end_together_and_no_others(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let (account, crow, rook) = (ada.account.id, AppId::stored(7), AppId::stored(8));
    let first = given(&a, &ada, Grantee::Through { account, app: crow }).await;
    let second = given(&a, &ada, Grantee::Through { account, app: crow }).await;
    let others = [
        given(&a, &ada, Grantee::Through { account, app: rook }).await,
        given(&a, &ada, Grantee::Member(account)).await,
        given(&a, &bob, Grantee::Through { account: bob.account.id, app: crow }).await,
        given(&a, &ada, Grantee::App(crow)).await,
    ];
    assert!(revoked(&b, account, Revocation::App { account, app: crow }).await);
    assert!(!holds(&a, first).await && !holds(&a, second).await);
    for other in others {
        assert!(holds(&a, other).await, "{other:?}");
    }
}

pub async fn everything_of_an_account_ends_and_nothing_of_others(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let (account, app, session) = (ada.account.id, AppId::stored(7), SessionId(Uuid::new_v4()));
    let ended = [
        given(&a, &ada, Grantee::Member(account)).await,
        given(&a, &ada, Grantee::Through { account, app }).await,
        given(&a, &ada, Grantee::Page { account, session }).await,
    ];
    let others = [
        given(&a, &bob, Grantee::Through { account: bob.account.id, app }).await,
        given(&a, &ada, Grantee::App(app)).await,
    ];
    assert!(revoked(&b, account, Revocation::Account(account)).await);
    for ended in ended {
        assert!(!holds(&a, ended).await, "{ended:?}");
    }
    for other in others {
        assert!(holds(&a, other).await, "{other:?}");
    }
}

pub async fn revoking_what_is_not_there_tells_nothing(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let (account, app, session) = (ada.account.id, AppId::stored(7), SessionId(Uuid::new_v4()));
    let before = waiting(&a).await;
    for nothing in [
        Revocation::Token(TokenId(Uuid::new_v4())),
        Revocation::Session { account, session },
        Revocation::App { account, app },
        Revocation::Account(account),
    ] {
        assert!(!revoked(&b, account, nothing).await, "{nothing:?}");
    }
    assert_eq!(waiting(&a).await, before);
}

pub async fn of_twenty_who_revoke_one_token_one_tells(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let token = saved(&a, token(&ada, "read")).await;
    let stores = shared(a, b);
    let before = waiting(&*stores[0]).await;
    let answers = together((0..20).map(|n| {
        let (store, by) = (stores[n % 2].clone(), ada.account.id);
        async move { revoked(&*store, by, Revocation::Token(token)).await }
    }))
    .await;
    assert_eq!(answers.into_iter().filter(|was_there| *was_there).count(), 1);
    assert_eq!(waiting(&*stores[0]).await, before + 1);
}

pub async fn lists_the_apps_that_act_for_somebody(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let account = ada.account.id;
    let [crow, rook] =
        [a.apps().register(a::app("crow")).await.unwrap(), a.apps().register(a::app("rook")).await.unwrap()];
    let now = a::now();
    let given = |app: AppId, scopes: &str, age: i64, idle: i64| AccessToken {
        grantee: Grantee::Through { account, app },
        created_at: now - age.minutes(),
        used_at: now - idle.minutes(),
        ..token(&ada, scopes)
    };
    for token in
        [given(crow.id, "read", 9, 1), given(rook.id, "write", 8, 2), given(crow.id, "push read", 7, 5)]
    {
        a.tokens().save(&token).await.unwrap();
    }
    let theirs = Grantee::Through { account: bob.account.id, app: rook.id };
    saved(&a, AccessToken { grantee: theirs, ..token(&bob, "read") }).await;
    let listed = b.tokens().list_allowed(account, 10).await.unwrap();
    assert_eq!(listed.iter().map(|one| &one.app).collect::<Vec<_>>(), [&crow, &rook]);
    assert_eq!((listed[0].scopes.as_str(), listed[1].scopes.as_str()), ("read push", "write"));
    assert_eq!((listed[0].allowed_at, listed[0].used_at), (now - 7.minutes(), now - 1.minute()));
    assert_eq!(b.tokens().list_allowed(account, 1).await.unwrap().len(), 1);
}
