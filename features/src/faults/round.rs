//! One round: people write and listen, something is done to the servers, and all is judged when it is over.
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::ids::Snowflake;
use domain::realtime::{Cursor, Position};
use ledger::{Id, Outcome, Plant};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::books::Books;
use super::ground::Ground;
use super::listening::{Listening, Notebook};
use super::town::Town;
use super::writing::{Act, Draft, TAG, Writer, Written};
use crate::rest::{Ask, Rest};

/// How long those who listen may take to begin, and to be told the last post.
const PATIENCE: Duration = Duration::from_secs(20);
/// After this a request that was given up is not begun any more.
const STRAY: Duration = Duration::from_secs(3);
/// How long writing goes on before and after what is done to the servers.
const LEAD: Duration = Duration::from_millis(300);

/// What came of a round.
#[derive(Debug)]
pub struct Verdict {
    /// What happened.
    pub history: ledger::History,
    /// What is wrong, in words.
    pub faults: Vec<String>,
    /// Posts that were acknowledged.
    pub posts: usize,
    /// When.
    pub acknowledged: Vec<Instant>,
    /// The longest time between an acknowledgement and the moment at which the last of those who were listening had the post.
    pub slowest: Duration,
}

impl Verdict {
    /// Spoils what was recorded, and judges it again: that must be found.
    pub fn spoil(&mut self, plant: Plant, seed: u64) {
        let planted = plant.spoil(&mut self.history, seed);
        self.faults = ledger::check(&self.history).iter().map(ToString::to_string).collect();
        if let Some(planted) = planted {
            self.faults.iter_mut().for_each(|fault| *fault = format!("{fault} ({planted})"));
        }
    }

    /// Keeps what happened, for whoever has to find out why.
    pub fn keep(&self, file: &Path) -> io::Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, serde_json::to_string(&self.history)?)
    }

    /// How long nothing was acknowledged after a moment.
    #[must_use]
    pub fn silence_after(&self, moment: Instant) -> Option<Duration> {
        self.acknowledged.iter().filter(|at| **at > moment).min().map(|at| at.duration_since(moment))
    }
}

/// People at work, until [`Round::judge`].
pub struct Round {
    town: Town,
    name: String,
    servers: Vec<Rest>,
    streaming: Vec<String>,
    written: Arc<Written>,
    listeners: Vec<(Listening, Arc<Notebook>)>,
    ears: JoinSet<()>,
    hands: JoinSet<()>,
    opening: Id,
}

type Heard = (Listening, Arc<Notebook>);

impl Round {
    /// Lets people come, do their work while `done` happens to the servers, and judges what each of them got.
    pub async fn through(
        ground: &mut Ground,
        done: impl AsyncFnOnce(&mut Ground) -> io::Result<()>,
    ) -> io::Result<Verdict> {
        ground.heal()?;
        let round = Self::begin(ground).await?;
        sleep(LEAD).await;
        done(ground).await?;
        sleep(LEAD).await;
        round.judge().await
    }

    async fn begin(ground: &Ground) -> io::Result<Self> {
        static ROUNDS: AtomicU64 = AtomicU64::new(0);
        let name = format!("{:x}x{}", std::process::id(), ROUNDS.fetch_add(1, Ordering::Relaxed));
        let api = ground.api();
        let town = Town::found(&api[0], &name).await?;
        let mut round = Self {
            town,
            name,
            servers: api.iter().map(Rest::new).collect(),
            streaming: ground.streaming(),
            written: Arc::default(),
            listeners: vec![],
            ears: JoinSet::new(),
            hands: JoinSet::new(),
            opening: Id(0),
        };
        round.listeners = round.people().into_iter().map(|one| listen(one, &mut round.ears)).collect();
        let begun = |(_, notebook): &Heard| notebook.notes().cursor.is_some();
        until("not everybody could begin to listen", || round.listeners.iter().all(begun)).await?;
        round.opening = round.post("opening").await?;
        let told = |(_, notebook): &Heard| notebook.notes().came.contains_key(&round.opening);
        until("not everybody was told the first post", || round.listeners.iter().all(told)).await?;
        for nth in 0..round.town.writers.len() {
            round.hands.spawn(round.writer(nth).write());
        }
        Ok(round)
    }

    /// Those who listen: some stay, some come and go.
    fn people(&self) -> Vec<Listening> {
        let stays = Duration::from_hours(1);
        let base = Listening {
            name: String::new(),
            reader: None,
            bearer: None,
            stream: "public",
            tag: None,
            servers: self.streaming.clone(),
            since: None,
            stay: stays,
        };
        let mut people = vec![
            Listening { name: "a visitor".into(), ..base.clone() },
            Listening {
                name: "a visitor who comes and goes".into(),
                stay: Duration::from_millis(700),
                ..base.clone()
            },
            Listening {
                name: "a friend of the tag".into(),
                stream: "hashtag",
                tag: Some(TAG),
                ..base.clone()
            },
        ];
        for (nth, reader) in self.town.readers.iter().enumerate() {
            let home = Listening {
                reader: Some(nth),
                bearer: Some(reader.person.bearer.clone()),
                stream: "user",
                ..base.clone()
            };
            people.push(Listening { name: format!("reader {nth}"), ..home.clone() });
            let stay = Duration::from_millis(1_100);
            people.push(Listening { name: format!("reader {nth} on the way"), stay, ..home });
        }
        people
    }

    /// Ends the work, waits until the last post is everywhere, and judges.
    async fn judge(mut self) -> io::Result<Verdict> {
        self.written.end();
        while self.hands.join_next().await.is_some() {}
        if self.has_strays() {
            sleep(STRAY).await;
        }
        let closing = self.post("closing").await?;
        let told = |(_, notebook): &Heard| notebook.notes().came.contains_key(&closing);
        // whoever was not told is found by the ledger
        let _ = until("not everybody was told the last post", || self.listeners.iter().all(told)).await;
        let replays = self.replay(closing).await?;
        self.listeners.iter().chain(&replays).for_each(|(_, notebook)| notebook.end());
        while self.ears.join_next().await.is_some() {}
        let stored = self.stored().await?;
        let slowest = self.slowest();
        let pages = self.written.pages();
        let history = Books {
            town: &self.town,
            pages: &pages,
            replays: &replays,
            listeners: &self.listeners,
            after: ledger::Position(self.begun_at().map_or(0, |cursor| cursor.position.number())),
            opening: self.opening,
            closing,
            stored,
        }
        .history();
        let mut faults: Vec<String> = ledger::check(&history).iter().map(ToString::to_string).collect();
        faults.extend(self.refusals());
        let acknowledged = pages.acknowledged.values().copied().collect();
        Ok(Verdict { history, faults, posts: pages.acknowledged.len(), acknowledged, slowest })
    }

    /// Reads the log again, from before the round.
    async fn replay(&mut self, closing: Id) -> io::Result<Vec<Heard>> {
        let wanted = ["a visitor", "reader 0"];
        let since = self.begun_at();
        let again: Vec<Listening> = self
            .listeners
            .iter()
            .filter(|(one, _)| wanted.contains(&one.name.as_str()))
            .map(|(one, _)| Listening { name: format!("{} afterwards", one.name), since, ..one.clone() })
            .collect();
        let replays: Vec<Heard> = again.into_iter().map(|one| listen(one, &mut self.ears)).collect();
        let told = |(_, notebook): &Heard| notebook.notes().came.contains_key(&closing);
        let _ = until("the log could not be read again", || replays.iter().all(told)).await;
        Ok(replays)
    }

    /// The place before all that anybody was told.
    fn begun_at(&self) -> Option<Cursor> {
        let starts = self.listeners.iter().filter_map(|(_, notebook)| {
            let notes = notebook.notes();
            let start = notes.sessions.first()?.start.not_before();
            Some(Cursor { position: Position::new(start.0), ..notes.cursor? })
        });
        starts.min_by_key(|cursor| cursor.position)
    }

    /// A post that everybody is told.
    async fn post(&self, what: &str) -> io::Result<Id> {
        let draft = Draft { writer: 0, private: false, tagged: true };
        let (id, _) = self.writer(0).publish(&format!("caw-{}-{what}", self.name), draft).await;
        id.ok_or_else(|| io::Error::other(format!("the {what} post was never answered")))
    }

    fn writer(&self, nth: usize) -> Writer {
        Writer {
            nth,
            person: self.town.writers[nth].clone(),
            servers: self.servers.clone(),
            written: Arc::clone(&self.written),
            round: self.name.clone(),
        }
    }

    fn has_strays(&self) -> bool {
        let info = |act: &Act| {
            matches!(
                act,
                Act::Publish { outcome: Outcome::Info, .. } | Act::Delete { outcome: Outcome::Info, .. }
            )
        };
        self.written.pages().acts.iter().any(info)
    }

    /// What each writer sees of their own posts.
    async fn stored(&self) -> io::Result<Vec<Id>> {
        let mut stored = Vec::new();
        for writer in &self.town.writers {
            let path = format!("/api/v1/accounts/{}/statuses", writer.id);
            let mut older: Option<Snowflake> = None;
            loop {
                let mut ask = Ask::by(Some(&writer.bearer));
                ask.query.push(("limit", "40".to_owned()));
                ask.query.extend(older.map(|older| ("max_id", older.to_string())));
                let reply = self.servers[0].get(&path, ask).await.map_err(io::Error::other)?;
                let page = reply.body.as_array().filter(|_| reply.is_ok()).cloned();
                let page = page.ok_or_else(|| io::Error::other(format!("{path}: {}", reply.status)))?;
                stored.extend(page.iter().filter_map(|status| status["id"].as_str()?.parse::<Id>().ok()));
                older = reply.older.filter(|_| !page.is_empty());
                if older.is_none() {
                    break;
                }
            }
        }
        Ok(stored)
    }

    fn refusals(&self) -> Vec<String> {
        let mut refused = Vec::new();
        for (one, notebook) in &self.listeners {
            let places = notebook.notes().refused.clone();
            refused.extend(
                places.iter().map(|at| format!("{} was refused to go on after position {at}", one.name)),
            );
        }
        refused
    }

    fn slowest(&self) -> Duration {
        let pages = self.written.pages();
        let mut slowest = Duration::ZERO;
        for (_, notebook) in &self.listeners {
            for (id, came) in &notebook.notes().came {
                let waited = pages.acknowledged.get(id).map(|at| came.saturating_duration_since(*at));
                slowest = slowest.max(waited.unwrap_or_default());
            }
        }
        slowest
    }
}

fn listen(one: Listening, ears: &mut JoinSet<()>) -> Heard {
    let notebook = Arc::<Notebook>::default();
    ears.spawn(one.clone().listen(Arc::clone(&notebook)));
    (one, notebook)
}

async fn until(what: &str, holds: impl Fn() -> bool) -> io::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        if Instant::now() > deadline {
            return Err(io::Error::other(what.to_owned()));
        }
        sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}
