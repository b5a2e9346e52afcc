//! One connection's way through the hub: it catches up, then follows. A machine: whoever owns a socket drives it.
use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use domain::identity::{Grantee, TokenId};
use domain::ids::AccountId;
use domain::realtime::{Cursor, Position, Topic};
use thiserror::Error;
use tokio::sync::Semaphore;

use super::turns::{Aside, Turns};
use super::{
    Arrangements, Channel, ConnectionId, Cut, EventLog, Flusher, Format, Hub, Listening, NewConnection,
    Outbound, Outlet, Page, ReadFrom, Slice,
};
use crate::posts::FollowRepository;
use crate::{Failure, Kind, PortError};

/// Opens sessions: the hub, and whom to ask about the past and about people.
pub struct Sessions {
    hub: Arc<Hub>,
    log: Arc<dyn EventLog>,
    follows: Arc<dyn FollowRepository>,
    arrangements: Arc<dyn Arrangements>,
    /// Few sessions read the log at a time, however many come back at once.
    readers: Semaphore,
    /// And few ask the hub for what they missed before all others were served: what happens now comes first.
    turns: Turns,
}

/// Who opens a session, and how.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Who listens, if they said so.
    pub viewer: Option<AccountId>,
    /// By which token they said so: the session ends with it.
    pub held: Option<(TokenId, Grantee)>,
    /// How they want their frames.
    pub format: Format,
    /// Where they left off, if they did.
    pub since: Option<Cursor>,
    /// What waits for the client, if this is one of its lanes.
    pub lane_of: Option<Arc<Outbound>>,
}

/// A connection to the hub; dropping it closes it there.
pub struct Session {
    sessions: Arc<Sessions>,
    id: ConnectionId,
    viewer: Option<AccountId>,
    outbound: Arc<Outbound>,
    cursor: Cursor,
    progress: Progress,
    missed: Option<Missed>,
    held: usize,
}

/// A part of the log that was read, and is not all given yet.
struct Missed {
    slice: Slice,
    /// Where the hub stood when it was read.
    as_of: Position,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// It listens to nothing yet. Where it left off waits for its first stream.
    Waiting { resumes: bool },
    /// It reads what it missed.
    CatchingUp,
    /// It gets what happens.
    Following,
}

/// Why a stream is not listened to.
#[derive(Debug, Error)]
pub enum ListenError {
    /// The list is not theirs, or there is none.
    #[error("Not authorized to stream this list")]
    ForeignList,
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for ListenError {
    fn kind(&self) -> Kind {
        match self {
            Self::ForeignList => Kind::Unauthenticated,
            Self::Port(error) => error.kind(),
        }
    }
}

/// What a connection is to do next.
#[derive(Debug)]
pub enum Step {
    /// Write these, and what the outlet has kept before them.
    Write(VecDeque<Bytes>),
    /// Close, for this reason.
    Close(Cut),
    /// What was missed can't be read now: ask again in a while. Nothing is lost.
    Pause(PortError),
}

impl Sessions {
    /// Sessions that read the log at the same time.
    const READERS: usize = 4;

    /// Over a hub and these ports; `aside` is how the runtime lets others go first.
    #[must_use]
    pub fn new(
        hub: Arc<Hub>,
        log: Arc<dyn EventLog>,
        follows: Arc<dyn FollowRepository>,
        arrangements: Arc<dyn Arrangements>,
        aside: Aside,
    ) -> Arc<Self> {
        let (readers, turns) = (Semaphore::new(Self::READERS), Turns::new(aside));
        Arc::new(Self { hub, log, follows, arrangements, readers, turns })
    }

    /// Where events come from.
    #[must_use]
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// Opens a session; gives whether it can go on where it left off. An error while the feed has not begun.
    pub async fn open(self: &Arc<Self>, opening: Opening) -> Result<(Session, bool), PortError> {
        if self.hub.cursor().is_none() {
            return Err(PortError::new("event log", "the feed has not begun"));
        }
        let since = match opening.since {
            Some(since) if self.reaches(since).await? => Some(since),
            _ => None,
        };
        let left_off = opening.since.is_some();
        let Opening { viewer, held, format, lane_of, .. } = opening;
        let started = self.hub.connect(NewConnection { viewer, held, format, since, lane_of });
        let recovered = started.recovered && since.is_some() == left_off;
        let session = Session {
            sessions: Arc::clone(self),
            id: started.id,
            viewer,
            outbound: started.outbound,
            cursor: started.cursor,
            progress: Progress::Waiting { resumes: since.is_some() },
            missed: None,
            held: 0,
        };
        Ok((session, recovered))
    }

    /// Whether everything that followed a position can still be read.
    async fn reaches(&self, since: Cursor) -> Result<bool, PortError> {
        let Some(here) = self.hub.cursor().filter(|here| here.log == since.log) else { return Ok(false) };
        if since.position <= here.position && self.hub.remembers(since.position) {
            return Ok(true);
        }
        let head = self.log.head().await?;
        Ok(head.log == since.log && (head.floor..=head.position).contains(&since.position))
    }
}

impl Session {
    /// Events looked at in one step.
    const STEP: usize = 256;

    /// The connection.
    pub(super) fn id(&self) -> ConnectionId {
        self.id
    }

    /// Who listens, if they said so.
    pub(super) fn viewer(&self) -> Option<AccountId> {
        self.viewer
    }

    /// The token that it ends with, if there is one.
    pub(super) fn token(&self) -> Option<TokenId> {
        self.sessions.hub.token_of(self.id)
    }

    /// Where it stands, as long as it catches up.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Whether it has caught up.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.progress == Progress::Following
    }

    /// Lets what happens leave by an outlet, written by a flusher.
    pub fn attach(&self, outlet: Arc<dyn Outlet>, flusher: Arc<Flusher>) {
        self.outbound.attach(outlet, flusher);
    }

    /// Listens to a stream from here on; from where it left off, if it is the first one.
    pub async fn listen(&mut self, listening: &Listening) -> Result<(), ListenError> {
        let hub = Arc::clone(&self.sessions.hub);
        let expectation = match self.viewer.filter(|_| listening.channel.is_shown_by_reader()) {
            Some(reader) => Some(Expectation::of(&self.sessions, reader).await?),
            None => None,
        };
        if let Channel::List(list) = listening.channel {
            let owner = self.viewer.ok_or(ListenError::ForeignList)?;
            let feed = self.sessions.arrangements.list_feed(list, owner).await?;
            hub.know_list(feed.ok_or(ListenError::ForeignList)?);
        }
        hub.subscribe(self.id, listening);
        drop(expectation);
        // what was read knows nothing of this stream
        self.missed = None;
        self.held += 1;
        if let Progress::Waiting { resumes } = self.progress {
            self.cursor = hub.cursor().filter(|_| !resumes).unwrap_or(self.cursor);
            self.progress = Progress::CatchingUp;
        }
        Ok(())
    }

    /// Listens no longer.
    pub fn leave(&mut self, listening: &Listening) {
        self.sessions.hub.unsubscribe(self.id, listening);
        self.held = self.held.saturating_sub(1);
    }

    /// Whether it listens to anything.
    #[must_use]
    pub fn listens(&self) -> bool {
        self.held > 0
    }

    /// Returns when it is cut off.
    pub fn cut_off(&self) -> impl Future<Output = ()> {
        self.outbound.cut_off()
    }

    /// Where a client that was cut off can resume.
    #[must_use]
    pub fn resume_by(&self, cut: Cut) -> Cursor {
        match cut {
            Cut::Slow(position) => Cursor { position, ..self.cursor },
            Cut::AnotherLog | Cut::Stopping | Cut::Revoked => self.cursor,
        }
    }

    /// What to do next. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Step {
        loop {
            match self.progress {
                Progress::Waiting { .. } | Progress::Following => {
                    let taken = self.outbound.take().await;
                    return match taken.cut {
                        Some(cut) if taken.frames.is_empty() => Step::Close(cut),
                        _ => Step::Write(taken.frames),
                    };
                }
                Progress::CatchingUp => {
                    if let Some(step) = self.catch_up().await {
                        return step;
                    }
                }
            }
        }
    }

    /// One step of reading what it missed; nothing if there is nothing to write, or to close.
    pub(super) async fn catch_up(&mut self) -> Option<Step> {
        if let Some(cut) = self.outbound.is_cut() {
            return Some(Step::Close(cut));
        }
        match self.page().await {
            Page::Follows => {
                self.progress = Progress::Following;
                None
            }
            Page::Frames { frames, through } => {
                self.cursor.position = through;
                self.missed.take_if(|missed| missed.slice.through <= through);
                (!frames.is_empty()).then(|| Step::Write(frames.into()))
            }
            Page::Older { topics, through } => self.read(&topics, through).await,
            Page::Closed => Some(Step::Close(self.outbound.is_cut().unwrap_or(Cut::Stopping))),
        }
    }

    /// What the hub makes of what was read, or has in memory; when it is this one's turn, if it is behind.
    async fn page(&self) -> Page {
        let Self { sessions, id, missed, cursor, .. } = self;
        let is_behind = sessions.hub.cursor().is_none_or(|here| here.position > cursor.position);
        let _turn = if is_behind { Some(sessions.turns.next().await) } else { None };
        match missed {
            Some(Missed { slice, as_of }) => sessions.hub.render(*id, slice, cursor.position, *as_of),
            None => sessions.hub.page(*id, cursor.position),
        }
    }

    /// Reads the next part of the log.
    async fn read(&mut self, topics: &[Topic], through: Position) -> Option<Step> {
        if topics.is_empty() {
            self.cursor.position = through;
            return None;
        }
        let _few_at_a_time = self.sessions.readers.acquire().await;
        match self.sessions.log.read_topics(topics, self.cursor.position, through, Self::STEP).await {
            Ok(ReadFrom::Slice(slice)) => {
                self.missed = Some(Missed { slice, as_of: through });
                None
            }
            Ok(ReadFrom::Trimmed(_)) => Some(Step::Close(Cut::AnotherLog)),
            Err(error) => Some(Step::Pause(error)),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.sessions.hub.disconnect(self.id);
    }
}

/// That a reader will listen to something in a moment: the hub keeps whom they follow, whom they keep away and what they
/// filter from now on.
struct Expectation {
    hub: Arc<Hub>,
    reader: AccountId,
}

impl Expectation {
    async fn of(sessions: &Sessions, reader: AccountId) -> Result<Self, PortError> {
        let expectation = Self { hub: Arc::clone(&sessions.hub), reader };
        if expectation.hub.expect_reader(reader) {
            let filters = sessions.arrangements.filters_of(reader).await?;
            expectation.hub.know_filters(filters);
            expectation.hub.know_reader(sessions.follows.home(reader).await?);
        }
        Ok(expectation)
    }
}

impl Drop for Expectation {
    fn drop(&mut self) {
        self.hub.expected_reader(self.reader);
    }
}
