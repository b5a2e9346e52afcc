//! One reader for all models: what happened is read once, and each model is told what it goes by.
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::sleep;
use uuid::Uuid;

use super::{Kept, Projection, Snapshots, Stopped};
use crate::store::read_to;
use crate::{Entry, EventStore, Head, Position};

/// Events that are applied before they are shown. Some milliseconds' worth.
const PAGE: usize = 1024;
/// How long a store that is away is left alone.
const PAUSE: Duration = Duration::from_millis(250);

/// What is brought up to date, whatever its model.
pub(super) trait Follows: Send {
    /// What it is called.
    fn name(&self) -> &'static str;
    /// Through where it was told; else why it goes on no more.
    fn read(&self) -> Result<Position, Stopped>;
    /// Through where the model goes that was kept, if that is newer.
    fn kept_at(&self, snapshots: &Snapshots) -> Option<Position>;
    /// Goes on from what was kept, if its last event is the one of that id; and is loaded when it is as far as the head. Blocks.
    fn begin(&mut self, snapshots: Option<&Snapshots>, head: Head, last: Option<Uuid>);
    /// Is told what happened after a place that it has come to or is past; `all` if there is no more at the moment.
    fn take(&mut self, entries: &[Entry], all: bool);
    /// Goes on no more.
    fn stop(&mut self, why: &Stopped);
    /// The store can't be asked.
    fn wait(&mut self);
}

/// Follows a store for several models.
pub struct Feed {
    store: Arc<dyn EventStore>,
    models: Vec<Box<dyn Follows>>,
    snapshots: Option<Snapshots>,
    on_stop: fn(&'static str, &Stopped),
}

impl Feed {
    /// Nobody follows yet. Of each model that goes on no more it is told why, at once.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, on_stop: fn(&'static str, &Stopped)) -> Self {
        Self { store, models: vec![], snapshots: None, on_stop }
    }

    /// This one follows too.
    #[must_use]
    pub fn to<M: Kept>(mut self, projection: Projection<M>) -> Self {
        self.models.push(Box::new(projection));
        self
    }

    /// They begin with what was kept there.
    #[must_use]
    pub fn from(self, snapshots: Snapshots) -> Self {
        Self { snapshots: Some(snapshots), ..self }
    }

    /// Follows until it is dropped, or no model goes on: each stops at what it must not leave out and can't read, and holds up no
    /// other. Returns when the last one has stopped.
    pub async fn run(mut self) {
        self.begin().await;
        loop {
            let on_stop = self.on_stop;
            self.models.retain(|model| {
                let stopped = model.read().err();
                if let Some(stopped) = &stopped {
                    on_stop(model.name(), stopped);
                }
                stopped.is_none()
            });
            let Some(after) = self.models.iter().filter_map(|model| model.read().ok()).min() else { return };
            self.step(after).await;
        }
    }

    async fn begin(&mut self) {
        let head = loop {
            match self.store.head().await {
                Ok(head) => break head,
                Err(_) => self.wait().await,
            }
        };
        let mut last = vec![];
        for place in 0..self.models.len() {
            let snapshots = self.snapshots.as_ref();
            let at = snapshots.and_then(|snapshots| self.models[place].kept_at(snapshots));
            last.push(match at {
                Some(at) if at <= head.position => self.id_at(at).await,
                _ => None,
            });
        }
        self.restore(head, last).await;
    }

    /// Which event stands there.
    async fn id_at(&mut self, at: Position) -> Option<Uuid> {
        loop {
            match read_to(&*self.store, at.before(), 1).await {
                Ok((entries, _)) => return entries.first().map(|entry| entry.fact.id),
                Err(_) => self.wait().await,
            }
        }
    }

    /// What was kept is read in a thread of its own: it blocks, and takes long.
    async fn restore(&mut self, head: Head, last: Vec<Option<Uuid>>) {
        let models = Arc::new(Mutex::new(std::mem::take(&mut self.models)));
        let (snapshots, there) = (self.snapshots.clone(), models.clone());
        let (done, over) = oneshot::channel();
        let work = move || {
            for (model, last) in lock(&there).iter_mut().zip(last) {
                let begin = || model.begin(snapshots.as_ref(), head, last);
                if catch_unwind(AssertUnwindSafe(begin)).is_err() {
                    // it came apart over what was kept, which is then as good as torn: everything is read again
                    model.begin(None, head, None);
                }
            }
            // who waited for it may be gone
            let _ = done.send(());
        };
        let began = thread::Builder::new().name("models".to_owned()).spawn(work).is_ok();
        if began {
            let _ = over.await;
        }
        self.models = std::mem::take(&mut *lock(&models));
        if !began {
            self.models.iter_mut().for_each(|model| model.begin(None, head, None));
        }
    }

    async fn step(&mut self, after: Position) {
        let Ok((entries, corrupt)) = read_to(&*self.store, after, PAGE).await else {
            return self.wait().await;
        };
        let all = entries.len() < PAGE;
        for model in &mut self.models {
            contain(&mut **model, |model| model.take(&entries, all));
        }
        if let Some(corrupt) = corrupt {
            let why = Stopped { position: corrupt.0, why: corrupt.to_string() };
            // who is past it has it in what they show
            let met = |model: &&mut Box<dyn Follows>| model.read().is_ok_and(|read| read < corrupt.0);
            self.models.iter_mut().filter(met).for_each(|model| model.stop(&why));
        }
        // who stopped is told of first
        if all && self.models.iter().all(|model| model.read().is_ok()) {
            self.store.grown(entries.last().map_or(after, |last| last.position)).await;
        }
    }

    async fn wait(&mut self) {
        for model in &mut self.models {
            model.wait();
        }
        sleep(PAUSE).await;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has a model do something. One that comes apart over it goes on no more; what it showed stays, and the others go on.
fn contain(model: &mut dyn Follows, it: impl FnOnce(&mut dyn Follows)) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| it(model))) {
        let read = model.read().unwrap_or_default();
        let why = format!("its program came apart over what follows: {}", words(&*panic));
        model.stop(&Stopped { position: read.next(), why });
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("it did not say why")
}
