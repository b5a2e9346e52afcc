//! Writing past the tasks of connections: one hand writes to many of them, one after the other.
//!
//! A task that wakes for each frame costs a good part of what the frame's way through the kernel costs. So what is told to a connection whose
//! task waits is written by a flusher, and the task only hears of it if the socket doesn't take all at once.
use std::collections::VecDeque;
use std::fmt::Debug;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

use bytes::Bytes;

use super::Outbound;

/// The way out to one client.
pub trait Outlet: Debug + Send + Sync {
    /// Has whole frames leave without waiting for the socket, and gives whether all did. The outlet keeps what did not, to write it
    /// before all else: whoever owns the socket has to see to that.
    fn write(&self, frames: VecDeque<Bytes>) -> bool;
}

/// Connections that have something to be written. There is one for each thread that may write.
#[derive(Debug, Default)]
pub struct Flusher {
    listed: Mutex<Listed>,
}

#[derive(Debug, Default)]
struct Listed {
    connections: VecDeque<Arc<Outbound>>,
    /// Who waits for them.
    waiting: Option<Waker>,
}

impl Flusher {
    /// Connections that are written to before others may use the thread.
    const AT_ONCE: usize = 32;

    /// Has a connection written to.
    pub(super) fn list(&self, connection: Arc<Outbound>) {
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        listed.connections.push_back(connection);
        let waiting = listed.waiting.take();
        drop(listed);
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Writes to the next few that are listed, as soon as there are some.
    pub async fn turn(&self) {
        for connection in self.next().await {
            connection.flush();
        }
    }

    async fn next(&self) -> Vec<Arc<Outbound>> {
        poll_fn(|cx| {
            let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
            if listed.connections.is_empty() {
                listed.waiting = Some(cx.waker().clone());
                return Poll::Pending;
            }
            let few = listed.connections.len().min(Self::AT_ONCE);
            Poll::Ready(listed.connections.drain(..few).collect())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use domain::realtime::Position;
    use futures_core::future::BoxFuture;

    use super::super::Cut;
    use super::super::outbound::{Pushed, Waiting};
    use super::*;

    /// Remembers what left, and keeps the rest when it is told to.
    #[derive(Debug, Default)]
    struct Wall {
        left: Mutex<Vec<Bytes>>,
        is_full: AtomicBool,
    }

    impl Outlet for Wall {
        fn write(&self, frames: VecDeque<Bytes>) -> bool {
            let takes = !self.is_full.load(Ordering::Relaxed);
            self.left.lock().unwrap().extend(frames.into_iter().filter(|_| takes));
            takes
        }
    }

    /// A connection whose task waits.
    fn parked() -> (Arc<Outbound>, Arc<Wall>, Arc<Flusher>) {
        let (outbound, wall, flusher) = (Arc::<Outbound>::default(), Arc::<Wall>::default(), Arc::default());
        outbound.attach(Arc::clone(&wall) as _, Arc::clone(&flusher));
        park(&outbound);
        (outbound, wall, flusher)
    }

    /// Whether the task has nothing to do.
    fn park(outbound: &Outbound) -> bool {
        is_pending(Box::pin(outbound.stirred()))
    }

    fn is_pending(mut future: BoxFuture<'_, ()>) -> bool {
        future.as_mut().poll(&mut std::task::Context::from_waker(Waker::noop())).is_pending()
    }

    fn push(outbound: &Arc<Outbound>, n: u64) -> Option<Pushed> {
        let frame = Bytes::from(n.to_string());
        outbound.push([Waiting { frame, by: [None, None], of: None }], Position::new(n))
    }

    #[test]
    fn what_is_told_while_a_task_waits_leaves_past_it_in_order() {
        let (outbound, wall, flusher) = parked();
        push(&outbound, 1);
        push(&outbound, 2);
        outbound.answer("answer".into());
        assert!(!is_pending(Box::pin(flusher.turn())));
        assert_eq!(*wall.left.lock().unwrap(), ["1", "2", "answer"]);
        assert_eq!(outbound.try_take(), None);
        assert!(is_pending(Box::pin(flusher.turn())), "it was listed once");
    }

    #[test]
    fn what_a_task_has_begun_to_do_is_not_overtaken() {
        let (outbound, wall, flusher) = parked();
        push(&outbound, 1);
        assert_eq!(outbound.try_take().unwrap().frames, ["1"]);
        push(&outbound, 2);
        assert!(!is_pending(Box::pin(flusher.turn())), "it was listed before");
        assert!(wall.left.lock().unwrap().is_empty(), "the task is writing");
        assert_eq!(outbound.try_take().unwrap().frames, ["2"]);
        assert!(park(&outbound));
        push(&outbound, 3);
        assert!(!is_pending(Box::pin(flusher.turn())));
        assert_eq!(*wall.left.lock().unwrap(), ["3"]);
    }

    #[test]
    fn a_task_hears_of_what_the_socket_did_not_take_and_of_all_that_follows() {
        let (outbound, wall, flusher) = parked();
        wall.is_full.store(true, Ordering::Relaxed);
        push(&outbound, 1);
        assert!(!is_pending(Box::pin(flusher.turn())));
        assert!(!park(&outbound), "there is something to do");
        let taken = outbound.try_take().unwrap();
        assert_eq!((taken.frames.len(), taken.cut), (0, None), "the outlet has it");
        push(&outbound, 2);
        assert!(is_pending(Box::pin(flusher.turn())));
        assert_eq!(outbound.try_take().unwrap().frames, ["2"]);
    }

    #[test]
    fn who_is_cut_off_resumes_by_what_left_past_the_task() {
        let (outbound, wall, flusher) = parked();
        push(&outbound, 1);
        assert!(!is_pending(Box::pin(flusher.turn())));
        while push(&outbound, 2) == Some(Pushed::Waits) {}
        assert!(!is_pending(Box::pin(flusher.turn())));
        assert_eq!(*wall.left.lock().unwrap(), ["1"]);
        assert_eq!(outbound.try_take().unwrap().cut, Some(Cut::Slow(Position::new(1))));
    }
}
