//! One connection's way through the hub: it catches up, then follows.
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::ids::AccountId;
use domain::realtime::Cursor;
use service::PortError;
use service::realtime::{
    Channel, ConnectionId, Cut, Format, Hub, Label, Listening, NewConnection, Outbound, Page, ReadFrom,
};

use super::render::resumed;
use crate::Streaming;

/// A connection to the hub; dropping it closes it there.
pub(crate) struct Session {
    streaming: Arc<Streaming>,
    id: ConnectionId,
    viewer: Option<AccountId>,
    outbound: Arc<Outbound>,
    cursor: Cursor,
    progress: Progress,
    held: usize,
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

/// What a connection is to do next.
#[derive(Debug)]
pub(crate) enum Step {
    /// Write these.
    Write(VecDeque<Bytes>),
    /// Close, for this reason.
    Close(Cut),
}

/// Who opens a connection, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening {
    pub(crate) viewer: Option<AccountId>,
    pub(crate) format: Format,
    /// Where it left off.
    pub(crate) since: Option<Cursor>,
}

impl Session {
    /// Opens a connection; gives whether it can go on where it left off. Nothing while the feed has not begun.
    pub(crate) async fn open(
        streaming: &Arc<Streaming>,
        opening: Opening,
    ) -> Result<(Self, bool), PortError> {
        let hub = &streaming.hub;
        if hub.cursor().is_none() {
            return Err(PortError::new("event log", "the feed has not begun"));
        }
        let since = match opening.since {
            Some(since) if reaches(streaming, since).await? => Some(since),
            _ => None,
        };
        let Opening { viewer, format, .. } = opening;
        let started = hub.connect(NewConnection { viewer, format, since });
        let recovered = started.recovered && since.is_some() == opening.since.is_some();
        let session = Self {
            streaming: Arc::clone(streaming),
            id: started.id,
            viewer,
            outbound: started.outbound,
            cursor: started.cursor,
            progress: Progress::Waiting { resumes: since.is_some() },
            held: 0,
        };
        Ok((session, recovered))
    }

    /// The frame by which a client that resumes learns where it stands.
    pub(crate) fn greeting(&self, recovered: bool, label: &Label, format: Format) -> Bytes {
        resumed(recovered, self.cursor, label, format)
    }

    /// Listens to a stream from here on; from where it left off, if it is the first one.
    pub(crate) async fn listen(&mut self, listening: &Listening) -> Result<(), PortError> {
        let hub = Arc::clone(&self.streaming.hub);
        let expectation = match self.viewer.filter(|_| listening.channel == Channel::Home) {
            Some(reader) => Some(Expectation::of(&self.streaming, reader).await?),
            None => None,
        };
        hub.subscribe(self.id, listening);
        drop(expectation);
        self.held += 1;
        if let Progress::Waiting { resumes } = self.progress {
            self.cursor = hub.cursor().filter(|_| !resumes).unwrap_or(self.cursor);
            self.progress = Progress::CatchingUp;
        }
        Ok(())
    }

    /// Listens no longer.
    pub(crate) fn leave(&mut self, listening: &Listening) {
        self.streaming.hub.unsubscribe(self.id, listening);
        self.held = self.held.saturating_sub(1);
    }

    /// Whether it listens to anything.
    pub(crate) fn listens(&self) -> bool {
        self.held > 0
    }

    /// Where a client that was cut off can resume.
    pub(crate) fn resume_by(&self, cut: Cut) -> Cursor {
        match cut {
            Cut::Slow(position) => Cursor { position, ..self.cursor },
            Cut::AnotherLog | Cut::Stopping => self.cursor,
        }
    }

    /// What to do next. Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> Step {
        loop {
            match self.progress {
                Progress::Waiting { .. } | Progress::Following => {
                    let taken = self.outbound.take().await;
                    if !taken.frames.is_empty() {
                        return Step::Write(taken.frames);
                    }
                    if let Some(cut) = taken.cut {
                        return Step::Close(cut);
                    }
                }
                Progress::CatchingUp => {
                    if let Some(step) = self.catch_up().await {
                        return step;
                    }
                }
            }
        }
    }

    async fn catch_up(&mut self) -> Option<Step> {
        if let Some(cut) = self.outbound.try_take().and_then(|taken| taken.cut) {
            return Some(Step::Close(cut));
        }
        match self.streaming.hub.page(self.id, self.cursor.position) {
            Page::Follows => {
                self.progress = Progress::Following;
                None
            }
            Page::Older { topics, through } if topics.is_empty() => {
                self.cursor.position = through;
                None
            }
            Page::Older { topics, through } => {
                let read = {
                    let _few_at_a_time = self.streaming.readers.acquire().await;
                    let after = self.cursor.position;
                    self.streaming.log.read_topics(&topics, after, through, Self::STEP).await
                };
                match read {
                    Ok(ReadFrom::Slice(slice)) => self.written(self.streaming.hub.render(self.id, &slice)),
                    Ok(ReadFrom::Trimmed(_)) => Some(Step::Close(Cut::AnotherLog)),
                    Err(error) => {
                        tracing::debug!(%error, "catching up waits for the log");
                        tokio::time::sleep(Duration::from_millis(500)).await;
                        None
                    }
                }
            }
            page => self.written(page),
        }
    }

    const STEP: usize = 256;

    fn written(&mut self, page: Page) -> Option<Step> {
        let Page::Frames { frames, through } = page else { return Some(Step::Close(Cut::Stopping)) };
        self.cursor.position = through;
        (!frames.is_empty()).then(|| Step::Write(frames.into()))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.streaming.hub.disconnect(self.id);
    }
}

/// Whether everything that followed a position can still be read.
async fn reaches(streaming: &Streaming, since: Cursor) -> Result<bool, PortError> {
    let Some(here) = streaming.hub.cursor().filter(|here| here.log == since.log) else { return Ok(false) };
    if since.position > here.position {
        return Ok(false);
    }
    Ok(streaming.hub.remembers(since.position) || since.position >= streaming.log.head().await?.floor)
}

/// That a reader's home will be listened to in a moment: the hub keeps their follow set from now on.
struct Expectation {
    hub: Arc<Hub>,
    reader: AccountId,
}

impl Expectation {
    async fn of(streaming: &Streaming, reader: AccountId) -> Result<Self, PortError> {
        let expectation = Self { hub: Arc::clone(&streaming.hub), reader };
        if expectation.hub.expect_reader(reader) {
            expectation.hub.know_reader(streaming.follows.home(reader).await?);
        }
        Ok(expectation)
    }
}

impl Drop for Expectation {
    fn drop(&mut self) {
        self.hub.expected_reader(self.reader);
    }
}
