//! What a [`TokenRepository`](service::identity::TokenRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::identity::{AccessToken, Grantee, Profile, Scopes, SessionId, TokenId};
use domain::ids::AppId;
use uuid::Uuid;

use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! token_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, tokens:
            finds_what_was_saved,
            keeps_for_whom_a_token_acts,
            an_unknown_token_is_none,
            keeps_tokens_apart,
        }
    };
}

fn token(of: &Profile, scopes: &str) -> AccessToken {
    AccessToken {
        id: TokenId(Uuid::new_v4()),
        grantee: Grantee::Member(of.account.id),
        scopes: Scopes::stored(scopes),
        created_at: a::now(),
    }
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
