//! Keeping what is read up to date.
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sourcing::{Feed, Progress, Stopped, Watched};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::Shop;
use super::desk::Clerk;

/// How long a model may stand where it is though the store goes further.
const STUCK: Duration = Duration::from_millis(500);

/// All models, whatever they are.
pub(super) type Models = Arc<Vec<Box<dyn Watched>>>;

/// Who brings the models up to date, until somebody lets them.
#[derive(Clone)]
pub(super) struct Writers(Arc<Mutex<Option<(Feed, Clerk)>>>);

impl Writers {
    pub(super) fn of(feed: Feed, clerk: Clerk) -> Self {
        Self(Arc::new(Mutex::new(Some((feed, clerk)))))
    }

    /// From now on orders have to be paid in so long; who is at work already goes on as before.
    pub(super) fn pay_within(&self, term: Duration) {
        if let Some((_, clerk)) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            clerk.pay_within = Some(term);
        }
    }
}

impl Shop {
    /// Loads all that is read, and keeps it up to date until it is dropped. Once: whoever calls it again finds it done.
    pub async fn keep_up(self) {
        let writers = self.writers.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((feed, clerk)) = writers else { return };
        let feed = match self.kept.snapshots() {
            Some(snapshots) => feed.from(snapshots.clone()),
            None => feed,
        };
        let sold = clerk.sold.subscribe();
        self.people.load().await;
        let others = async { tokio::join!(self.keep_now_and_then(), self.people.look_again()) };
        tokio::join!(feed.run(), others, clerk.work(), self.carry_on(sold));
    }

    /// Has visitors see what is left of what is sold here, as soon as it is sold.
    async fn carry_on(&self, mut sold: watch::Receiver<u64>) {
        while sold.changed().await.is_ok() {
            let position = *sold.borrow_and_update();
            // whoever has the errand to carry does so later
            let _ = self.listing.through(position).await;
        }
    }

    /// Returns when all that is read is loaded, or goes on no more.
    pub async fn loaded(&self) {
        for model in self.models.iter() {
            // what stopped is told by those who look whether the server is ready
            let _ = model.pace().loaded().await;
        }
    }

    /// Whether requests may be answered; else why not.
    pub fn ready(&self) -> Result<(), String> {
        self.models.iter().try_for_each(|model| look(&**model))?;
        let hears = |who: &str, stopped: Option<Stopped>| match stopped {
            Some(stopped) => Err(format!("what {who} hears: {stopped}")),
            None => Ok(()),
        };
        hears("the catalogue", self.listing.stopped())?;
        hears("everybody else", self.herald.stopped())
    }

    /// The same, and whether all models go on where there is more; else which does not, and where it stands.
    pub async fn goes_on(&self) -> Result<(), String> {
        self.ready()?;
        // where the store is away, that is said of the store
        let Ok(head) = self.store.head().await else { return Ok(()) };
        let stands = |model: &dyn Watched| model.pace().progress().shown;
        let before: Vec<_> = self.models.iter().map(|model| stands(&**model)).collect();
        let deadline = Instant::now() + STUCK;
        for (model, before) in self.models.iter().zip(before) {
            let reached = timeout_at(deadline, model.pace().reached(head.position)).await;
            if reached.is_err() && stands(&**model) == before {
                return Err(format!("{}: stuck at {before} of {} events", model.name(), head.position));
            }
        }
        self.ready()
    }
}

fn look(model: &dyn Watched) -> Result<(), String> {
    let name = model.name();
    match (model.pace().standstill(), model.pace().progress()) {
        (Some(stopped), _) => Err(format!("{name}: {stopped}")),
        (None, Progress { loaded: true, .. }) => Ok(()),
        (None, Progress { read, goal, .. }) => Err(format!("{name}: loaded {read} of {goal} events")),
    }
}
