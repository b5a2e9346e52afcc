//! Time and order without threads: one step of one actor at a time, chosen by the seed, on a clock that only moves here.
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::dice::Dice;

/// Something that goes on, step by step.
type Actor = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A machine that actors run on: they stop, freeze and die with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node(pub(super) u32);

/// Simulated milliseconds.
pub(super) type Millis = u64;

/// What actors hold: the time, the dice, and the way to start and end each other.
#[derive(Clone)]
pub(super) struct Clockwork {
    inner: Arc<Mutex<Inner>>,
    ready: Arc<Mutex<Vec<usize>>>,
}

struct Inner {
    now: Millis,
    order: u64,
    timers: BTreeMap<(Millis, u64), Waker>,
    dice: Dice,
    births: Vec<(Node, Actor)>,
    crashes: Vec<Node>,
    frozen: BTreeMap<Node, Millis>,
}

impl Clockwork {
    fn new(seed: u64) -> Self {
        let inner = Inner {
            now: 0,
            order: 0,
            timers: BTreeMap::new(),
            dice: Dice::new(seed),
            births: Vec::new(),
            crashes: Vec::new(),
            frozen: BTreeMap::new(),
        };
        Self { inner: Arc::new(Mutex::new(inner)), ready: Arc::default() }
    }

    pub(super) fn now(&self) -> Millis {
        self.inner().now
    }

    /// Rolls the dice that decide everything.
    pub(super) fn dice<T>(&self, roll: impl FnOnce(&mut Dice) -> T) -> T {
        roll(&mut self.inner().dice)
    }

    /// Lets others go first, or not.
    pub(super) async fn step(&self) {
        let mut yielded = false;
        std::future::poll_fn(|cx| {
            if std::mem::replace(&mut yielded, true) {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    pub(super) async fn sleep(&self, time: Millis) {
        self.until(self.now() + time).await;
    }

    /// Sleeps for up to so long.
    pub(super) async fn doze(&self, longest: Millis) {
        self.sleep(self.dice(|dice| dice.below(longest + 1))).await;
    }

    pub(super) async fn until(&self, moment: Millis) {
        let mut set = false;
        std::future::poll_fn(|cx| {
            let inner = &mut *self.inner();
            if inner.now >= moment {
                return Poll::Ready(());
            }
            if !std::mem::replace(&mut set, true) {
                inner.wake_at(moment, cx.waker());
            }
            Poll::Pending
        })
        .await;
    }

    /// Wakes somebody at a moment.
    pub(super) fn wake_at(&self, moment: Millis, waker: &Waker) {
        self.inner().wake_at(moment, waker);
    }

    pub(super) fn spawn(&self, node: Node, actor: impl Future<Output = ()> + Send + 'static) {
        self.inner().births.push((node, Box::pin(actor)));
    }

    /// Kills all that runs on a node, wherever it waits.
    pub(super) fn crash(&self, node: Node) {
        self.inner().crashes.push(node);
    }

    /// Nothing on this node moves for a while, and it does not notice.
    pub(super) fn freeze(&self, node: Node, time: Millis) {
        let inner = &mut *self.inner();
        inner.frozen.insert(node, inner.now + time);
    }

    pub(super) fn thaw_all(&self) {
        self.inner().frozen.clear();
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ready(&self) -> MutexGuard<'_, Vec<usize>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn wake_at(&mut self, moment: Millis, waker: &Waker) {
        self.order += 1;
        self.timers.insert((moment, self.order), waker.clone());
    }

    fn is_frozen(&self, node: Node) -> bool {
        self.frozen.get(&node).is_some_and(|until| *until > self.now)
    }
}

/// Puts an actor among those that can go on.
struct Alarm {
    actor: usize,
    queued: AtomicBool,
    ready: Arc<Mutex<Vec<usize>>>,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.queued.swap(true, Ordering::Relaxed) {
            self.ready.lock().unwrap_or_else(PoisonError::into_inner).push(self.actor);
        }
    }
}

struct Running {
    node: Node,
    actor: Actor,
    alarm: Arc<Alarm>,
    waker: Waker,
}

/// Moves the actors.
pub(super) struct Stage {
    clockwork: Clockwork,
    actors: Vec<Option<Running>>,
    steps: u64,
}

impl Stage {
    pub(super) fn new(seed: u64) -> Self {
        Self { clockwork: Clockwork::new(seed), actors: Vec::new(), steps: 0 }
    }

    pub(super) fn clockwork(&self) -> Clockwork {
        self.clockwork.clone()
    }

    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    /// Goes on until it is over, or the clock says so, or nothing moves any more. Gives whether it is over.
    pub(super) fn run(&mut self, until: Millis, is_over: impl Fn() -> bool) -> bool {
        loop {
            self.obey();
            if self.clockwork.now() > until {
                return is_over();
            }
            match self.choose() {
                Some(chosen) => self.poll(chosen),
                // asked only when all have done what they can for now
                None if is_over() => return true,
                None if self.advance() => {}
                None => return false,
            }
        }
    }

    /// Ends everything that still goes on.
    pub(super) fn close(&mut self) {
        self.actors.clear();
        self.clockwork.inner().births.clear();
    }

    fn obey(&mut self) {
        loop {
            let (crashes, births) = {
                let inner = &mut *self.clockwork.inner();
                (std::mem::take(&mut inner.crashes), std::mem::take(&mut inner.births))
            };
            if crashes.is_empty() && births.is_empty() {
                return;
            }
            for slot in &mut self.actors {
                if slot.as_ref().is_some_and(|running| crashes.contains(&running.node)) {
                    *slot = None;
                }
            }
            for (node, actor) in births.into_iter().filter(|(node, _)| !crashes.contains(node)) {
                self.start(node, actor);
            }
        }
    }

    fn start(&mut self, node: Node, actor: Actor) {
        let ready = Arc::clone(&self.clockwork.ready);
        let alarm = Arc::new(Alarm { actor: self.actors.len(), queued: AtomicBool::new(false), ready });
        let waker = Waker::from(Arc::clone(&alarm));
        waker.wake_by_ref();
        self.actors.push(Some(Running { node, actor, alarm, waker }));
    }

    /// Somebody who can go on; now and then time passes as well.
    fn choose(&mut self) -> Option<usize> {
        let (offset, dawdles) = self.clockwork.dice(|dice| (dice.roll(), dice.happens(60)));
        if dawdles {
            let time = self.clockwork.dice(|dice| dice.between(1, 20));
            self.pass(time);
        }
        let inner = self.clockwork.inner();
        let mut ready = self.clockwork.ready();
        ready.retain(|at| self.actors[*at].is_some());
        let count = ready.len() as u64;
        let place =
            (0..count).filter_map(|n| usize::try_from((n + offset % count) % count).ok()).find(|place| {
                self.actors[ready[*place]].as_ref().is_some_and(|one| !inner.is_frozen(one.node))
            })?;
        Some(ready.swap_remove(place))
    }

    fn poll(&mut self, chosen: usize) {
        let Some(running) = &mut self.actors[chosen] else { return };
        self.steps += 1;
        running.alarm.queued.store(false, Ordering::Relaxed);
        let done = running.actor.as_mut().poll(&mut Context::from_waker(&running.waker)).is_ready();
        if done {
            self.actors[chosen] = None;
        }
    }

    /// Nobody can go on now: the clock jumps to where somebody can.
    fn advance(&mut self) -> bool {
        let next = {
            let inner = self.clockwork.inner();
            let timer = inner.timers.keys().next().map(|(moment, _)| *moment);
            let thaw = inner.frozen.values().copied().filter(|moment| *moment > inner.now).min();
            let waiting = !self.clockwork.ready().is_empty();
            timer
                .into_iter()
                .chain(thaw.filter(|_| waiting))
                .min()
                .map(|moment| moment.saturating_sub(inner.now))
        };
        next.map(|time| self.pass(time)).is_some()
    }

    fn pass(&mut self, time: Millis) {
        let due = {
            let inner = &mut *self.clockwork.inner();
            inner.now += time;
            let later = inner.timers.split_off(&(inner.now + 1, 0));
            std::mem::replace(&mut inner.timers, later)
        };
        due.into_values().for_each(Waker::wake);
    }
}
