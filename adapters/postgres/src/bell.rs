//! The doorbells: rung by each commit that put something into the outbox or the event store, heard on every server.
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sourcing::Position;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

/// The channel of NOTIFY for the outbox.
pub(crate) const CHANNEL: &str = "rookery_outbox";
/// The one for the event store: it says how far there are events.
pub(crate) const GROWN: &str = "rookery_events";
/// After a connection was lost.
const PAUSE: Duration = Duration::from_millis(500);
/// How long to wait for growth: what happened while nobody listened is seen then.
const LOOK: Duration = Duration::from_secs(1);

/// Rings on this server and on all others.
#[derive(Debug, Clone)]
pub(crate) struct Bell(Arc<Ear>);

#[derive(Debug)]
struct Ear {
    heard: Heard,
    pool: PgPool,
    listening: OnceLock<AbortHandle>,
}

#[derive(Debug, Clone)]
struct Heard {
    rings: Arc<Notify>,
    head: watch::Sender<Position>,
}

impl Bell {
    pub(crate) fn new(pool: PgPool) -> Self {
        let heard = Heard { rings: Arc::new(Notify::new()), head: watch::Sender::new(Position::START) };
        Self(Arc::new(Ear { heard, pool, listening: OnceLock::new() }))
    }

    /// Rings for the one who waits here, or else for the next who asks.
    pub(crate) fn ring(&self) {
        self.0.heard.rings.notify_one();
    }

    /// Returns when it rang.
    pub(crate) async fn rung(&self) {
        self.listen();
        self.0.heard.rings.notified().await;
    }

    /// Says here that there are events up to a position.
    pub(crate) fn reached(&self, position: Position) {
        self.0.heard.reached(position);
    }

    /// Returns when there are events behind this position, or a look is due.
    pub(crate) async fn grown(&self, after: Position) {
        self.listen();
        let mut head = self.0.heard.head.subscribe();
        // either way the store is worth a look
        let _ = timeout(LOOK, head.wait_for(|head| *head > after)).await;
    }

    /// Only who asks listens: it costs a connection.
    fn listen(&self) {
        let ear = &self.0;
        let listen = || tokio::spawn(listen(ear.pool.clone(), ear.heard.clone())).abort_handle();
        ear.listening.get_or_init(listen);
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        if let Some(listening) = self.listening.get() {
            listening.abort();
        }
    }
}

impl Heard {
    fn reached(&self, position: Position) {
        self.head.send_if_modified(|head| {
            let grown = position > *head;
            *head = position.max(*head);
            grown
        });
    }

    fn ring(&self, channel: &str, words: &str) {
        match words.parse() {
            Ok(position) if channel == GROWN => self.reached(Position::new(position)),
            _ => self.rings.notify_one(),
        }
    }
}

/// Whatever rang while nobody listened is made up for by a ring at each beginning.
async fn listen(pool: PgPool, heard: Heard) {
    loop {
        if let Err(error) = listen_once(&pool, &heard).await {
            tracing::debug!(%error, "nobody hears the bells for a moment");
        }
        sleep(PAUSE).await;
    }
}

async fn listen_once(pool: &PgPool, heard: &Heard) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    listener.listen_all([CHANNEL, GROWN]).await?;
    heard.rings.notify_one();
    while let Some(rung) = listener.try_recv().await? {
        heard.ring(rung.channel(), rung.payload());
    }
    Ok(())
}
