//! Hears each statement that a store is asked.
use std::fmt::Debug;
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What a pool asks by itself when a connection comes back, whenever that is.
const HOUSEKEEPING: &str = "select now() =";

/// Begins to listen; from then on nothing is missed.
pub(crate) fn begin() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Ear).expect("nobody else listens"));
}

/// What was heard since it was asked for last. Drivers tell of a statement when it is over, which may be a little later than
/// its rows.
pub(crate) async fn heard() -> Vec<String> {
    let count = || HEARD.lock().unwrap_or_else(PoisonError::into_inner).len();
    let (mut before, mut still) = (count(), 0);
    while still < 10 {
        tokio::time::sleep(Duration::from_millis(1)).await;
        still = if count() == before { still + 1 } else { 0 };
        before = count();
    }
    std::mem::take(&mut HEARD.lock().unwrap_or_else(PoisonError::into_inner))
}

struct Ear;

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, event: &Event<'_>) {
        let mut statement = Statement(String::new());
        event.record(&mut statement);
        if !statement.0.starts_with(HOUSEKEEPING) {
            HEARD.lock().unwrap_or_else(PoisonError::into_inner).push(statement.0);
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The first words of a statement.
struct Statement(String);

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "summary" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
