//! The writer's side of a model: it is told what happened, and shows what follows from it.
use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwap;
use tokio::sync::watch;
use uuid::Uuid;

use super::feed::Follows;
use super::twin::Twin;
use super::{Kept, Model, Progress, Shown, Snapshots, Stopped, View};
use crate::{Entry, Head, Position};

/// What brings one model up to date: alone, while anybody reads. A [`super::Feed`] tells it what happened.
pub struct Projection<M: Model> {
    twin: Twin<M, ArcSwap<Shown<M>>>,
    loading: Option<M>,
    /// The id of the last event that was read.
    last: Uuid,
    progress: watch::Sender<Progress>,
}

impl<M: Model> Projection<M> {
    /// Begins with a model that follows from everything through a position: an empty one at the start.
    #[must_use]
    pub fn new(model: M, at: Position) -> (Self, View<M>) {
        let shown = Arc::new(ArcSwap::from_pointee(Shown { model: model.clone(), at, last: Uuid::nil() }));
        let progress = watch::Sender::new(Progress { read: at, shown: at, ..Progress::default() });
        let view = View::new(shown.clone(), progress.subscribe());
        let last = Uuid::nil();
        (Self { twin: Twin::new(shown), loading: Some(model), last, progress }, view)
    }

    fn show(&mut self, events: Vec<M::Event>, through: Position, all: bool) {
        let Progress { goal, read, .. } = *self.progress.borrow();
        match self.loading.take() {
            Some(mut model) => {
                for event in &events {
                    model.apply(event);
                }
                if all || through >= goal {
                    model.settle();
                    self.twin.start(model, through, self.last);
                } else {
                    self.loading = Some(model);
                }
            }
            None if through > read => self.twin.show(events, through, self.last),
            None => {}
        }
    }

    /// What its context says, up to what can't be read.
    fn decode(entries: &[Entry]) -> (Vec<M::Event>, Option<Stopped>) {
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
}

impl<M: Kept> Follows for Projection<M> {
    fn name(&self) -> &'static str {
        M::NAME
    }

    fn read(&self) -> Result<Position, Stopped> {
        let progress = self.progress.borrow();
        progress.stopped.clone().map_or(Ok(progress.read), Err)
    }

    fn kept_at(&self, snapshots: &Snapshots) -> Option<Position> {
        snapshots.place::<M>().filter(|at| *at > self.progress.borrow().read)
    }

    fn begin(&mut self, snapshots: Option<&Snapshots>, head: Head, last: Option<Uuid>) {
        let kept = last.and_then(|last| Some((snapshots?.find::<M>(head, last)?, last)));
        let kept = kept.map(|((model, at), last)| {
            self.last = last;
            (model, at)
        });
        self.progress.send_modify(|progress| {
            progress.goal = head.position;
            if let Some((_, at)) = &kept {
                (progress.read, progress.restored) = (*at, *at);
            }
        });
        if let Some((model, _)) = kept {
            self.loading = Some(model);
        }
    }

    fn take(&mut self, entries: &[Entry], all: bool) {
        let began = Instant::now();
        let before = self.progress.borrow().read;
        let known = entries.partition_point(|entry| entry.position <= before);
        let (events, stopped) = Self::decode(&entries[known..]);
        let through = match &stopped {
            Some(stopped) => stopped.position.before(),
            None => entries.last().map_or(before, |last| last.position).max(before),
        };
        let told = entries.iter().rev().find(|entry| entry.position == through);
        self.last = told.map_or(self.last, |entry| entry.fact.id);
        let applied = events.len() as u64;
        let was_loaded = self.loading.is_none();
        self.show(events, through, all || stopped.is_some());
        let loaded = self.loading.is_none();
        let copies = self.twin.copies();
        self.progress.send_if_modified(|progress| {
            let is_news = through > before || loaded != was_loaded || stopped.is_some() || progress.away;
            (progress.read, progress.loaded, progress.copies) = (through, loaded, copies);
            (progress.stopped, progress.away) = (stopped, false);
            progress.applied += applied;
            if loaded {
                progress.shown = through;
            }
            if is_news {
                progress.writes += 1;
                progress.writing += began.elapsed();
            }
            is_news
        });
    }

    fn stop(&mut self, why: &Stopped) {
        self.progress.send_modify(|progress| {
            progress.stopped.get_or_insert_with(|| why.clone());
        });
    }

    fn wait(&mut self) {
        self.progress.send_if_modified(|progress| !std::mem::replace(&mut progress.away, true));
    }
}
