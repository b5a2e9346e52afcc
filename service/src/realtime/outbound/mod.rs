//! What waits to be written to one connection.
mod queue;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use bytes::Bytes;
use domain::ids::AccountId;
use domain::realtime::Position;

use super::{ConnectionId, Flusher, Outlet};
use queue::{Direct, For, Mark, Queue, Task};

/// A bounded queue of frames between the hub and one connection. It never makes the hub wait: a connection that
/// can't keep up is cut off, and may resume.
#[derive(Debug, Default)]
pub struct Outbound {
    queue: Mutex<Queue>,
}

/// A frame with those who have a part in what it tells: nobody, if it only says that something is gone.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) frame: Bytes,
    pub(crate) by: Parties,
    pub(crate) of: Option<Of>,
}

/// Whose frame it is: a stream of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Of {
    pub(crate) connection: ConnectionId,
    pub(crate) stream: u32,
}

/// Those who have a part in what a frame tells.
pub(crate) type Parties = [Option<AccountId>; 2];

/// What became of frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pushed {
    /// They wait to be written.
    Waits,
    /// They were one too many.
    CutsOff,
}

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
    /// Lanes that have ended with their token; what they had waiting is not among the frames.
    pub revoked: Vec<ConnectionId>,
    /// Whether the client is to be sent off; told once.
    pub leaving: bool,
}

impl Outbound {
    /// Frames that may wait.
    pub const FRAMES: usize = 256;
    /// Bytes that may wait, unless it is one frame.
    pub const BYTES: usize = 256 * 1024;
    /// Frames that may wait where one comes that is kept nowhere.
    pub const PASSING: usize = 16;

    /// Lets frames leave past the task that takes them, as long as it has nothing else to do.
    pub(crate) fn attach(&self, outlet: Arc<dyn Outlet>, flusher: Arc<Flusher>) {
        self.lock().direct = Some(Direct { outlet, flusher });
    }

    /// Puts frames in, the last of all events through this position; nothing if the connection was cut off before.
    pub(crate) fn push(
        self: &Arc<Self>,
        frames: impl IntoIterator<Item = Waiting>,
        position: Position,
    ) -> Option<Pushed> {
        let mut queue = self.lock();
        if queue.cut.is_some() {
            return None;
        }
        for Waiting { frame, by, of } in frames {
            queue.bytes += frame.len();
            queue.frames.push_back(frame);
            queue.marks.push_back(Mark { by, of });
        }
        // one that is larger by itself could never be had otherwise
        let is_alone = queue.frames.len() == 1;
        let keeps_up = queue.frames.len() <= Self::FRAMES && (queue.bytes <= Self::BYTES || is_alone);
        if !keeps_up {
            queue.cut = Some(Cut::Slow(queue.taken));
            queue.clear();
            wake(queue);
            return Some(Pushed::CutsOff);
        }
        queue.put = position;
        self.have_written(queue);
        Some(Pushed::Waits)
    }

    /// Puts a frame in that is kept nowhere, unless others wait; gives whether it did.
    pub(crate) fn pass(self: &Arc<Self>, of: Of, frame: Bytes) -> bool {
        let mut queue = self.lock();
        if queue.cut.is_some() || queue.frames.len() >= Self::PASSING {
            return false;
        }
        queue.bytes += frame.len();
        queue.frames.push_back(frame);
        queue.marks.push_back(Mark { by: [None, None], of: Some(of) });
        self.have_written(queue);
        true
    }

    /// Has what waits written: past the task, if that is idle.
    fn have_written(self: &Arc<Self>, mut queue: MutexGuard<'_, Queue>) {
        match &queue.direct {
            Some(_) if queue.task == Task::Parked && queue.is_listed => {}
            Some(Direct { flusher, .. }) if queue.task == Task::Parked => {
                flusher.list(Arc::clone(self));
                queue.is_listed = true;
            }
            _ => wake(queue),
        }
    }

    /// Writes what waits past the task, if that is idle.
    pub(super) fn flush(&self) {
        let mut queue = self.lock();
        queue.is_listed = false;
        if queue.task == Task::Parked && !queue.flush() {
            wake(queue);
        }
    }

    /// Where the connection stands when it begins to follow.
    pub(crate) fn begin(&self, position: Position) {
        let mut queue = self.lock();
        queue.put = position;
        // of what is shared with others something may still wait
        if queue.frames.is_empty() {
            queue.taken = position;
        }
    }

    /// Puts an answer in, behind what waits.
    pub(crate) fn answer(&self, frame: Bytes) {
        self.change(|queue| queue.put(frame, |end| end));
    }

    /// Puts an answer in that may not wait.
    pub(crate) fn answer_first(&self, frame: Bytes) {
        self.change(|queue| queue.put(frame, |_| 0));
    }

    /// Takes out what waits of a stream.
    pub(crate) fn purge_of(&self, of: Of) {
        self.lock().retain(|mark| mark.of != Some(of));
    }

    /// A lane has ended with its token: what it had waiting is not written any more.
    pub(crate) fn revoke(&self, lane: ConnectionId) {
        self.change(|queue| {
            queue.retain(|mark| mark.of.is_none_or(|of| of.connection != lane));
            queue.revoked.push(lane);
        });
    }

    /// Has the client sent off; it gets what happens until it goes.
    pub(crate) fn send_off(&self) {
        self.change(|queue| queue.leaving = true);
    }

    /// Takes out what waits of somebody's.
    pub(crate) fn purge(&self, whose: AccountId) {
        self.lock().retain(|mark| !mark.by.contains(&Some(whose)));
    }

    /// Cuts the connection off; what waits is still written.
    pub fn cut(&self, why: Cut) {
        self.change(|queue| {
            queue.cut.get_or_insert(why);
        });
    }

    /// Cuts the connection off at once: what waits is not written any more.
    pub(crate) fn end(&self) {
        self.change(|queue| {
            queue.clear();
            queue.cut = Some(Cut::Revoked);
        });
    }

    /// Why it is cut off, if it is.
    pub(crate) fn is_cut(&self) -> Option<Cut> {
        self.lock().cut
    }

    /// Returns when it is cut off: who is still writing something may want to know.
    pub async fn cut_off(&self) {
        poll_fn(|cx| {
            let mut queue = self.lock();
            if queue.cut.is_some() { Poll::Ready(()) } else { queue.wait_for(For::Cut, cx.waker()) }
        })
        .await;
    }

    /// Waits until there is something to do, and gives all of it. Dropping the future loses nothing.
    pub async fn take(&self) -> Taken {
        poll_fn(|cx| {
            let mut queue = self.lock();
            match queue.take() {
                Some(taken) => Poll::Ready(taken),
                None => queue.wait_for(For::Anything, cx.waker()),
            }
        })
        .await
    }

    /// What there is to do now.
    pub fn try_take(&self) -> Option<Taken> {
        self.lock().take()
    }

    /// Takes out the frames that came since, for who has just taken the others.
    pub(crate) fn take_more(&self) -> VecDeque<Bytes> {
        self.lock().clear()
    }

    /// Returns when there is something to do. Dropping the future loses nothing.
    pub(crate) async fn stirred(&self) {
        poll_fn(|cx| {
            let mut queue = self.lock();
            if queue.is_idle() { queue.wait_for(For::Anything, cx.waker()) } else { Poll::Ready(()) }
        })
        .await;
    }

    fn change(&self, change: impl FnOnce(&mut Queue)) {
        let mut queue = self.lock();
        change(&mut queue);
        wake(queue);
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes who waits for what was done to the queue.
fn wake(mut queue: MutexGuard<'_, Queue>) {
    let is_cut = queue.cut.is_some();
    let waiting = queue.waiting.take_if(|(what, _)| *what == For::Anything || is_cut);
    drop(queue);
    if let Some((_, who)) = waiting {
        who.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Wake, Waker};

    use super::*;

    #[derive(Default)]
    struct Stirs(AtomicUsize);

    impl Wake for Stirs {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    const OF: Of = Of { connection: ConnectionId::FIRST, stream: 0 };

    fn frame(text: &'static str, by: Parties) -> [Waiting; 1] {
        [Waiting { frame: Bytes::from_static(text.as_bytes()), by, of: Some(OF) }]
    }

    #[test]
    fn a_connection_that_does_not_keep_up_is_cut_off_with_the_position_that_it_can_resume_by() {
        let outbound = Arc::<Outbound>::default();
        outbound.push(frame("x", [None, None]), Position::new(7));
        assert_eq!(outbound.try_take().unwrap().frames.len(), 1);
        let push = |n| outbound.push(frame("x", [None, None]), Position::new(n));
        let held = (8..1_000).take_while(|&n| push(n) == Some(Pushed::Waits)).count();
        assert_eq!(held, Outbound::FRAMES);
        assert_eq!(push(1_000), None, "it is cut off once");
        let taken = outbound.try_take().unwrap();
        assert_eq!((taken.cut, taken.frames.len()), (Some(Cut::Slow(Position::new(7))), 0));
    }

    #[test]
    fn one_frame_may_be_larger_than_what_may_wait() {
        let outbound = Arc::<Outbound>::default();
        let large =
            || [Waiting { frame: Bytes::from(vec![b'x'; Outbound::BYTES + 1]), by: [None, None], of: None }];
        assert_eq!(outbound.push(large(), Position::new(1)), Some(Pushed::Waits));
        assert_eq!(outbound.try_take().unwrap().frames.len(), 1);
        outbound.push(frame("x", [None, None]), Position::new(2));
        assert_eq!(outbound.push(large(), Position::new(3)), Some(Pushed::CutsOff));
    }

    #[test]
    fn what_waits_of_somebody_who_is_kept_away_is_never_written() {
        let outbound = Arc::<Outbound>::default();
        let [crow, rook] = [1, 2].map(AccountId::stored);
        outbound.push(frame("crow", [Some(crow), None]), Position::new(1));
        outbound.push(frame("rook, by crow", [Some(rook), Some(crow)]), Position::new(2));
        outbound.push(frame("rook", [Some(rook), None]), Position::new(3));
        outbound.push(frame("gone", [None, None]), Position::new(4));
        outbound.purge(crow);
        assert_eq!(outbound.try_take().unwrap().frames, ["rook", "gone"].map(Bytes::from));
    }

    #[test]
    fn an_answer_stays_in_order_and_only_one_that_may_not_wait_overtakes() {
        let outbound = Arc::<Outbound>::default();
        outbound.push(frame("one", [None, None]), Position::new(1));
        outbound.answer("answer".into());
        outbound.push(frame("two", [None, None]), Position::new(2));
        outbound.answer_first("pong".into());
        assert_eq!(outbound.try_take().unwrap().frames, ["pong", "one", "answer", "two"].map(Bytes::from));
    }

    #[test]
    fn what_waits_of_a_lane_or_a_stream_that_ended_is_never_written() {
        let outbound = Arc::<Outbound>::default();
        let of = |connection, stream| Of { connection, stream };
        let (here, there) = (ConnectionId::FIRST, ConnectionId::FIRST.next());
        for (n, of) in [of(here, 0), of(here, 1), of(there, 0)].into_iter().enumerate() {
            let frame = Bytes::from(n.to_string());
            outbound.push([Waiting { frame, by: [None, None], of: Some(of) }], Position::new(1));
        }
        outbound.purge_of(of(here, 0));
        outbound.revoke(there);
        let taken = outbound.try_take().unwrap();
        assert_eq!((taken.frames, taken.revoked), ([Bytes::from("1")].into(), vec![there]));
        assert_eq!(outbound.try_take(), None);
        outbound.send_off();
        assert!(outbound.try_take().unwrap().leaving);
        assert_eq!(outbound.try_take(), None);
    }

    #[tokio::test]
    async fn who_waits_for_the_cut_is_not_stirred_by_anything_else() {
        let outbound = Arc::<Outbound>::default();
        let stirs = Arc::new(Stirs::default());
        let waker = Waker::from(Arc::clone(&stirs));
        let cx = &mut Context::from_waker(&waker);
        let mut cut_off = pin!(outbound.cut_off());
        assert!(cut_off.as_mut().poll(cx).is_pending());
        outbound.push(frame("x", [None, None]), Position::new(1));
        outbound.send_off();
        assert_eq!(stirs.0.load(Ordering::Relaxed), 0);
        outbound.cut(Cut::Stopping);
        assert_eq!(stirs.0.load(Ordering::Relaxed), 1);
        assert!(cut_off.poll(cx).is_ready());
        // and it takes nothing away from who asks next
        let taken = outbound.take().await;
        assert_eq!((taken.frames.len(), taken.leaving), (1, true));
    }
}
