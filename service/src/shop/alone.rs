//! One import at a time, on whichever server: two at once would leave a range that neither file says.
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::{Shop, ShopError};
use crate::PortError;
use crate::duty::{BEAT, Leases};
use crate::realtime::Epoch;

/// The lease of whoever imports.
const IMPORT: &str = "shop.import";
/// How long it runs without being prolonged: longer than it takes to fail at that twice.
const TERM: Duration = Duration::from_secs(5);

impl Shop {
    /// Does this while nobody else imports, and refuses where somebody does. All that was imported before is known here when it
    /// begins. Whoever loses the lease because they stood still stops where they are.
    pub(super) async fn alone<T>(
        &self,
        does: impl Future<Output = Result<T, ShopError>>,
    ) -> Result<T, ShopError> {
        let (leases, until) = (&*self.leases, Until::after(Instant::now()));
        let granted = leases.acquire(IMPORT, self.entropy.uuid(), TERM).await?;
        let epoch = granted.ok_or(ShopError::ImportUnderWay)?;
        let work = async {
            let head = self.store.head().await?.position;
            self.range.view.reached(head).await?;
            self.warehouse.view.reached(head).await?;
            does.await
        };
        let done = tokio::select! {
            biased;
            error = lost(leases, epoch, &until) => Err(error),
            done = until.work(work) => done,
        };
        if let Err(error) = leases.release(IMPORT, epoch).await {
            tracing::debug!(%error, "the lease runs out by itself");
        }
        done
    }
}

/// Until when nobody else can have the lease, by this machine's own clock.
struct Until(Mutex<Instant>);

impl Until {
    /// For who asked for it then: the store has counted from later on.
    fn after(asked: Instant) -> Self {
        Self(Mutex::new(asked + TERM))
    }

    fn put_off(&self, asked: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = asked + TERM;
    }

    fn is_over(&self) -> bool {
        Instant::now() >= *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on with something until then: whoever stood still does not take another step.
    async fn work<T>(&self, work: impl Future<Output = Result<T, ShopError>>) -> Result<T, ShopError> {
        let mut work = pin!(work);
        let step = poll_fn(|context| {
            if self.is_over() {
                Poll::Ready(Err(gone("it ran out").into()))
            } else {
                work.as_mut().poll(context)
            }
        });
        step.await
    }
}

fn gone(why: &'static str) -> PortError {
    PortError::new("lease", why)
}

/// Prolongs the lease for as long as that is possible; why it is not any more.
async fn lost(leases: &dyn Leases, epoch: Epoch, until: &Until) -> ShopError {
    let mut failed = false;
    loop {
        sleep(BEAT).await;
        let asked = Instant::now();
        let renewed = timeout(BEAT, leases.renew(IMPORT, epoch, TERM)).await;
        match renewed.unwrap_or_else(|_| Err(gone("it could not be prolonged in time"))) {
            Ok(true) => {
                until.put_off(asked);
                failed = false;
            }
            Ok(false) => return gone("another has taken over").into(),
            Err(error) if failed => return error.into(),
            Err(_) => failed = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Mutex;

    use async_trait::async_trait;
    use domain::realtime::Position;
    use uuid::Uuid;

    use super::*;
    use crate::duty::{Step, Stepped};

    /// What comes of prolonging a lease, one time after the other.
    #[derive(Clone, Copy)]
    enum Renewed {
        Yes,
        Overtaken,
        Away,
    }

    /// Leases that are prolonged like that, the last first, and then do not answer any more.
    struct Scripted(Mutex<Vec<Renewed>>);

    #[async_trait]
    impl Leases for Scripted {
        async fn acquire(&self, _: &'static str, _: Uuid, _: Duration) -> Result<Option<Epoch>, PortError> {
            Ok(None)
        }

        async fn renew(&self, _: &'static str, _: Epoch, _: Duration) -> Result<bool, PortError> {
            let next = self.0.lock().unwrap().pop();
            match next {
                Some(Renewed::Yes) => Ok(true),
                Some(Renewed::Overtaken) => Ok(false),
                Some(Renewed::Away) => Err(PortError::new("lease", "away")),
                None => pending().await,
            }
        }

        async fn release(&self, _: &'static str, _: Epoch) -> Result<(), PortError> {
            Ok(())
        }

        async fn place(&self, _: &'static str) -> Result<Position, PortError> {
            Ok(Position::default())
        }

        async fn step(&self, _: Step) -> Result<Stepped, PortError> {
            Ok(Stepped::Fenced)
        }
    }

    /// Why the lease is lost, and how long after it was prolonged for the last time.
    async fn ends(script: &[Renewed]) -> (ShopError, Duration) {
        let leases = Scripted(Mutex::new(script.iter().rev().copied().collect()));
        let began = Instant::now();
        let error = lost(&leases, Epoch(1), &Until::after(began)).await;
        let last = script.iter().rposition(|renewed| matches!(renewed, Renewed::Yes));
        let beats = last.map_or(0, |last| u32::try_from(last + 1).unwrap());
        (error, began.elapsed().saturating_sub(BEAT * beats))
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_was_overtaken_stops() {
        let (error, _) = ends(&[Renewed::Yes, Renewed::Overtaken]).await;
        assert!(matches!(error, ShopError::Port(_)), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_lease_is_given_up_before_another_can_have_it() {
        for script in [
            &[Renewed::Yes][..],
            &[Renewed::Yes, Renewed::Away],
            &[Renewed::Yes, Renewed::Away, Renewed::Away],
        ] {
            let (error, after) = ends(script).await;
            assert!(matches!(error, ShopError::Port(_)), "{error}");
            assert!(after < TERM, "{after:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_fails_once_is_tried_again() {
        use Renewed::{Away, Overtaken, Yes};
        let (error, _) = ends(&[Away, Yes, Away, Yes, Overtaken]).await;
        assert!(matches!(error, ShopError::Port(_)), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_stood_still_takes_no_further_step() {
        let until = Until::after(Instant::now());
        let mut steps = 0;
        let work = until.work(async {
            loop {
                steps += 1;
                // the machine stands still
                tokio::time::advance(TERM / 2).await;
            }
        });
        let done: Result<(), _> = work.await;
        assert!(matches!(done, Err(ShopError::Port(_))));
        assert_eq!(steps, 2);
    }
}
