//! Somebody who listens, is cut off or hangs up, comes back, and writes down all that came.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ids::AccountId;
use domain::realtime::{Cursor, Position};
use futures_util::future::{Either, select};
use ledger::{Frame, Start};
use service::realtime::{Format, Listening, Opening};

use super::clockwork::{Clockwork, Millis};
use super::frames;
use super::weather::Weather;
use super::wire::{Far, Goodbye};
use super::ws_server::{Ask, Opened, Served, WsServer};

/// How long somebody waits for a connection.
const PATIENCE: Millis = 3_000;

/// What came to one listener over all connections.
#[derive(Default)]
pub(super) struct Notebook {
    sessions: Mutex<Vec<Heard>>,
}

/// One connection.
#[derive(Clone)]
pub(super) struct Heard {
    pub(super) start: Start,
    pub(super) frames: Vec<Frame>,
    pub(super) served: Arc<Served>,
    /// Where the listener wanted to go on, if that was refused.
    pub(super) refused: Option<Cursor>,
    pub(super) open: bool,
}

impl Notebook {
    pub(super) fn sessions(&self) -> MutexGuard<'_, Vec<Heard>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How somebody listens.
pub(super) struct Listener {
    pub(super) viewer: Option<AccountId>,
    pub(super) format: Format,
    pub(super) streams: Vec<Listening>,
    /// Frames that are on their way at the most.
    pub(super) room: usize,
    /// How long a connection is kept at the most.
    pub(super) stay: Millis,
    /// How long the listener looks elsewhere, now and then.
    pub(super) lazy: Millis,
    pub(super) servers: Arc<[Arc<WsServer>]>,
    pub(super) clockwork: Clockwork,
    pub(super) weather: Arc<Weather>,
    pub(super) notebook: Arc<Notebook>,
}

impl Listener {
    pub(super) async fn listen(self) {
        let mut since = None;
        loop {
            if let Some(opened) = self.connect(since).await {
                self.note(since, &opened);
                since = self.hear(opened).await.filter(|_| self.format != Format::Plain);
            }
            self.clockwork.doze(300).await;
        }
    }

    async fn connect(&self, since: Option<Cursor>) -> Option<Opened> {
        let up: Vec<&Arc<WsServer>> = self.servers.iter().filter(|server| server.is_up()).collect();
        let server = self.clockwork.dice(|dice| dice.pick(&up).copied())?;
        let opening = Opening { viewer: self.viewer, held: None, format: self.format, since, lane_of: None };
        let ask = Ask { opening, streams: self.streams.clone(), room: self.room };
        match select(Box::pin(server.connect(ask)), Box::pin(self.clockwork.sleep(PATIENCE))).await {
            Either::Left((opened, _)) => opened,
            Either::Right(_) => None,
        }
    }

    fn note(&self, since: Option<Cursor>, opened: &Opened) {
        let refused = since.filter(|_| !opened.recovered);
        let start = match since {
            Some(since) if opened.recovered => Start::After(place(since.position)),
            _ => Start::Now {
                not_before: place(opened.cursor.position),
                not_after: place(opened.began.position),
            },
        };
        let served = Arc::clone(&opened.served);
        self.notebook.sessions().push(Heard { start, frames: Vec::new(), served, refused, open: true });
    }

    /// Reads until it ends; gives where to go on.
    async fn hear(&self, opened: Opened) -> Option<Cursor> {
        let Opened { far, mut cursor, .. } = opened;
        let leaves = self.clockwork.now() + self.clockwork.dice(|dice| dice.below(self.stay));
        loop {
            match self.read(&far, leaves).await {
                Some(Ok(frame)) => {
                    if let Some(position) = frame.position {
                        cursor.position = Position::new(position.0);
                    }
                    if let Some(session) = self.notebook.sessions().last_mut() {
                        session.frames.push(frame);
                    }
                }
                Some(Err(goodbye)) => {
                    if let (Goodbye::Closed(Some(position)), true) =
                        (goodbye, self.clockwork.dice(|dice| dice.happens(500)))
                    {
                        cursor.position = position;
                    }
                    break;
                }
                None => break,
            }
        }
        if let Some(session) = self.notebook.sessions().last_mut() {
            session.open = false;
        }
        Some(cursor)
    }

    /// The next frame, or how the server ended it; nothing when it is time to leave.
    async fn read(&self, far: &Far, leaves: Millis) -> Option<Result<Frame, Goodbye>> {
        loop {
            let calm = self.weather.is_clear();
            if !calm && self.clockwork.dice(|dice| dice.happens(200)) {
                self.clockwork.doze(self.lazy).await;
            }
            if !calm && self.clockwork.now() >= leaves {
                return None;
            }
            let looks_up = self.clockwork.now() + 1_000;
            match select(Box::pin(far.next()), Box::pin(self.clockwork.until(looks_up))).await {
                Either::Left((Ok(frame), _)) => return frames::read(&frame).map(Ok),
                Either::Left((Err(goodbye), _)) => return Some(Err(goodbye)),
                Either::Right(_) => {}
            }
        }
    }
}

fn place(position: Position) -> ledger::Position {
    ledger::Position(position.number())
}
