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
    /// The last position whose frames were all put in.
    pub(super) put: Position,
    /// The last position whose frames were all taken out to be written.
    pub(super) taken: Position,
    pub(super) cut: Option<Cut>,
    /// Whether the client is to be sent off.
    pub(super) leaving: bool,
    /// Lanes whose token has ended.
    pub(super) revoked: Vec<ConnectionId>,
    /// Who waits until there is something to do.
    pub(super) waiting: Option<Waker>,
    /// Whether they wait for nothing but that the connection is cut off.
    pub(super) only_for_cut: bool,
    /// The way past its task.
    pub(super) direct: Option<Direct>,
    /// Whether its task has nothing else to do than to wait: what is told meanwhile may go past it.
    pub(super) is_parked: bool,
    /// Whether the flusher will look here.
    pub(super) is_listed: bool,
    /// Whether the outlet has kept something, which the task has to write.
    is_blocked: bool,
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
        self.frames.is_empty() && !self.is_blocked && !self.is_urgent()
    }

    /// Whether there is something to do that only the task can.
    fn is_urgent(&self) -> bool {
        self.cut.is_some() || self.leaving || !self.revoked.is_empty()
    }

    pub(super) fn take(&mut self) -> Option<Taken> {
        if self.is_idle() {
            return None;
        }
        (self.is_parked, self.is_blocked) = (false, false);
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
        (self.is_parked, self.is_blocked) = (all_left, !all_left);
        all_left
    }

    /// Takes out what waits.
    pub(super) fn clear(&mut self) -> VecDeque<Bytes> {
        self.bytes = 0;
        self.taken = self.put;
        self.marks = VecDeque::new();
        mem::take(&mut self.frames)
    }

    pub(super) fn wait<T>(&mut self, who: &Waker) -> Poll<T> {
        self.is_parked = true;
        self.only_for_cut = false;
        self.wakes(who)
    }

    pub(super) fn wait_for_cut<T>(&mut self, who: &Waker) -> Poll<T> {
        self.only_for_cut = true;
        self.wakes(who)
    }

    fn wakes<T>(&mut self, who: &Waker) -> Poll<T> {
        match &mut self.waiting {
            Some(waiting) => waiting.clone_from(who),
            None => self.waiting = Some(who.clone()),
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
