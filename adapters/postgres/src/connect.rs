//! Starting: the database is reached, checked and brought up to date.
use std::error::Error;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, query_scalar};
use thiserror::Error;
use tokio::time::timeout;

use crate::bell::Bell;
use crate::{Postgres, Settings, pools, writer};

/// How long reaching the database may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the store can't be used.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// The URL is none.
    #[error("the database URL is not of the form postgres://user:password@host:port/database")]
    Url(#[source] Box<dyn Error + Send + Sync>),
    /// Nobody answers there, or not in time, or not to us.
    #[error("the database can't be reached")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// Its tables could not be brought up to date.
    #[error("the database can't be brought up to date")]
    Migration(#[source] Box<dyn Error + Send + Sync>),
    /// It does not keep what it commits.
    #[error("the database runs with fsync=off and would lose posts with the power; turn fsync on")]
    FsyncOff,
}

impl Postgres {
    /// Reaches the database, brings its tables up to date (one server at a time) and starts the writer.
    pub async fn connect(settings: Settings) -> Result<Self, ConnectError> {
        let options =
            PgConnectOptions::from_str(&settings.url).map_err(|error| ConnectError::Url(error.into()))?;
        let options = options.application_name("rookery");
        prepare(&options, settings.allow_fsync_off).await?;
        let (writes, waits) = service::writes::queue(crate::failure::PORT);
        let bell = Bell::new(pools::listening(&options));
        writer::start(pools::writing(&options), waits, bell.clone());
        Ok(Self {
            requests: pools::requests(&options, settings.request_connections),
            background: pools::background(&options),
            writes,
            bell,
        })
    }
}

async fn prepare(options: &PgConnectOptions, allow_fsync_off: bool) -> Result<(), ConnectError> {
    let unreachable = |error: sqlx::Error| ConnectError::Unreachable(error.into());
    let reaching = timeout(PATIENCE, PgConnection::connect_with(options));
    let reached = reaching.await.map_err(|late| ConnectError::Unreachable(late.into()))?;
    let mut connection = reached.map_err(unreachable)?;
    let fsync: String = query_scalar("show fsync").fetch_one(&mut connection).await.map_err(unreachable)?;
    if fsync == "off" && !allow_fsync_off {
        return Err(ConnectError::FsyncOff);
    }
    migrate(&mut connection).await.map_err(|error| ConnectError::Migration(error.into()))?;
    // what matters is done
    let _ = connection.close().await;
    Ok(())
}

/// A server of yesterday may start beside one of today, so migrations that it does not know are none of its business.
async fn migrate(connection: &mut PgConnection) -> Result<(), MigrateError> {
    let mut migrator: Migrator = sqlx::migrate!();
    migrator.set_ignore_missing(true).run(connection).await
}
