//! What came to each who listens, and what all of them together know of the log.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use domain::realtime::Cursor;
use ledger::{End, Frame, Id, Kind, Position, Session, Start, Stream};

use super::ear::{Came, Standing};

/// What came to somebody, so far.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// On each topic of theirs.
    pub(crate) topics: Vec<Heard>,
    /// Where they wanted to go on, and could not.
    pub(crate) refused: Vec<String>,
    /// The codes with which connections ended, if they were told.
    pub(crate) closed: Vec<Option<u16>>,
    /// When they were told to go elsewhere.
    pub(crate) sent_away: Option<Instant>,
    /// Whether they listened elsewhere after that.
    pub(crate) is_back: bool,
    /// How often they came by the address that they were sent to, and how often that was good.
    pub(crate) went_on: (usize, usize),
}

/// What came to somebody on one topic.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) topic: Stream,
    pub(crate) sessions: Vec<Session>,
    /// Where they stand.
    pub(crate) cursor: Option<Cursor>,
    /// Whether they were told that their right to listen has ended.
    pub(crate) revoked: bool,
}

/// A notebook, open to its owner and to whoever judges.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notebook(Arc<Mutex<Notes>>);

/// Lines of the log by their positions, as anybody was told them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rumours(Arc<Mutex<BTreeMap<Position, Rumour>>>);

/// A line of the log.
#[derive(Debug, Clone)]
pub(crate) struct Rumour {
    pub(crate) kind: Kind,
    pub(crate) id: Id,
    pub(crate) key: Option<String>,
}

impl Notebook {
    /// For these topics.
    pub(crate) fn on(topics: &[String]) -> Self {
        let heard = |topic: &String| Heard {
            topic: topic.as_str().into(),
            sessions: vec![],
            cursor: None,
            revoked: false,
        };
        let topics = topics.iter().map(heard).collect();
        Self(Arc::new(Mutex::new(Notes { topics, ..Notes::default() })))
    }

    /// An empty one of somebody who begins where this one began; nothing where it never did.
    pub(crate) fn again(&self) -> Option<Self> {
        let begin = |heard: &Heard| {
            let first = heard.sessions.first()?.start.not_before();
            let cursor = Cursor { position: domain::realtime::Position::new(first.0), ..heard.cursor? };
            Some(Heard { topic: heard.topic.clone(), sessions: vec![], cursor: Some(cursor), revoked: false })
        };
        let topics = self.notes().topics.iter().map(begin).collect::<Option<Vec<_>>>()?;
        Some(Self(Arc::new(Mutex::new(Notes { topics, ..Notes::default() }))))
    }

    pub(crate) fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rumours {
    pub(crate) fn lines(&self) -> MutexGuard<'_, BTreeMap<Position, Rumour>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where something stands, if anybody was told of it.
    pub(crate) fn position_of(&self, id: Id) -> Option<Position> {
        let lines = self.lines();
        let made = |(_, rumour): &(&Position, &Rumour)| rumour.kind == Kind::Update && rumour.id == id;
        lines.iter().rev().find(made).map(|(position, _)| *position)
    }

    fn hear(&self, came: &Came) {
        let Some(cursor) = came.cursor else { return };
        let line = || Rumour { kind: came.kind, id: came.id, key: came.key.clone() };
        self.lines().entry(Position(cursor.position.number())).or_insert_with(line);
    }
}

impl Notes {
    /// Where each topic was left.
    pub(crate) fn since(&self) -> BTreeMap<String, String> {
        let left = |heard: &Heard| Some((heard.topic.as_str().to_owned(), heard.cursor?.to_string()));
        self.topics.iter().filter_map(left).collect()
    }

    /// Where the first of their connections began.
    pub(crate) fn first_start(&self) -> Option<Position> {
        self.topics.iter().filter_map(|heard| Some(heard.sessions.first()?.start.not_before())).min()
    }

    /// Whether everything is listened to, from somewhere on.
    pub(crate) fn have_begun(&self) -> bool {
        self.topics.iter().all(|heard| heard.cursor.is_some())
    }

    /// They came by the address that they were sent to.
    pub(crate) fn go_on(&mut self, well: bool) {
        self.went_on = (self.went_on.0 + 1, self.went_on.1 + usize::from(well));
    }

    /// A connection begins.
    pub(crate) fn begin(&mut self, standings: &[Standing]) {
        self.is_back = self.sent_away.is_some();
        for standing in standings {
            let Some(heard) = self.topics.iter_mut().find(|heard| heard.topic.as_str() == standing.topic)
            else {
                self.refused.push(format!("{} was not asked for", standing.topic));
                continue;
            };
            let Ok(cursor) = standing.position.parse::<Cursor>() else {
                self.refused.push(format!("{} begins at no position", standing.topic));
                continue;
            };
            if standing.recovered == Some(false) {
                self.refused.push(format!("{} did not go on after {:?}", standing.topic, heard.cursor));
            }
            heard.begin(cursor, standing.recovered == Some(true));
        }
    }

    /// Something came. What came under a topic that was not asked for is kept with the first.
    pub(crate) fn take(&mut self, came: Came, rumours: &Rumours) {
        rumours.hear(&came);
        let at = self.topics.iter().position(|heard| heard.topic.as_str() == came.topic);
        let Some(heard) = self.topics.get_mut(at.unwrap_or_default()) else { return };
        heard.cursor = came.cursor.filter(|_| at.is_some()).or(heard.cursor);
        let position = came.cursor.map(|cursor| Position(cursor.position.number()));
        let stream = if at.is_some() { heard.topic.clone() } else { came.topic.into() };
        if let Some(session) = heard.sessions.last_mut() {
            session.frames.push(Frame { kind: came.kind, id: came.id, position, stream: Some(stream) });
        }
    }

    /// These topics have ended.
    pub(crate) fn end(&mut self, topics: &[String]) {
        for heard in &mut self.topics {
            heard.revoked |= topics.iter().any(|topic| topic == heard.topic.as_str());
        }
    }
}

impl Heard {
    fn begin(&mut self, cursor: Cursor, recovered: bool) {
        let here = Position(cursor.position.number());
        let start = match self.cursor {
            Some(left) if recovered => Start::After(Position(left.position.number())),
            _ => {
                self.cursor = Some(cursor);
                Start::Now { not_before: here, not_after: here }
            }
        };
        self.sessions.push(Session { start, frames: vec![], end: End::Cut });
    }

    /// Whether all up to there has come.
    pub(crate) fn reaches(&self, position: Position) -> bool {
        self.cursor.is_some_and(|cursor| cursor.position.number() >= position.0)
    }
}
