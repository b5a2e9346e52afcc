//! Databases and brokers of one's own, and our adapters over them.
use std::sync::Arc;

use adapter_local::SystemEntropy;
use adapter_postgres::{Postgres, Settings};
use domain::identity::{Account, DisplayName, Email, NewAccount, PasswordHash, Username};
use domain::ids::AccountId;
use domain::realtime::Origin;
use service::Entropy;
use service::identity::{AccountRepository, Credentials, Registration};
use service::posts::{PostPorts, Posts};
use sqlx::PgPool;
use tokio::runtime::Runtime;
use uuid::Uuid;
use xtask::infra::{self, Setup};

use crate::Outcome;
use crate::measure::Counted;

/// A PostgreSQL that keeps what it commits, with a store over it.
pub(super) struct Database {
    pub(super) server: infra::Postgres,
    pub(super) url: String,
    pub(super) store: Arc<Postgres>,
    /// For what no port can do.
    pub(super) pool: PgPool,
}

impl Database {
    pub(super) async fn start(setup: &Setup) -> Outcome<Self> {
        let server = infra::Postgres::start(setup)?;
        let url = server.database("bench")?;
        let store = Arc::new(Postgres::connect(Settings::new(&*url)).await?);
        let pool = PgPool::connect(&url).await?;
        Ok(Self { server, url, store, pool })
    }

    /// The server with all its processes.
    pub(super) fn counted(&self) -> Outcome<Counted> {
        Ok(Counted::Tree(self.server.pid().ok_or("the database is not ours")?))
    }

    /// The use cases over it.
    pub(super) fn posts(&self) -> Posts {
        let store = &self.store;
        let ports = PostPorts {
            posts: Arc::clone(store) as _,
            timelines: Arc::clone(store) as _,
            follows: Arc::clone(store) as _,
            requests: Arc::clone(store) as _,
            tags: Arc::clone(store) as _,
            relations: Arc::clone(store) as _,
            accounts: Arc::clone(store) as _,
            media: Arc::clone(store) as _,
        };
        Posts::new(ports, Arc::new(SystemEntropy), "bench.example")
    }

    /// Somebody who can write, but not log in.
    pub(super) async fn author(&self, name: &str) -> Outcome<AccountId> {
        let username = Username::parse(name)?;
        let new = NewAccount { username, display_name: DisplayName::parse(name)?, bot: false };
        let cause = origin(None).cause(SystemEntropy.uuid(), SystemEntropy.now());
        let email = Email::parse(&format!("{name}@bench.example"))?;
        let credentials = Credentials::vouched(email, PasswordHash::stored("none"));
        match self.store.register(Account::register(new, cause), credentials).await? {
            Registration::New(account) => Ok(account.id),
            Registration::UsernameTaken | Registration::EmailTaken => Err("the database is not empty".into()),
        }
    }
}

/// A request that nobody made.
pub(super) fn origin(actor: Option<AccountId>) -> Origin {
    Origin { actor, correlation: Uuid::nil(), causation: None, trace: None }
}

/// Tasks wherever there is a core, as the servers have them.
pub(super) fn runtime() -> Outcome<Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}
