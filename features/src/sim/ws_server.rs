//! A ws-server without sockets: a hub, what feeds it, and the sessions of those who listen.
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::realtime::{Cursor, Position};
use futures_util::future::{Either, select};
use ledger::Plant;
use service::PortError;
use service::realtime::{Aside, Cut, Hub, Listening, Opening, Session, Sessions, Step};

use super::clockwork::{Clockwork, Millis, Node};
use super::feeding::{Feeding, Spoiler};
use super::frames::Terse;
use super::queue::Queue;
use super::remembering::{Reads, Remembering};
use super::store::Store;
use super::wire::{Far, Near, wire};

/// How often a session is looked at, when nothing else moves it.
const LOOK: Millis = 1_000;
/// How long a write may take.
const WRITE: Millis = 5_000;

/// A server that starts, dies and starts again.
pub(super) struct WsServer {
    pub(super) node: Node,
    clockwork: Clockwork,
    store: Store,
    queue: Queue,
    plant: Option<Plant>,
    running: Mutex<Option<Running>>,
}

#[derive(Clone)]
struct Running {
    sessions: Arc<Sessions>,
    read: Reads,
}

/// What became of a wish to listen.
pub(super) struct Opened {
    pub(super) far: Far,
    pub(super) recovered: bool,
    /// Where the client was told that it stands.
    pub(super) cursor: Cursor,
    /// Where its streams began.
    pub(super) began: Cursor,
    pub(super) served: Arc<Served>,
}

/// What the server did for one session, for the judgement afterwards.
pub(super) struct Served {
    pub(super) read: Reads,
    /// Where the hub stood when the session was opened.
    pub(super) opened_at: Position,
    /// Where the hub stood at the latest before the session followed.
    caught_up_by: AtomicU64,
    /// Where the hub stood when the session ended.
    until: AtomicU64,
    /// Nothing is left to be written, and nothing to be read.
    settled: AtomicBool,
}

impl Served {
    pub(super) fn caught_up_by(&self) -> Position {
        Position::new(self.caught_up_by.load(Ordering::Relaxed))
    }

    pub(super) fn until(&self) -> Position {
        Position::new(self.until.load(Ordering::Relaxed))
    }

    pub(super) fn is_settled(&self) -> bool {
        self.settled.load(Ordering::Relaxed)
    }

    fn note(&self, hub: &Hub, follows: bool) {
        let here = hub.cursor().map_or(0, |cursor| cursor.position.number());
        self.until.store(here, Ordering::Relaxed);
        if !follows {
            self.caught_up_by.store(here, Ordering::Relaxed);
        }
    }
}

/// Who listens, to what, from where.
#[derive(Clone)]
pub(super) struct Ask {
    pub(super) opening: Opening,
    pub(super) streams: Vec<Listening>,
    pub(super) room: usize,
}

impl WsServer {
    pub(super) fn new(
        node: Node,
        clockwork: Clockwork,
        store: Store,
        queue: Queue,
        plant: Option<Plant>,
    ) -> Self {
        Self { node, clockwork, store, queue, plant, running: Mutex::default() }
    }

    pub(super) fn start(&self) {
        let hub = Arc::new(Hub::new(Arc::new(Terse)));
        let read = Reads::default();
        let follows = Arc::new(Remembering { store: self.store.clone(), read: Arc::clone(&read) });
        let store = Arc::new(self.store.clone());
        // what is next is up to the clockwork
        let aside: Aside = || Box::pin(std::future::ready(()));
        let sessions = Sessions::new(Arc::clone(&hub), store.clone(), follows, store, aside);
        let feeding = Feeding {
            hub,
            clockwork: self.clockwork.clone(),
            store: self.store.clone(),
            queue: self.queue.clone(),
            spoiler: Spoiler::new(self.plant),
        };
        self.clockwork.spawn(self.node, feeding.run());
        self.set(Some(Running { sessions, read }));
    }

    pub(super) fn crash(&self) {
        self.set(None);
        self.clockwork.crash(self.node);
    }

    /// It sends its connections off and ends.
    pub(super) fn stop(self: &Arc<Self>) {
        let Some(running) = self.running() else { return };
        let this = Arc::clone(self);
        self.clockwork.spawn(self.node, async move {
            while running.sessions.hub().cut_some(2, Cut::Stopping) > 0 {
                this.clockwork.sleep(50).await;
            }
            this.clockwork.doze(500).await;
            this.crash();
        });
    }

    pub(super) fn is_up(&self) -> bool {
        self.running().is_some()
    }

    pub(super) fn cursor(&self) -> Option<Cursor> {
        self.running()?.sessions.hub().cursor()
    }

    /// Opens a connection; nothing if the server is not there, or can't.
    pub(super) async fn connect(&self, ask: Ask) -> Option<Opened> {
        let running = self.running()?;
        let (sender, opened) = tokio::sync::oneshot::channel();
        let clock = self.clockwork.clone();
        self.clockwork.spawn(self.node, async move {
            clock.step().await;
            if let Ok((session, near, opened)) = open(&running, &ask, &clock).await {
                let (hub, served) = (Arc::clone(running.sessions.hub()), Arc::clone(&opened.served));
                // a client that gave up meanwhile is noticed at the first write
                let _ = sender.send(opened);
                serve(session, near, hub, served, clock).await;
            }
        });
        opened.await.ok()
    }

    fn running(&self) -> Option<Running> {
        self.lock().clone()
    }

    fn set(&self, running: Option<Running>) {
        *self.lock() = running;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn open(running: &Running, ask: &Ask, clock: &Clockwork) -> Result<(Session, Near, Opened), PortError> {
    let sessions = &running.sessions;
    let opened_at = sessions.hub().cursor().map_or(Position::START, |cursor| cursor.position);
    let (mut session, recovered) = sessions.open(ask.opening.clone()).await?;
    let cursor = session.cursor();
    for stream in &ask.streams {
        session.listen(stream).await.map_err(|error| PortError::new("stream", error))?;
    }
    let (near, far) = wire(ask.room, clock);
    let served = Served {
        read: Arc::clone(&running.read),
        opened_at,
        caught_up_by: AtomicU64::new(0),
        until: AtomicU64::new(0),
        settled: AtomicBool::new(false),
    };
    served.note(sessions.hub(), false);
    let opened = Opened { far, recovered, cursor, began: session.cursor(), served: Arc::new(served) };
    Ok((session, near, opened))
}

/// A connection's own loop: what the session says is written, as long as the client reads.
async fn serve(mut session: Session, near: Near, hub: Arc<Hub>, served: Arc<Served>, clock: Clockwork) {
    loop {
        let followed = session.follows();
        let looks = clock.sleep(if followed { LOOK } else { LOOK / 20 });
        let step = {
            let over = Box::pin(select(Box::pin(near.hung_up()), Box::pin(looks)));
            match select(Box::pin(session.next()), over).await {
                Either::Left((step, _)) => Some(step),
                Either::Right((Either::Left(_), _)) => return,
                Either::Right((Either::Right(_), _)) => None,
            }
        };
        served.note(&hub, followed);
        let settled = step.is_none() && session.follows() && near.is_drained();
        served.settled.store(settled, Ordering::Relaxed);
        let Some(step) = step else { continue };
        match step {
            Step::Write(frames) => {
                let writing = async {
                    for frame in frames {
                        near.write(frame).await.ok()?;
                        if clock.dice(|dice| dice.happens(300)) {
                            clock.step().await;
                        }
                    }
                    Some(())
                };
                match select(Box::pin(writing), Box::pin(clock.sleep(WRITE))).await {
                    Either::Left((Some(()), _)) => {}
                    _ => return,
                }
            }
            Step::Close(cut) => {
                let position = matches!(cut, Cut::Slow(_)).then(|| session.resume_by(cut).position);
                near.close(position);
                return;
            }
            Step::Pause(_) => clock.sleep(LOOK / 2).await,
        }
    }
}
