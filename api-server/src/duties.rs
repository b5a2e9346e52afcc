//! What a server does besides answering: it is a candidate for the relay, and trims the log.
use std::sync::Arc;
use std::time::Duration;

use service::Entropy;
use service::realtime::EventLog;
use service::relay::Relay;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wire::chain;

/// How long events are kept in the log.
const KEPT: Duration = Duration::from_hours(7 * 24);

/// The relay at work, until it is told to stop.
pub struct Relaying {
    stop: CancellationToken,
    task: TaskTracker,
}

impl Relaying {
    /// How long giving up the lease may take: after that it runs out by itself.
    const FAREWELL: Duration = Duration::from_secs(2);

    /// Begins.
    #[must_use]
    pub fn start(relay: Relay) -> Self {
        let relaying = Self { stop: CancellationToken::new(), task: TaskTracker::new() };
        let stop = relaying.stop.clone();
        relaying.task.spawn(async move {
            stop.run_until_cancelled(relay.run()).await;
            if let Ok(Err(error)) = timeout(Self::FAREWELL, relay.release()).await {
                tracing::warn!(error.chain = chain(&error), "the lease was not given up");
            }
        });
        relaying.task.close();
        relaying
    }

    /// Gives the lease up, so that another server takes over at once: when nobody is answered any more.
    pub async fn stop(self) {
        self.stop.cancel();
        self.task.wait().await;
    }
}

/// Trims the log, for as long as it runs. Several servers may do so at once.
pub async fn keep_trimmed(log: Arc<dyn EventLog>, entropy: Arc<dyn Entropy>) {
    loop {
        if let Ok(before) = entropy.now().checked_sub(KEPT) {
            match log.trim(before).await {
                Ok(floor) => tracing::debug!(log.floor = floor.number(), "trimmed"),
                Err(error) => tracing::warn!(error.chain = chain(&error), "the log was not trimmed"),
            }
        }
        sleep(Duration::from_mins(15)).await;
    }
}
