//! What a [`CodeRepository`](service::identity::CodeRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::identity::{
    AccessToken, AuthorizationCode, Digest, Grantee, Profile, RedirectUri, Revocation, Scopes, TokenId,
};
use domain::ids::AppId;
use jiff::ToSpan;
use service::identity::Redeemed;
use uuid::Uuid;

use crate::race::together;
use crate::store::shared;
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! code_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, codes:
            finds_a_code_as_it_was_given,
            an_unknown_code_is_none,
            a_code_is_traded_once_and_remembers_for_what,
            of_twenty_who_trade_one_code_one_gets_the_token,
            a_code_of_an_account_whose_everything_ended_is_gone,
            codes_of_more_than_a_day_before_may_go,
        }
    };
}

const APP: AppId = AppId::stored(7);

fn code(of: &Profile, name: &str) -> AuthorizationCode {
    AuthorizationCode {
        digest: Digest::stored(name),
        app: APP,
        account: of.account.id,
        scopes: Scopes::stored("read write:statuses"),
        redirect: RedirectUri::stored("https://crow.example/?a=b"),
        challenge: Some(Digest::stored("challenge")),
        created_at: a::now(),
    }
}

fn token(of: &Profile) -> AccessToken {
    let now = a::now();
    AccessToken {
        id: TokenId(Uuid::new_v4()),
        grantee: Grantee::Through { account: of.account.id, app: APP },
        scopes: Scopes::stored("read"),
        created_at: now,
        used_at: now,
    }
}

pub async fn finds_a_code_as_it_was_given(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let bare = AuthorizationCode { challenge: None, ..code(&ada, "bare") };
    for code in [code(&ada, "whole"), bare] {
        a.codes().save_code(&code).await.unwrap();
        assert_eq!(b.codes().find_code(&code.digest).await.unwrap(), Some((code, None)));
    }
}

pub async fn an_unknown_code_is_none(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    a.codes().save_code(&code(&ada, "one")).await.unwrap();
    let unknown = Digest::stored("One");
    assert_eq!(b.codes().find_code(&unknown).await.unwrap(), None);
    let token = token(&ada);
    assert_eq!(b.codes().redeem(&unknown, &token).await.unwrap(), Redeemed::Gone);
    assert_eq!(a.tokens().find(token.id).await.unwrap(), None);
}

pub async fn a_code_is_traded_once_and_remembers_for_what(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let code = code(&ada, "one");
    a.codes().save_code(&code).await.unwrap();
    let (first, second) = (token(&ada), token(&ada));
    assert_eq!(a.codes().redeem(&code.digest, &first).await.unwrap(), Redeemed::Now);
    assert_eq!(b.codes().redeem(&code.digest, &second).await.unwrap(), Redeemed::Before(first.id));
    assert_eq!(b.codes().find_code(&code.digest).await.unwrap(), Some((code, Some(first.id))));
    assert_eq!(b.tokens().find(second.id).await.unwrap(), None);
    assert_eq!(b.tokens().find(first.id).await.unwrap(), Some(first));
}

pub async fn of_twenty_who_trade_one_code_one_gets_the_token(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let code = code(&ada, "one");
    a.codes().save_code(&code).await.unwrap();
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, digest, token) = (stores[n % 2].clone(), code.digest.clone(), token(&ada));
        async move { (store.codes().redeem(&digest, &token).await.unwrap(), token.id) }
    }))
    .await;
    let winners: Vec<_> = answers.iter().filter(|(answer, _)| *answer == Redeemed::Now).collect();
    assert_eq!(winners.len(), 1, "{answers:?}");
    let losers = answers.iter().filter(|(answer, _)| *answer == Redeemed::Before(winners[0].1)).count();
    assert_eq!(losers, 19, "{answers:?}");
}

pub async fn a_code_of_an_account_whose_everything_ended_is_gone(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let (hers, his) = (code(&ada, "hers"), code(&bob, "his"));
    a.codes().save_code(&hers).await.unwrap();
    a.codes().save_code(&his).await.unwrap();
    let end = Revocation::Account(ada.account.id).record(&a::cause(ada.account.id));
    assert!(b.tokens().revoke(end).await.unwrap());
    assert_eq!(a.codes().redeem(&hers.digest, &token(&ada)).await.unwrap(), Redeemed::Gone);
    let end = Revocation::App { account: bob.account.id, app: APP }.record(&a::cause(bob.account.id));
    assert!(a.codes().find_code(&his.digest).await.unwrap().is_some());
    assert!(b.tokens().revoke(end).await.unwrap());
    assert_eq!(a.codes().find_code(&his.digest).await.unwrap(), None);
}

pub async fn codes_of_more_than_a_day_before_may_go(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let yesterday = AuthorizationCode { created_at: a::now() - 23.hours(), ..code(&ada, "yesterday") };
    let old = AuthorizationCode { created_at: a::now() - 49.hours(), ..code(&ada, "old") };
    for code in [&old, &yesterday, &code(&ada, "new")] {
        a.codes().save_code(code).await.unwrap();
    }
    assert!(b.codes().find_code(&yesterday.digest).await.unwrap().is_some());
}
