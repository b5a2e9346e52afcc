//! What goes wrong at ports, and how often.
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use service::PortError;
use tokio::sync::oneshot;

use super::clockwork::{Clockwork, Millis, Node};

/// How often things go wrong, in a thousand.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Odds {
    /// A call fails before it did anything.
    pub(super) before: u64,
    /// It is done, and the answer is lost.
    pub(super) after: u64,
    /// It is given up, and done later all the same.
    pub(super) late: u64,
    /// It takes its time.
    pub(super) slow: u64,
    /// The queue loses an event on its way to one listener,
    pub(super) loses: u64,
    /// brings it again,
    pub(super) repeats: u64,
    /// or says that it may have lost something.
    pub(super) gaps: u64,
    /// How much later than another an event may arrive.
    pub(super) jitter: Millis,
}

/// What is down, and the odds of everything else.
#[derive(Debug)]
pub(super) struct Weather {
    now: Mutex<Now>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Now {
    odds: Odds,
    store_down: bool,
    queue_down: bool,
    clear: bool,
}

/// The node of everything that no fault of a server ends: clients, the network, the store.
pub(super) const OUTSIDE: Node = Node(0);

/// How long a slow call takes at the most.
const SLOW: Millis = 2_500;

impl Weather {
    pub(super) fn new(odds: Odds) -> Self {
        Self { now: Mutex::new(Now { odds, ..Now::default() }) }
    }

    pub(super) fn odds(&self) -> Odds {
        self.now().odds
    }

    pub(super) fn is_queue_down(&self) -> bool {
        self.now().queue_down
    }

    pub(super) fn store_is_down(&self, down: bool) {
        self.now().store_down = down;
    }

    pub(super) fn queue_is_down(&self, down: bool) {
        self.now().queue_down = down;
    }

    /// Nothing goes wrong any more.
    pub(super) fn clears(&self) {
        *self.now() = Now { clear: true, ..Now::default() };
    }

    pub(super) fn is_clear(&self) -> bool {
        self.now().clear
    }

    /// A call of the store: others may go on before its effect, and between that and the answer.
    pub(super) async fn call<T>(
        &self,
        clockwork: &Clockwork,
        effect: impl Future<Output = T>,
    ) -> Result<T, PortError> {
        self.on_the_way(clockwork).await?;
        let answer = effect.await;
        self.on_the_way_back(clockwork).await?;
        Ok(answer)
    }

    /// The same of a change, which may be done after its caller gave up.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        clockwork: &Clockwork,
        effect: Pin<Box<dyn Future<Output = Result<T, PortError>> + Send>>,
    ) -> Result<T, PortError> {
        self.on_the_way(clockwork).await?;
        if clockwork.dice(|dice| dice.happens(self.odds().late)) {
            let (clock, wait) = (clockwork.clone(), clockwork.dice(|dice| dice.below(SLOW)));
            let (sender, answer) = oneshot::channel();
            clockwork.spawn(OUTSIDE, async move {
                clock.sleep(wait).await;
                // nobody may be left to hear it
                let _ = sender.send(effect.await);
            });
            if clockwork.dice(|dice| dice.happens(500)) {
                return Err(failure("gave up"));
            }
            return answer.await.unwrap_or_else(|_| Err(failure("ended")));
        }
        let answer = effect.await;
        self.on_the_way_back(clockwork).await?;
        answer
    }

    async fn on_the_way(&self, clockwork: &Clockwork) -> Result<(), PortError> {
        clockwork.step().await;
        if clockwork.dice(|dice| dice.happens(self.odds().slow)) {
            clockwork.doze(SLOW).await;
        }
        self.fail(clockwork, self.odds().before, "not reached")
    }

    async fn on_the_way_back(&self, clockwork: &Clockwork) -> Result<(), PortError> {
        if clockwork.dice(|dice| dice.happens(self.odds().slow)) {
            clockwork.doze(SLOW).await;
        }
        clockwork.step().await;
        self.fail(clockwork, self.odds().after, "the answer was lost")
    }

    fn fail(&self, clockwork: &Clockwork, per_mille: u64, why: &'static str) -> Result<(), PortError> {
        let down = self.now().store_down;
        if down || clockwork.dice(|dice| dice.happens(per_mille)) { Err(failure(why)) } else { Ok(()) }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn failure(why: &'static str) -> PortError {
    PortError::new("simulated store", why)
}
