//! A fresh database for each case, made from one that is up to date, and gone after it.
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use adapter_postgres::{Postgres, Settings};
use contract::Store;
use service::channels::{ChannelPollRepository, ChannelRepository, PredictionRepository, RoomRepository};
use service::duty::Leases;
use service::edits::EditRepository;
use service::identity::{
    AccountRepository, AppRepository, CodeRepository, CredentialRepository, ForeignRepository, KeyRepository,
    SessionRepository, TokenRepository,
};
use service::leaving::DepartureRepository;
use service::mail::LetterRepository;
use service::media::{MediaRepository, PortraitRepository};
use service::notifications::{ConversationRepository, MarkerRepository, NotificationRepository};
use service::polls::PollRepository;
use service::posts::{
    FollowRepository, PostRepository, RelationRepository, RequestRepository, ScheduleRepository,
    TagFollowRepository, TimelineRepository,
};
use service::reading::{FilterRepository, ListRepository, MarkRepository};
use service::realtime::{AnnouncementRepository, Arrangements, EventLog, HandoverRepository, Outbox};
use service::reports::ReportRepository;
use service::search::SearchRepository;
use service::shop::NewsOutbox;
use sourcing::{Claims, EventStore, Keys};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A handle to a store of one's own; its database goes with the last one.
pub(crate) struct Fresh {
    pub(crate) store: Postgres,
    _database: Arc<Database>,
}

/// A database that is dropped with its last handle.
pub(crate) struct Database(String);

impl Database {
    /// Makes one that has all tables and nothing in them.
    pub(crate) async fn fresh() -> Self {
        let template = TEMPLATE.get_or_init(template).await;
        let name = format!("{template}_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        administer(format!("create database {name} template {template}")).await;
        Self(name)
    }

    pub(crate) async fn connect(&self) -> Postgres {
        let settings = Settings { allow_fsync_off: true, ..Settings::new(url(&self.0)) };
        Postgres::connect(settings).await.expect("the test database can be used")
    }

    pub(crate) fn url(&self) -> String {
        url(&self.0)
    }

    pub(crate) async fn setting(&self, name: &'static str) -> String {
        ask(format!("show {name}")).await.concat()
    }

    pub(crate) async fn disconnect_everybody(&self) {
        disconnect_everybody(&self.0).await;
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.0);
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(administer(sql));
        });
        dropping.join().expect("the database of a case is dropped");
    }
}

/// Two handles to one store, as two servers have them.
pub(crate) async fn two_handles_to_a_fresh_database() -> (Fresh, Fresh) {
    let database = Arc::new(Database::fresh().await);
    let handle = async || Fresh { store: database.connect().await, _database: database.clone() };
    (handle().await, handle().await)
}

/// Made once per test program. Those of an hour ago belong to nobody any more.
async fn template() -> String {
    let old: Vec<String> =
        ask("select datname::text from pg_database where datname ~ '^rookery_case_[0-9]+_'
        and split_part(datname, '_', 3)::bigint < extract(epoch from now()) - 3600")
        .await;
    for name in old {
        administer(format!("drop database if exists {name} with (force)")).await;
    }
    let now: Vec<String> = ask("select floor(extract(epoch from now()))::text").await;
    let template = format!("rookery_case_{}_{}", now.concat(), std::process::id());
    administer(format!("create database {template}")).await;
    let database = std::mem::ManuallyDrop::new(Database(template.clone()));
    drop(database.connect().await);
    // a template must have no visitors
    let visitors =
        format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{template}'");
    administer(visitors).await;
    template
}

async fn disconnect_everybody(database: &str) {
    let all = "select pg_terminate_backend(pid) from pg_stat_activity where datname";
    administer(format!("{all} = '{database}'")).await;
}

async fn ask(sql: impl Into<String>) -> Vec<String> {
    let mut connection = server().connect().await.expect("the test server can be reached");
    sqlx::query_scalar(AssertSqlSafe(sql.into()))
        .fetch_all(&mut connection)
        .await
        .expect("the test server answers")
}

fn url(database: &str) -> String {
    let options = server().database(database);
    options.to_url_lossy().into()
}

fn server() -> PgConnectOptions {
    let url = std::env::var("ROOKERY_TEST_DATABASE_URL");
    let url = url.expect("ROOKERY_TEST_DATABASE_URL names a PostgreSQL whose user may create databases");
    PgConnectOptions::from_str(&url).expect("ROOKERY_TEST_DATABASE_URL is a URL")
}

async fn administer(sql: String) {
    let mut connection = server().connect().await.expect("the test server can be reached");
    connection.execute(AssertSqlSafe(sql)).await.expect("the test server does as it is told");
}

impl Store for Fresh {
    fn accounts(&self) -> &dyn AccountRepository {
        &self.store
    }

    fn credentials(&self) -> &dyn CredentialRepository {
        &self.store
    }

    fn departures(&self) -> &dyn DepartureRepository {
        &self.store
    }

    fn foreigners(&self) -> &dyn ForeignRepository {
        &self.store
    }

    fn reports(&self) -> &dyn ReportRepository {
        &self.store
    }

    fn letters(&self) -> &dyn LetterRepository {
        &self.store
    }

    fn tokens(&self) -> &dyn TokenRepository {
        &self.store
    }

    fn apps(&self) -> &dyn AppRepository {
        &self.store
    }

    fn codes(&self) -> &dyn CodeRepository {
        &self.store
    }

    fn sessions(&self) -> &dyn SessionRepository {
        &self.store
    }

    fn keys(&self) -> &dyn KeyRepository {
        &self.store
    }

    fn posts(&self) -> &dyn PostRepository {
        &self.store
    }

    fn timelines(&self) -> &dyn TimelineRepository {
        &self.store
    }

    fn follows(&self) -> &dyn FollowRepository {
        &self.store
    }

    fn requests(&self) -> &dyn RequestRepository {
        &self.store
    }

    fn tags(&self) -> &dyn TagFollowRepository {
        &self.store
    }

    fn marks(&self) -> &dyn MarkRepository {
        &self.store
    }

    fn lists(&self) -> &dyn ListRepository {
        &self.store
    }

    fn filters(&self) -> &dyn FilterRepository {
        &self.store
    }

    fn arrangements(&self) -> &dyn Arrangements {
        &self.store
    }

    fn search(&self) -> &dyn SearchRepository {
        &self.store
    }

    fn polls(&self) -> &dyn PollRepository {
        &self.store
    }

    fn edits(&self) -> &dyn EditRepository {
        &self.store
    }

    fn media(&self) -> &dyn MediaRepository {
        &self.store
    }

    fn portraits(&self) -> &dyn PortraitRepository {
        &self.store
    }

    fn relations(&self) -> &dyn RelationRepository {
        &self.store
    }

    fn outbox(&self) -> &dyn Outbox {
        &self.store
    }

    fn log(&self) -> &dyn EventLog {
        &self.store
    }

    fn notifications(&self) -> &dyn NotificationRepository {
        &self.store
    }

    fn markers(&self) -> &dyn MarkerRepository {
        &self.store
    }

    fn schedule(&self) -> &dyn ScheduleRepository {
        &self.store
    }

    fn conversations(&self) -> &dyn ConversationRepository {
        &self.store
    }

    fn channels(&self) -> &dyn ChannelRepository {
        &self.store
    }

    fn rooms(&self) -> &dyn RoomRepository {
        &self.store
    }

    fn predictions(&self) -> &dyn PredictionRepository {
        &self.store
    }

    fn channel_polls(&self) -> &dyn ChannelPollRepository {
        &self.store
    }

    fn announcements(&self) -> &dyn AnnouncementRepository {
        &self.store
    }

    fn handovers(&self) -> &dyn HandoverRepository {
        &self.store
    }

    fn events(&self) -> &dyn EventStore {
        &self.store
    }

    fn claims(&self) -> &dyn Claims {
        &self.store
    }

    fn people_keys(&self) -> &dyn Keys {
        &self.store
    }

    fn news(&self) -> &dyn NewsOutbox {
        &self.store
    }

    fn leases(&self) -> &dyn Leases {
        &self.store
    }
}
