//! Bridges: what happened next door becomes what happens here.
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use thiserror::Error;
use tokio::time::sleep;
use uuid::Uuid;

use crate::follow::came_on;
use crate::store::read_to;
use crate::{
    Append, Batch, BatchRule, Blocked, Entry, EventStore, Mark, Misread, Position, ReadError, Stopped,
    StreamName, Turn, Unavailable,
};

/// Events that are read at once: some lead to nothing, and what the others lead to is to fill what is appended at once.
const PAGE: usize = 4 * Batch::MOST;
/// Bytes of what is appended at once, at the most, unless one event leads to more.
const LARGE: usize = Batch::LARGEST / 2;
/// How long a store that is away, or somebody who is at it as well, is left alone.
const PAUSE: Duration = Duration::from_millis(100);

/// What a neighbour's published events mean here.
#[async_trait]
pub trait Translation: Send + Sync {
    /// Its name, under which the store knows how far it has come.
    fn name(&self) -> StreamName;

    /// Brings what is known of one's own streams up to date with the store, as far as that is known by heart: before some events
    /// are translated. Whatever happens in those streams meanwhile is noticed, and leads to another turn.
    async fn prepare(&self) -> Result<(), Untranslated> {
        Ok(())
    }

    /// What is to be appended because of an event; nothing for most. It is asked again when a stream has moved on meanwhile. Where
    /// nothing is appended because of what stands in a stream, that stream is named with no events.
    /// An event of a neighbour that it does not know MUST be an error: then it stops there.
    async fn translate(&self, entry: &Entry) -> Result<Vec<Append>, Untranslated>;
}

/// Why an event was not translated.
#[derive(Debug, Error)]
pub enum Untranslated {
    /// It can't be read, and must not be left out.
    #[error(transparent)]
    Misread(#[from] Misread),
    /// What it goes by goes on no more.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// What it leads to can't be appended.
    #[error(transparent)]
    Rule(#[from] BatchRule),
    /// Try again.
    #[error(transparent)]
    Away(#[from] Unavailable),
}

/// Follows a neighbour. Its place is saved together with what it appends, so each event has its effect once, whoever is killed,
/// and however many do the same. What many events lead to is appended at once.
pub struct Bridge {
    store: Arc<dyn EventStore>,
    translation: Arc<dyn Translation>,
}

/// What some events lead to, to be appended at once.
struct Load {
    /// Where the mark stands.
    from: Position,
    /// The last event that is seen to.
    through: Position,
    appends: Vec<Append>,
    streams: HashSet<StreamName>,
    count: usize,
    bytes: usize,
}

impl Load {
    fn new(from: Position) -> Self {
        Self { from, through: from, appends: vec![], streams: HashSet::new(), count: 0, bytes: 0 }
    }

    /// Whether these can go with the others: what happens in a stream that something is appended to is not known yet.
    fn has_room_for(&self, appends: &[Append]) -> bool {
        let (count, bytes) = weigh(appends);
        let is_alone = self.appends.is_empty();
        let is_light = self.count + count <= Batch::MOST && self.bytes + bytes <= LARGE;
        is_alone || (is_light && !appends.iter().any(|append| self.streams.contains(&append.stream)))
    }

    fn put(&mut self, appends: Vec<Append>, through: Position) {
        let (count, bytes) = weigh(&appends);
        (self.count, self.bytes, self.through) = (self.count + count, self.bytes + bytes, through);
        self.streams.extend(appends.iter().map(|append| append.stream.clone()));
        self.appends.extend(appends);
    }
}

/// How many events, and how long what they say is.
fn weigh(appends: &[Append]) -> (usize, usize) {
    let facts = appends.iter().flat_map(|append| &append.facts);
    facts.fold((0, 0), |(count, bytes), fact| (count + 1, bytes + fact.payload.len()))
}

impl Bridge {
    /// A bridge within a store.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, translation: Arc<dyn Translation>) -> Self {
        Self { store, translation }
    }

    /// The name under which the store knows how far it has come.
    #[must_use]
    pub fn name(&self) -> StreamName {
        self.translation.name()
    }

    /// Goes on from where the store says that it stands.
    pub async fn turn(&self) -> Result<Turn, Blocked> {
        let from = self.store.mark(&self.name()).await?;
        let (entries, corrupt) = read_to(&*self.store, from, PAGE).await?;
        let then = |turn| corrupt.map_or(Ok(turn), |corrupt| Err(ReadError::from(corrupt).into()));
        let Some(last) = entries.last().map(|last| last.position) else { return then(Turn::Idle(from)) };
        self.translation.prepare().await.map_err(|error| blocked(from.next(), error))?;
        let mut load = Load::new(from);
        for entry in &entries {
            match self.take(entry, &mut load).await {
                Ok(true) => {}
                Ok(false) => return Ok(Turn::Disturbed),
                Err(error) => {
                    // what came before it is not held up
                    self.carry(load).await?;
                    return Err(blocked(entry.position, error));
                }
            }
        }
        if self.carry(load).await? { then(Turn::Moved(last)) } else { Ok(Turn::Disturbed) }
    }

    /// Follows until it is dropped, or comes to something that it can't get over.
    pub async fn run(&self) -> Stopped {
        loop {
            match self.turn().await {
                Ok(Turn::Moved(_)) => {}
                Ok(Turn::Idle(at)) => self.store.grown(at).await,
                Ok(Turn::Disturbed) | Err(Blocked::Away(_)) => sleep(PAUSE).await,
                Err(Blocked::Stopped(stopped)) => return stopped,
            }
        }
    }

    /// Puts what an event leads to with the rest; the rest goes before it where it has to. Whether nobody else moved anything.
    async fn take(&self, entry: &Entry, load: &mut Load) -> Result<bool, Untranslated> {
        let mut appends = self.translation.translate(entry).await?;
        if !load.has_room_for(&appends) {
            let through = load.through;
            if !self.carry(std::mem::replace(load, Load::new(through))).await? {
                return Ok(false);
            }
            self.translation.prepare().await?;
            appends = self.translation.translate(entry).await?;
        }
        appends.retain(|append| !append.facts.is_empty());
        // alone it would be refused as well: then it is the event's fault, and is said of it
        if !appends.is_empty() {
            Batch::new(appends.clone())?;
        }
        load.put(appends, entry.position);
        Ok(true)
    }

    /// Appends all of it, with how far that is.
    async fn carry(&self, load: Load) -> Result<bool, Unavailable> {
        let Load { from, through, appends, .. } = load;
        match Batch::marked(appends, Mark { name: self.name(), from, through }) {
            Ok(batch) => came_on(&*self.store, batch).await,
            // nothing was seen to
            Err(_) => Ok(true),
        }
    }
}

fn blocked(at: Position, error: Untranslated) -> Blocked {
    match error {
        Untranslated::Away(error) => error.into(),
        error => Stopped { position: at, why: error.to_string() }.into(),
    }
}

impl Entry {
    /// The id of event number `n` that this one leads to by somebody: the same whenever it is asked for.
    #[must_use]
    pub fn leads_to(&self, by: &StreamName, n: usize) -> Uuid {
        Uuid::new_v5(&self.fact.id, format!("{by}.{n}").as_bytes())
    }
}
