//! The doorbell of the outbox: rung by each commit that put something in, heard on every server.
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::sleep;

/// The channel of NOTIFY.
pub(crate) const CHANNEL: &str = "rookery_outbox";
/// After a connection was lost.
const PAUSE: Duration = Duration::from_millis(500);

/// Rings on this server and on all others.
#[derive(Debug, Clone)]
pub(crate) struct Bell(Arc<Ear>);

#[derive(Debug)]
struct Ear {
    rings: Arc<Notify>,
    pool: PgPool,
    listening: OnceLock<AbortHandle>,
}

impl Bell {
    pub(crate) fn new(pool: PgPool) -> Self {
        Self(Arc::new(Ear { rings: Arc::new(Notify::new()), pool, listening: OnceLock::new() }))
    }

    /// Rings for the one who waits here, or else for the next who asks.
    pub(crate) fn ring(&self) {
        self.0.rings.notify_one();
    }

    /// Returns when it rang. Only who asks listens: it costs a connection.
    pub(crate) async fn rung(&self) {
        let ear = &self.0;
        ear.listening
            .get_or_init(|| tokio::spawn(listen(ear.pool.clone(), ear.rings.clone())).abort_handle());
        ear.rings.notified().await;
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        if let Some(listening) = self.listening.get() {
            listening.abort();
        }
    }
}

/// Whatever rang while nobody listened is made up for by a ring at each beginning.
async fn listen(pool: PgPool, rings: Arc<Notify>) {
    loop {
        if let Err(error) = listen_once(&pool, &rings).await {
            tracing::debug!(%error, "nobody hears the outbox's bell for a moment");
        }
        sleep(PAUSE).await;
    }
}

async fn listen_once(pool: &PgPool, rings: &Notify) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    rings.notify_one();
    while listener.try_recv().await?.is_some() {
        rings.notify_one();
    }
    Ok(())
}
