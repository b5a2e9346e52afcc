//! What waits, and what else there is to do.
use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::task::{Poll, Waker};

use bytes::Bytes;
use domain::realtime::Position;

use super::super::{ConnectionId, Flusher, Outlet};
use super::{Cut, Of, Parties, Taken};

/// All of one connection, under its lock.
#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) frames: VecDeque<Bytes>,
    /// Of each frame, whose it is.
    pub(super) marks: VecDeque<Mark>,
    pub(super) bytes: usize,
    /// The last position whose frames were all put in; where several lanes share the queue, those of one of them.
    pub(super) put: Position,
    /// The last position whose frames were all taken out to be written.
    pub(super) taken: Position,
    pub(super) cut: Option<Cut>,
    /// Whether the client is to be sent off.
    pub(super) leaving: bool,
    /// Lanes whose token has ended.
    pub(super) revoked: Vec<ConnectionId>,
    /// Who waits, and for what.
    pub(super) waiting: Option<(For, Waker)>,
    /// The way past its task.
    pub(super) direct: Option<Direct>,
    pub(super) task: Task,
    /// Whether the flusher will look here, whatever the task does until then.
    pub(super) is_listed: bool,
}

/// What the task of a connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Task {
    /// It is at work, and will look here when it is done.
    #[default]
    Works,
    /// It has nothing else to do than to wait: what is told meanwhile may go past it.
    Parked,
    /// It has to write what the outlet has kept.
    Blocked,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// That there is something to do.
    Anything,
    /// That the connection is cut off, and nothing else.
    Cut,
}

/// Who writes while the task waits, and where.
#[derive(Debug)]
pub(super) struct Direct {
    pub(super) outlet: Arc<dyn Outlet>,
    pub(super) flusher: Arc<Flusher>,
}

/// Whose a frame is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) by: Parties,
    pub(super) of: Option<Of>,
}

impl Queue {
    pub(super) fn is_idle(&self) -> bool {
        self.frames.is_empty() && self.task != Task::Blocked && !self.is_urgent()
    }

    /// Whether there is something to do that only the task can.
    fn is_urgent(&self) -> bool {
        self.cut.is_some() || self.leaving || !self.revoked.is_empty()
    }

    pub(super) fn take(&mut self) -> Option<Taken> {
        if self.is_idle() {
            return None;
        }
        self.task = Task::Works;
        let frames = self.clear();
        let revoked = mem::take(&mut self.revoked);
        Some(Taken { frames, cut: self.cut, revoked, leaving: mem::take(&mut self.leaving) })
    }

    /// Gives whether nothing is left to do for the task.
    pub(super) fn flush(&mut self) -> bool {
        if self.is_urgent() {
            return false;
        }
        let frames = self.clear();
        let all_left = self.direct.as_ref().is_none_or(|direct| direct.outlet.write(frames));
        self.task = if all_left { Task::Parked } else { Task::Blocked };
        all_left
    }

    /// Takes out what waits.
    pub(super) fn clear(&mut self) -> VecDeque<Bytes> {
        self.bytes = 0;
        self.taken = self.put;
        self.marks = VecDeque::new();
        mem::take(&mut self.frames)
    }

    pub(super) fn wait_for<T>(&mut self, what: For, who: &Waker) -> Poll<T> {
        if what == For::Anything {
            self.task = Task::Parked;
        }
        match &mut self.waiting {
            Some((waits_for, waiting)) => {
                *waits_for = what;
                waiting.clone_from(who);
            }
            None => self.waiting = Some((what, who.clone())),
        }
        Poll::Pending
    }

    pub(super) fn put(&mut self, frame: Bytes, at: impl FnOnce(usize) -> usize) {
        if self.cut.is_none() {
            let at = at(self.frames.len());
            self.bytes += frame.len();
            self.frames.insert(at, frame);
            self.marks.insert(at, Mark { by: [None, None], of: None });
        }
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&Mark) -> bool) {
        let mut marks = self.marks.iter();
        self.frames.retain(|_| marks.next().is_some_and(&keep));
        self.marks.retain(keep);
        self.bytes = self.frames.iter().map(Bytes::len).sum();
    }
}
