//! What a server does besides answering: it is a candidate for the relay, for following the log, and for what is done in time.
use std::sync::Arc;
use std::time::Duration;

use service::channels::EndingRounds;
use service::duty::{Effect, Errand, Follower, Leases, Timer, Trimming};
use service::identity::Forgetting;
use service::media::Sweeping;
use service::polls::EndingPolls;
use service::realtime::EventLog;
use service::relay::Relay;
use service::{Entropy, PortError};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wire::chain;
use wire::health::Readiness;

use crate::UseCases;

/// All duties of a server that one server at a time has: each is done by whoever holds its lease.
#[derive(Clone)]
pub struct Duties {
    followers: Vec<Arc<Follower>>,
    timers: Vec<Arc<Timer>>,
}

impl Duties {
    /// Over these ports. What follows from what happens, and what is done in time, is listed here and nowhere else.
    #[must_use]
    pub fn over(
        use_cases: &UseCases,
        leases: &Arc<dyn Leases>,
        log: &Arc<dyn EventLog>,
        outgoing: Vec<Arc<dyn Errand>>,
    ) -> Self {
        let entropy: &Arc<dyn Entropy> = &use_cases.entropy;
        let effects: [Arc<dyn Effect>; 1] = [Arc::new(use_cases.notifications.clone())];
        let forgetting = Forgetting::of(use_cases.accounts.clone());
        let errands: Vec<Arc<dyn Errand>> = vec![
            Arc::new(Trimming::new(log.clone())),
            Arc::new(Sweeping::new(use_cases.uploads.clone(), use_cases.portraits.clone())),
            Arc::new(use_cases.schedule.clone()),
            Arc::new(forgetting),
            Arc::new(use_cases.leaving.clone()),
            Arc::new(EndingPolls::new(use_cases.polls.clone())),
            Arc::new(EndingRounds::new(use_cases.channels.clone())),
        ];
        let follower = |effect| Arc::new(Follower::new(leases.clone(), log.clone(), effect, &**entropy));
        let timer = |errand| Arc::new(Timer::new(leases.clone(), errand, entropy.clone()));
        Self {
            followers: effects.into_iter().map(follower).collect(),
            timers: errands.into_iter().chain(outgoing).chain(use_cases.shop.errands()).map(timer).collect(),
        }
    }

    /// Has readiness tell of each follower that stopped at something which it does not understand, and of timers that did.
    #[must_use]
    pub fn noted_in(&self, readiness: Readiness) -> Readiness {
        let timers = self.timers.clone();
        let readiness = readiness.note("timers", move || {
            let stopped: Vec<_> = timers.iter().filter_map(|timer| timer.stopped_by()).collect();
            async move { if stopped.is_empty() { Ok(()) } else { Err(stopped.join("; ")) } }
        });
        self.followers.iter().fold(readiness, |readiness, follower| {
            let follower = follower.clone();
            readiness.note(follower.name(), move || {
                let stopped = follower.stopped_by();
                async move { stopped.map_or(Ok(()), Err) }
            })
        })
    }
}

/// The relay and all duties at work, until they are told to stop.
pub struct AtWork {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl AtWork {
    /// How long giving up a lease may take: after that it runs out by itself.
    const FAREWELL: Duration = Duration::from_secs(2);

    /// Begins.
    #[must_use]
    pub fn start(relay: Relay, duties: Duties) -> Self {
        let at_work = Self { stop: CancellationToken::new(), tasks: TaskTracker::new() };
        let head = relay.head();
        let relay = Arc::new(relay);
        let working = relay.clone();
        at_work.spawn(async move { working.run().await }, async move { relay.release().await });
        for follower in duties.followers {
            let (working, head) = (follower.clone(), head.clone());
            at_work.spawn(async move { working.run(head).await }, async move { follower.release().await });
        }
        for timer in duties.timers {
            let working = timer.clone();
            at_work.spawn(async move { working.run().await }, async move { timer.release().await });
        }
        at_work.tasks.close();
        at_work
    }

    fn spawn(
        &self,
        work: impl Future<Output = ()> + Send + 'static,
        farewell: impl Future<Output = Result<(), PortError>> + Send + 'static,
    ) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            stop.run_until_cancelled(work).await;
            if let Ok(Err(error)) = timeout(Self::FAREWELL, farewell).await {
                tracing::warn!(error.chain = chain(&error), "a lease was not given up");
            }
        });
    }

    /// Gives the leases up, so that another server takes over at once: when nobody is answered any more.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}
