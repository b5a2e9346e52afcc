//! Taking turns: what can wait does so until whatever else is ready was served, however much of it there is.
use futures_core::future::BoxFuture;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Steps aside: returns when whatever else is ready was served, as only a runtime knows.
pub type Aside = fn() -> BoxFuture<'static, ()>;

/// Turns of those who can wait.
#[derive(Debug)]
pub(super) struct Turns {
    turns: Semaphore,
    aside: Aside,
}

/// A turn; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    _permit: Option<SemaphorePermit<'a>>,
}

impl Turns {
    /// How many have a turn between any two moments at which others are served.
    const AT_ONCE: usize = 4;

    pub(super) fn new(aside: Aside) -> Self {
        Self { turns: Semaphore::new(Self::AT_ONCE), aside }
    }

    /// Waits for a turn; dropping the future gives up the place in the line.
    pub(super) async fn next(&self) -> Turn<'_> {
        let turn = Turn { _permit: self.turns.acquire().await.ok() };
        (self.aside)().await;
        turn
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::rc::Rc;
    use std::task::Poll;

    use tokio::task::{LocalSet, spawn_local, yield_now};

    use super::*;

    #[tokio::test]
    async fn what_can_wait_never_holds_up_for_long_what_can_not() {
        const MANY: usize = 500;
        let (turns, taken) = (Rc::new(Turns::new(|| Box::pin(yield_now()))), Rc::new(Cell::new(0)));
        let all = LocalSet::new();
        for _ in 0..MANY {
            let (turns, taken) = (Rc::clone(&turns), Rc::clone(&taken));
            all.spawn_local(async move {
                for _ in 0..3 {
                    let _turn = turns.next().await;
                    taken.set(taken.get() + 1);
                }
            });
        }
        let longest = all.run_until(async move {
            let urgent = spawn_local(async move {
                let (mut before, mut longest) = (0, 0);
                while taken.get() < 3 * MANY {
                    longest = longest.max(taken.get() - before);
                    before = taken.get();
                    let mut served = false;
                    poll_fn(|cx| {
                        cx.waker().wake_by_ref();
                        if std::mem::replace(&mut served, true) { Poll::Ready(()) } else { Poll::Pending }
                    })
                    .await;
                }
                longest
            });
            urgent.await.unwrap()
        });
        let longest = longest.await;
        assert!((1..=Turns::AT_ONCE).contains(&longest), "{longest} turns in a row");
    }
}
