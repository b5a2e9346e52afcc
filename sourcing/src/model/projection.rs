//! The writer's side of a model: it follows the store, and shows what follows from it.
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::sync::watch;
use tokio::time::sleep;

use super::twin::Twin;
use super::{Model, Progress, Shown, Stopped, View};
use crate::{Corrupt, Entry, EventStore, Position, ReadError, Unavailable};

/// Events that are applied before they are shown. Some milliseconds' worth.
const PAGE: usize = 1024;
/// How long a store that is away is left alone.
const PAUSE: Duration = Duration::from_millis(250);

/// What brings one model up to date: alone, while anybody reads.
pub struct Projection<M: Model> {
    store: Arc<dyn EventStore>,
    twin: Twin<M, ArcSwap<Shown<M>>>,
    loading: Option<M>,
    progress: watch::Sender<Progress>,
}

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// There may be more.
    More,
    /// There is no more at the moment.
    Done,
}

/// Why a step was not taken.
#[derive(Debug)]
enum Halt {
    Stopped(Stopped),
    Away,
}

impl From<ReadError> for Halt {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Corrupt(Corrupt(position)) => {
                Self::Stopped(Stopped { position, why: Corrupt(position).to_string() })
            }
            ReadError::Away(_) => Self::Away,
        }
    }
}

impl From<Unavailable> for Halt {
    fn from(_: Unavailable) -> Self {
        Self::Away
    }
}

impl<M: Model> Projection<M> {
    /// Begins with a model that follows from everything through a position: an empty one at the start, or a snapshot.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, model: M, at: Position) -> (Self, View<M>) {
        let shown = Arc::new(ArcSwap::from_pointee(Shown { model: model.clone(), at }));
        let progress = watch::Sender::new(Progress { read: at, shown: at, ..Progress::default() });
        let view = View { shown: shown.clone(), progress: progress.subscribe() };
        (Self { store, twin: Twin::new(shown), loading: Some(model), progress }, view)
    }

    /// Follows the store until it is dropped, or comes to something that it must not leave out and can't read.
    pub async fn run(mut self) -> Stopped {
        loop {
            match self.step().await {
                Ok(Step::More) => {}
                Ok(Step::Done) => self.store.grown(self.read()).await,
                Err(Halt::Away) => {
                    self.progress.send_modify(|progress| progress.away = true);
                    sleep(PAUSE).await;
                }
                Err(Halt::Stopped(stopped)) => {
                    self.progress.send_modify(|progress| progress.stopped = Some(stopped.clone()));
                    return stopped;
                }
            }
        }
    }

    fn read(&self) -> Position {
        self.progress.borrow().read
    }

    async fn step(&mut self) -> Result<Step, Halt> {
        if self.loading.is_some() && self.progress.borrow().goal == Position::START {
            let goal = self.store.head().await?.position;
            self.progress.send_modify(|progress| progress.goal = goal);
        }
        let after = self.read();
        let entries = self.store.read(after, PAGE).await?;
        let through = entries.last().map_or(after, |last| last.position);
        let (events, stopped) = decode::<M>(&entries);
        let through = stopped.as_ref().map_or(through, |stopped| before(stopped.position));
        self.take(events, through, entries.len() < PAGE || stopped.is_some());
        match stopped {
            Some(stopped) => Err(Halt::Stopped(stopped)),
            None => Ok(if entries.len() < PAGE { Step::Done } else { Step::More }),
        }
    }

    fn take(&mut self, events: Vec<M::Event>, through: Position, all: bool) {
        let goal = self.progress.borrow().goal;
        let loaded = match self.loading.take() {
            Some(mut model) => {
                for event in &events {
                    model.apply(event);
                }
                if all || through >= goal {
                    model.settle();
                    self.twin.start(model, through);
                    true
                } else {
                    self.loading = Some(model);
                    false
                }
            }
            None if through > self.read() => {
                self.twin.show(events, through);
                true
            }
            None => {
                self.progress.send_if_modified(|progress| std::mem::take(&mut progress.away));
                return;
            }
        };
        let copies = self.twin.copies();
        self.progress.send_modify(|progress| {
            (progress.read, progress.loaded, progress.copies) = (through, loaded, copies);
            progress.away = false;
            if loaded {
                progress.shown = through;
            }
        });
    }
}

/// What its contexts say, up to what can't be read.
fn decode<M: Model>(entries: &[Entry]) -> (Vec<M::Event>, Option<Stopped>) {
    let mut events = Vec::with_capacity(entries.len());
    for entry in entries.iter().filter(|entry| M::CONTEXTS.contains(&entry.fact.kind.context())) {
        match M::decode(entry) {
            Ok(event) => events.extend(event),
            Err(misread) => {
                return (events, Some(Stopped { position: entry.position, why: misread.to_string() }));
            }
        }
    }
    (events, None)
}

fn before(position: Position) -> Position {
    Position::new(position.number().saturating_sub(1))
}
