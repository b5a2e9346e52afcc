//! Tells other servers who listens here, and those who listen how many there are.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ids::AccountId;
use domain::realtime::{Attended, Fleeting, Passing, Present};
use service::Entropy;
use service::realtime::{Attendance, EventQueue, Hub};
use tokio::time::{MissedTickBehavior, interval};

/// How often it is looked who listens.
const LOOK: Duration = Duration::from_secs(1);

/// Those who listen to rooms, here and elsewhere.
pub(crate) struct Attending {
    attendance: Mutex<Attendance>,
    hub: Arc<Hub>,
    queue: Arc<dyn EventQueue>,
    entropy: Arc<dyn Entropy>,
}

impl Attending {
    pub(crate) fn new(hub: Arc<Hub>, queue: Arc<dyn EventQueue>, entropy: Arc<dyn Entropy>) -> Arc<Self> {
        let attendance = Mutex::new(Attendance::new(entropy.uuid()));
        Arc::new(Self { attendance, hub, queue, entropy })
    }

    /// A server told, perhaps this one.
    pub(crate) fn heed(&self, told: &Attended) {
        self.attendance().heed(told, self.entropy.now());
    }

    /// How many listen to a room, here and elsewhere.
    pub(crate) fn present(&self, room: AccountId) -> Present {
        self.attendance().present(room)
    }

    /// Looks, tells and shows, for as long as it runs.
    pub(crate) async fn run(&self) {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            look.tick().await;
            let here = self.hub.attended();
            let told = self.attendance().tell(here, self.entropy.now());
            for attended in told {
                let passing = Arc::new(self.passing(Fleeting::Attended(attended)));
                if let Err(error) = self.queue.pass(&passing).await {
                    // it is told again in a while
                    tracing::debug!(%error, "nobody hears who listens here");
                    break;
                }
            }
            let present = self.attendance().show(self.entropy.now());
            for present in present {
                self.hub.pass(&self.passing(Fleeting::Present(present)));
            }
        }
    }

    fn passing(&self, what: Fleeting) -> Passing {
        Passing { id: self.entropy.uuid(), time: self.entropy.now(), what }
    }

    fn attendance(&self) -> MutexGuard<'_, Attendance> {
        self.attendance.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
