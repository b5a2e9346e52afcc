//! The time of a test.
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::Timestamp;
use service::Entropy;
use uuid::Uuid;

/// A clock that moves by a millisecond each time that somebody looks.
#[derive(Default)]
pub(crate) struct Clock(AtomicI64);

impl Clock {
    /// So much time passes.
    pub(crate) fn pass(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

impl Entropy for Clock {
    fn now(&self) -> Timestamp {
        let ms = self.0.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_millisecond(1_795_229_544_000 + ms).unwrap()
    }

    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::try_from(self.0.fetch_add(1, Ordering::Relaxed)).unwrap() + 1)
    }
}
