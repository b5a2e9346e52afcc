//! Somebody who writes.
use adapter_sqlite::Sqlite;
use contract::a::{Clock, now};
use domain::identity::{Account, DisplayName, Email, NewAccount, PasswordHash, Profile, Username};
use domain::posts::{NewPost, Post, PostText};
use domain::realtime::{Cause, Origin};
use service::identity::{AccountRepository, Credentials, Registration};
use service::posts::{PostRepository, Saved};
use service::{Entropy, PortError};

fn cause() -> Cause {
    let origin = Origin { actor: None, correlation: Clock.uuid(), causation: None, trace: None };
    origin.cause(Clock.uuid(), now())
}

/// Registers somebody.
pub(crate) async fn person(store: &Sqlite, name: &str) -> Profile {
    let new =
        NewAccount { username: Username::stored(name), display_name: DisplayName::default(), bot: false };
    let email = Email::parse(&format!("{name}@rookery.example")).unwrap();
    let credentials = Credentials::vouched(email, PasswordHash::stored("hash"));
    match store.register(Account::register(new, cause()), credentials).await.unwrap() {
        Registration::New(account) => Profile::of_new(account),
        refused => panic!("{refused:?}"),
    }
}

/// Publishes something.
pub(crate) async fn publish(store: &Sqlite, by: &Profile, text: &str) -> Result<Post, PortError> {
    let new = NewPost::plain(PostText::stored(text));
    match store.publish(Post::publish(new, by.clone(), cause()).unwrap(), None).await? {
        Saved::New(post) => Ok(post),
        other => panic!("{other:?}"),
    }
}
