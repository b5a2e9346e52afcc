//! What a [`SessionRepository`](service::identity::SessionRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Timestamp;
use domain::identity::{
    AccessToken, Agent, Digest, Grantee, Profile, Revocation, Scopes, Session, SessionId, TokenId,
};
use jiff::ToSpan;
use uuid::Uuid;

use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! session_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, sessions:
            finds_a_session_by_its_secret_and_its_token_with_it,
            an_unknown_secret_opens_nothing,
            lists_the_sessions_of_an_account_by_their_last_use,
            a_session_ends_with_its_token_and_no_other_does,
            nobody_ends_the_session_of_somebody_else,
            all_sessions_end_with_everything_of_an_account,
        }
    };
}

fn session(of: &Profile, secret: &str, at: Timestamp) -> (Session, AccessToken) {
    let id = SessionId(Uuid::new_v4());
    let account = of.account.id;
    let token = AccessToken {
        id: TokenId(Uuid::new_v4()),
        grantee: Grantee::Page { account, session: id },
        scopes: Scopes::everything(),
        created_at: at,
        used_at: at,
    };
    let secret = Digest::stored(secret);
    let agent = Agent::parse("Rook/1.0 \"x\"");
    (Session { id, account, secret, agent, created_at: at, used_at: at }, token)
}

async fn begun(store: &dyn Store, of: &Profile, secret: &str) -> (Session, AccessToken) {
    let (session, token) = session(of, secret, a::now());
    store.sessions().save_session(&session, &token).await.unwrap();
    (session, token)
}

pub async fn finds_a_session_by_its_secret_and_its_token_with_it(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let (session, token) = begun(&a, &ada, "one").await;
    let found = b.sessions().find_session(&session.secret).await.unwrap();
    assert_eq!(found, Some((session.clone(), token.id)));
    assert_eq!(b.tokens().find(token.id).await.unwrap(), Some(token));
    let later = session.used_at + 1.hour();
    b.sessions().touch_session(session.id, later).await.unwrap();
    let (found, _) = a.sessions().find_session(&session.secret).await.unwrap().unwrap();
    assert_eq!(found, Session { used_at: later, ..session });
}

pub async fn an_unknown_secret_opens_nothing(a: impl Store, b: impl Store) {
    begun(&a, &a::person(&a, "ada").await, "one").await;
    assert_eq!(b.sessions().find_session(&Digest::stored("One")).await.unwrap(), None);
}

pub async fn lists_the_sessions_of_an_account_by_their_last_use(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    begun(&a, &bob, "his").await;
    let mut hers = vec![];
    for age in [3, 1, 2] {
        let (session, token) = session(&ada, &age.to_string(), a::now() - age.hours());
        a.sessions().save_session(&session, &token).await.unwrap();
        hers.push(session);
    }
    hers.sort_by_key(|session| std::cmp::Reverse(session.used_at));
    assert_eq!(b.sessions().list_sessions(ada.account.id, 10).await.unwrap(), hers);
    assert_eq!(b.sessions().list_sessions(ada.account.id, 2).await.unwrap(), hers[..2]);
}

pub async fn a_session_ends_with_its_token_and_no_other_does(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let account = ada.account.id;
    let ((one, ended), (other, stays)) = (begun(&a, &ada, "one").await, begun(&a, &ada, "other").await);
    let end = Revocation::Session { account, session: one.id }.record(&a::cause(account));
    assert!(b.tokens().revoke(end).await.unwrap());
    assert_eq!(a.sessions().find_session(&one.secret).await.unwrap(), None);
    assert_eq!(a.tokens().find(ended.id).await.unwrap(), None);
    assert_eq!(a.sessions().list_sessions(account, 10).await.unwrap(), [other]);
    assert!(a.tokens().find(stays.id).await.unwrap().is_some());
}

pub async fn nobody_ends_the_session_of_somebody_else(a: impl Store, b: impl Store) {
    let [ada, eve] = a::people(&a, ["ada", "eve"]).await;
    let (session, _) = begun(&a, &ada, "one").await;
    let account = eve.account.id;
    let end = Revocation::Session { account, session: session.id }.record(&a::cause(account));
    assert!(!b.tokens().revoke(end).await.unwrap());
    assert!(a.sessions().find_session(&session.secret).await.unwrap().is_some());
}

pub async fn all_sessions_end_with_everything_of_an_account(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    begun(&a, &ada, "one").await;
    begun(&a, &ada, "two").await;
    begun(&a, &bob, "his").await;
    let end = Revocation::Account(ada.account.id).record(&a::cause(ada.account.id));
    assert!(b.tokens().revoke(end).await.unwrap());
    assert_eq!(a.sessions().list_sessions(ada.account.id, 10).await.unwrap(), []);
    assert_eq!(a.sessions().list_sessions(bob.account.id, 10).await.unwrap().len(), 1);
}
