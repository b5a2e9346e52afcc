//! The doorbell of the outbox: rung by each commit of this handle that put something in.
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

/// How long to wait for a ring. Other processes that write into the file do not ring here, so it is worth a look then.
const LOOK: Duration = Duration::from_millis(250);

#[derive(Debug, Clone, Default)]
pub(crate) struct Bell(Arc<Notify>);

impl Bell {
    /// Rings for the one who waits, or else for the next who asks.
    pub(crate) fn ring(&self) {
        self.0.notify_one();
    }

    /// Returns when it rang, or a look is due.
    pub(crate) async fn rung(&self) {
        // either way the outbox is worth a look
        let _ = timeout(LOOK, self.0.notified()).await;
    }
}
