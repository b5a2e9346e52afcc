//! What happens when the database goes away, or is not to be trusted.
use std::sync::Arc;

use adapter_postgres::{ConnectError, Postgres, Settings};
use domain::Draft;
use domain::identity::{Account, DisplayName, Email, NewAccount, PasswordHash, Username};
use domain::realtime::Origin;
use service::identity::{AccountRepository, Credentials, Registration};
use service::realtime::Outbox;
use uuid::Uuid;

use crate::fresh::Database;

fn newcomer(name: &str) -> (Draft<Account>, Credentials) {
    let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
    let new =
        NewAccount { username: Username::stored(name), display_name: DisplayName::default(), bot: false };
    let draft = Account::register(new, origin.cause(Uuid::nil(), contract::a::now()));
    let email = Email::stored(&format!("{name}@rookery.example"));
    (draft, Credentials::vouched(email, PasswordHash::stored("hash")))
}

async fn is_registered(store: &Postgres, name: &str) -> bool {
    let (draft, credentials) = newcomer(name);
    matches!(store.register(draft, credentials).await, Ok(Registration::New(_)))
}

#[tokio::test]
async fn a_writer_whose_connection_was_lost_makes_another() {
    let database = Database::fresh().await;
    let store = database.connect().await;
    assert!(is_registered(&store, "ada").await);
    database.disconnect_everybody().await;
    assert!(is_registered(&store, "bob").await);
    assert_eq!(store.totals().await.unwrap().accounts, 2);
}

#[tokio::test]
async fn the_bell_is_heard_again_after_its_connection_was_lost() {
    let database = Database::fresh().await;
    let (listening, writing) = (Arc::new(database.connect().await), database.connect().await);
    listening.rung().await;
    database.disconnect_everybody().await;
    listening.rung().await;
    let ear = listening.clone();
    let heard = tokio::spawn(async move { ear.rung().await });
    assert!(is_registered(&writing, "ada").await);
    heard.await.unwrap();
}

#[tokio::test]
async fn who_went_away_before_it_began_leaves_no_trace_and_holds_nobody_up() {
    let database = Database::fresh().await;
    let store = database.connect().await;
    for n in 0..20 {
        let (draft, credentials) = newcomer(&format!("gone{n}"));
        drop(store.register(draft, credentials));
        let (draft, credentials) = newcomer(&format!("left{n}"));
        tokio::select! {
            biased;
            _ = store.register(draft, credentials) => {}
            () = tokio::task::yield_now() => {}
        }
    }
    assert!(is_registered(&store, "ada").await);
    let totals = store.totals().await.unwrap();
    assert_eq!(store.backlog().await.unwrap().waiting, totals.accounts, "rows and events, or neither");
}

#[tokio::test]
async fn a_database_that_may_forget_is_refused() {
    let database = Database::fresh().await;
    let forgetful = database.setting("fsync").await == "off";
    match Postgres::connect(Settings::new(database.url())).await {
        Ok(_) => assert!(!forgetful),
        Err(error) => assert!(forgetful && matches!(error, ConnectError::FsyncOff), "{error}"),
    }
}

#[tokio::test]
async fn what_the_driver_says_stays_inside() {
    let settings = Settings::new("postgres://somebody:secret@127.0.0.1:1/rookery");
    assert!(!format!("{settings:?}").contains("secret"));
    let error = Postgres::connect(settings).await.expect_err("nobody listens there");
    assert_eq!(error.to_string(), "the database can't be reached");
}
