//! What waits to be written to one connection.
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::ids::AccountId;
use domain::realtime::Position;
use tokio::sync::Notify;

/// A bounded queue of frames between the hub and one connection. It never makes the hub wait: a connection that
/// can't keep up is cut off, and may resume.
#[derive(Debug, Default)]
pub struct Outbound {
    queue: Mutex<Queue>,
    ready: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Waiting>,
    bytes: usize,
    /// The last position whose frames were all put in.
    put: Position,
    /// The last position whose frames were all taken out to be written.
    taken: Position,
    cut: Option<Cut>,
}

/// A frame with those who have a part in what it tells: nobody, if it only says that something is gone.
#[derive(Debug)]
struct Waiting {
    frame: Bytes,
    by: Parties,
}

/// Those who have a part in what a frame tells.
pub(crate) type Parties = [Option<AccountId>; 2];

/// Why a connection gets nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// It did not keep up; what it was given before goes through this position.
    Slow(Position),
    /// The log is another one.
    AnotherLog,
    /// The server is going away.
    Stopping,
    /// The token that it was opened with has ended.
    Revoked,
}

/// What a connection has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Frames to write, in order.
    pub frames: VecDeque<Bytes>,
    /// Whether nothing will follow.
    pub cut: Option<Cut>,
}

impl Outbound {
    /// Frames that may wait.
    pub const FRAMES: usize = 256;
    /// Bytes that may wait.
    pub const BYTES: usize = 256 * 1024;

    /// Puts the frames of one event in; `false` if that cuts the connection off, or it was cut off before.
    pub(crate) fn push(
        &self,
        frames: impl IntoIterator<Item = Bytes>,
        by: Parties,
        position: Position,
    ) -> bool {
        let mut queue = self.lock();
        if queue.cut.is_some() {
            return false;
        }
        for frame in frames {
            queue.bytes += frame.len();
            queue.frames.push_back(Waiting { frame, by });
        }
        let kept_up = queue.frames.len() <= Self::FRAMES && queue.bytes <= Self::BYTES;
        if kept_up {
            queue.put = position;
        } else {
            queue.cut = Some(Cut::Slow(queue.taken));
            queue.frames = VecDeque::new();
        }
        drop(queue);
        self.ready.notify_one();
        kept_up
    }

    /// Where the connection stands when it begins to follow.
    pub(crate) fn begin(&self, position: Position) {
        let mut queue = self.lock();
        queue.put = position;
        queue.taken = position;
    }

    /// Takes out what waits of somebody's.
    pub(crate) fn purge(&self, whose: AccountId) {
        let mut queue = self.lock();
        queue.frames.retain(|waiting| !waiting.by.contains(&Some(whose)));
        queue.bytes = queue.frames.iter().map(|waiting| waiting.frame.len()).sum();
    }

    /// Cuts the connection off; what waits is still written.
    pub fn cut(&self, why: Cut) {
        self.lock().cut.get_or_insert(why);
        self.ready.notify_one();
    }

    /// Cuts the connection off at once: what waits is not written any more.
    pub(crate) fn end(&self) {
        let mut queue = self.lock();
        queue.frames.clear();
        queue.cut = Some(Cut::Revoked);
        drop(queue);
        self.ready.notify_one();
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.lock().cut.is_some()
    }

    /// Waits until there is something to do, and gives all of it. Dropping the future loses nothing.
    pub async fn take(&self) -> Taken {
        loop {
            if let Some(taken) = self.try_take() {
                return taken;
            }
            self.ready.notified().await;
        }
    }

    /// What there is to do now.
    pub fn try_take(&self) -> Option<Taken> {
        let mut queue = self.lock();
        if queue.frames.is_empty() && queue.cut.is_none() {
            return None;
        }
        queue.bytes = 0;
        queue.taken = queue.put;
        let frames = std::mem::take(&mut queue.frames).into_iter().map(|waiting| waiting.frame).collect();
        Some(Taken { frames, cut: queue.cut })
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> [Bytes; 1] {
        [Bytes::from_static(b"x")]
    }

    #[test]
    fn a_connection_that_does_not_keep_up_is_cut_off_with_the_position_that_it_can_resume_by() {
        let outbound = Outbound::default();
        outbound.push(frame(), [None, None], Position::new(7));
        assert_eq!(outbound.try_take().unwrap().frames.len(), 1);
        let held = (8..1_000).take_while(|&n| outbound.push(frame(), [None, None], Position::new(n))).count();
        assert_eq!(held, Outbound::FRAMES);
        let taken = outbound.try_take().unwrap();
        assert_eq!((taken.cut, taken.frames.len()), (Some(Cut::Slow(Position::new(7))), 0));
    }

    #[test]
    fn what_waits_of_somebody_who_is_kept_away_is_never_written() {
        let outbound = Outbound::default();
        let [crow, rook] = [1, 2].map(AccountId::stored);
        outbound.push([Bytes::from_static(b"crow")], [Some(crow), None], Position::new(1));
        outbound.push([Bytes::from_static(b"rook, by crow")], [Some(rook), Some(crow)], Position::new(2));
        outbound.push([Bytes::from_static(b"rook")], [Some(rook), None], Position::new(3));
        outbound.push([Bytes::from_static(b"gone")], [None, None], Position::new(4));
        outbound.purge(crow);
        assert_eq!(outbound.try_take().unwrap().frames, ["rook", "gone"].map(Bytes::from));
    }
}
