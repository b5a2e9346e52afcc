//! Thousands who listen through the gateway, come and go, and write down what came, while others write: the ledger judges it.
mod books;
mod ear;
mod hand;
mod member;
mod notes;
mod square;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ledger::{Id, Operation, Outcome, Position};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use self::books::Books;
use self::ear::MARK;
pub(crate) use self::ear::{Answer, Ear};
use self::hand::{Deed, Draft, Hand, Written};
use self::member::{Ends, Member};
use self::notes::{Notebook, Rumours};
use self::square::Square;
use crate::dice::Dice;
use crate::faults::{Ground, Verdict, answered};
use crate::rest::{Ask, Rest};

/// How long everybody may take to begin, and to be told the last thing.
const PATIENCE: Duration = Duration::from_secs(30);
/// After this a request that was given up is not begun any more.
const STRAY: Duration = Duration::from_secs(3);

/// What those are called who listen to all of it once more.
const AGAIN: &str = " again";

/// What came of it.
pub(crate) struct Finished {
    pub(crate) verdict: Verdict,
    /// How much came,
    pub(crate) frames: usize,
    /// over how many connections, by topic.
    pub(crate) connections: usize,
    /// With which codes the connections of each were closed, if any were told.
    pub(crate) ends: Vec<(String, Vec<Option<u16>>)>,
}

/// People at work, until they [`Crowd::finish`].
pub(crate) struct Crowd {
    name: String,
    pub(crate) square: Arc<Square>,
    /// Where sockets are.
    pub(crate) sockets: Vec<String>,
    servers: Vec<Rest>,
    written: Arc<Written>,
    pub(crate) members: Vec<(Member, Notebook)>,
    ends: Ends,
    over: watch::Sender<bool>,
    ears: JoinSet<()>,
    hands: JoinSet<()>,
    /// Something that was told after guests had been shown out.
    shown_out: Option<Id>,
}

impl Crowd {
    /// Makes everybody an account.
    pub(crate) async fn gather(ground: &mut Ground) -> io::Result<Self> {
        static CROWDS: AtomicU64 = AtomicU64::new(0);
        let name = format!("{:x}c{}", std::process::id(), CROWDS.fetch_add(1, Ordering::Relaxed));
        let operator = tokio::task::block_in_place(|| ground.operator())?;
        let api = ground.api();
        let square = Arc::new(Square::found(&api[0], &name, operator).await?);
        let (over, ended) = watch::channel(false);
        Ok(Self {
            name,
            square,
            sockets: ground.streaming(),
            servers: api.iter().map(Rest::new).collect(),
            written: Arc::default(),
            members: vec![],
            ends: Ends { rumours: Rumours::default(), over: ended },
            over,
            ears: JoinSet::new(),
            hands: JoinSet::new(),
            shown_out: None,
        })
    }

    /// These begin to listen, all within so many milliseconds; returns when they do.
    pub(crate) async fn listen(&mut self, members: Vec<Member>, within: u64) -> io::Result<()> {
        for member in members {
            let notebook = Notebook::on(&member.topics);
            self.ears.spawn(member.clone().listen(notebook.clone(), within, self.ends.clone()));
            self.members.push((member, notebook));
        }
        let begun = || self.members.iter().all(|(_, notebook)| notebook.notes().have_begun());
        until("not everybody could begin to listen", begun).await
    }

    /// So many hands begin to write, each at this pace.
    pub(crate) fn write(&mut self, hands: usize, pace: Duration, dice: &mut Dice) {
        for nth in 0..hands {
            let hand = self.hand(&nth.to_string(), pace, dice);
            self.hands.spawn(hand.write());
        }
    }

    /// Whoever runs the servers tells things of such a length, at this pace.
    pub(crate) fn announce(&mut self, padding: usize, pace: Duration, dice: &mut Dice) {
        let hand = self.hand("busy", pace, dice);
        self.hands.spawn(hand.keep_announcing(padding));
    }

    fn hand(&self, name: &str, pace: Duration, dice: &mut Dice) -> Hand {
        Hand {
            name: format!("{}-{name}", self.name),
            square: Arc::clone(&self.square),
            servers: self.servers.clone(),
            sockets: self.sockets.clone(),
            written: Arc::clone(&self.written),
            pace,
            dice: Dice::new(dice.roll()),
        }
    }

    /// The tokens of all guests are ended by whoever runs the servers; then something is told that they must not hear.
    pub(crate) async fn show_guests_out(&mut self) -> io::Result<()> {
        for guest in &self.square.guests {
            let body = serde_json::json!({ "account": guest.id });
            let ask = Ask::by(Some(&self.square.operator)).with(body);
            let asked = self.servers[0].post("/api/rookery/v1/admin/gateway/revoke", ask).await;
            answered(asked.map_err(io::Error::other)?)?;
        }
        let hand = self.hand("out", Duration::ZERO, &mut Dice::new(0));
        let (id, _) = hand.act(Deed::Post { private: false }, 0, &format!("{MARK}{}-out", self.name)).await;
        self.shown_out = Some(id.ok_or_else(|| io::Error::other("nothing could be told after the end"))?);
        Ok(())
    }

    /// When each of those who listen elsewhere now went there, as they were told to; so many are waited for.
    pub(crate) async fn returns(&self, expected: usize) -> Vec<Instant> {
        let went = |(_, notebook): &(Member, Notebook)| {
            let notes = notebook.notes();
            notes.sent_away.filter(|_| notes.is_back)
        };
        let returns = || self.members.iter().filter_map(went);
        let _ = until("not everybody came back", || returns().count() >= expected).await;
        returns().collect()
    }

    /// How many things were told by PUBLISH, and answered.
    pub(crate) fn published(&self) -> usize {
        self.written.published()
    }

    /// How many came by the address that they were sent to, and for how many that was good.
    pub(crate) fn went_on(&self) -> (usize, usize) {
        let each = self.members.iter().map(|(_, notebook)| notebook.notes().went_on);
        each.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
    }

    /// Ends the work, waits until the last of it is everywhere, and judges.
    pub(crate) async fn finish(mut self) -> io::Result<Finished> {
        self.written.end();
        while self.hands.join_next().await.is_some() {}
        if self.has_strays() {
            sleep(STRAY).await;
        }
        let marks = self.mark().await?;
        self.listen_again(&marks).await;
        let guests = self.guests_are_out();
        let _ = until("guests were not shown out", || self.guests_are_out().is_empty()).await;
        let mut faults = if guests.is_empty() { guests } else { self.guests_are_out() };
        let _ = self.over.send(true);
        while self.ears.join_next().await.is_some() {}
        let (pages, lines) = (self.written.pages(), self.ends.rumours.lines());
        let shown_out = self
            .shown_out
            .and_then(|id| lines.iter().find(|(_, line)| line.id == id).map(|(position, _)| *position));
        let members = &self.members;
        let books = Books { pages: &pages, lines: &lines, members, marks: &marks, shown_out };
        let history = books.history();
        faults.extend(ledger::check(&history).iter().map(ToString::to_string));
        faults.extend(self.refusals());
        let acknowledged = pages.acknowledged.clone();
        let slowest = Duration::ZERO;
        let sessions = || history.listeners.iter().flat_map(|listener| &listener.sessions);
        let (frames, connections) =
            (sessions().map(|session| session.frames.len()).sum(), sessions().count());
        let verdict = Verdict { faults, posts: acknowledged.len(), acknowledged, slowest, history };
        let codes =
            |(member, notebook): &(Member, Notebook)| (member.name.clone(), notebook.notes().closed.clone());
        let first = self.members.iter().filter(|(member, _)| !member.name.ends_with(AGAIN));
        Ok(Finished { verdict, frames, connections, ends: first.map(codes).collect() })
    }

    /// The last things, one on each topic that somebody listens to: where they stand.
    async fn mark(&self) -> io::Result<BTreeMap<String, Position>> {
        let hand = self.hand("last", Duration::ZERO, &mut Dice::new(0));
        let mut made = vec![];
        for writer in 0..self.square.writers.len() {
            for deed in [Deed::Post { private: false }, Deed::Present, Deed::Say] {
                if !self.is_listened_to(&hand.draft(deed, writer)) {
                    continue;
                }
                let key = format!("{MARK}{}-last-{}", self.name, made.len());
                let (id, _) = hand.act(deed, writer, &key).await;
                let id = id.ok_or_else(|| io::Error::other("the last things were never answered"))?;
                made.push((key, id));
            }
        }
        let rumours = &self.ends.rumours;
        let told = || made.iter().all(|(_, id)| rumours.position_of(*id).is_some());
        // what nobody was told of is found by the ledger
        let _ = until("nobody was told the last things", told).await;
        let mut marks = BTreeMap::new();
        for (key, id) in &made {
            let Some(position) = rumours.position_of(*id) else { continue };
            for stream in &self.written.pages().drafts[key].streams {
                let mark = marks.entry(stream.clone()).or_insert(position);
                *mark = position.max(*mark);
            }
        }
        let reached = || self.members.iter().all(|who| has_reached(who, &marks));
        let _ = until("not everybody was told the last things", reached).await;
        Ok(marks)
    }

    fn is_listened_to(&self, draft: &Draft) -> bool {
        let topics = || self.members.iter().flat_map(|(member, _)| &member.topics);
        topics().any(|topic| draft.streams.contains(topic))
    }

    /// Some read everything again, from before it began.
    async fn listen_again(&mut self, marks: &BTreeMap<String, Position>) {
        let again: Vec<_> = self
            .members
            .iter()
            .filter(|(member, _)| !member.is_guest())
            .step_by(self.members.len() / 12 + 1)
            .filter_map(|(member, notebook)| {
                let member =
                    Member { name: format!("{}{AGAIN}", member.name), stays: None, ..member.clone() };
                Some((member, notebook.again()?))
            })
            .collect();
        for (member, notebook) in &again {
            self.ears.spawn(member.clone().listen(notebook.clone(), 1, self.ends.clone()));
        }
        let _ = until("it could not be read again", || again.iter().all(|who| has_reached(who, marks))).await;
        self.members.extend(again);
    }

    fn has_strays(&self) -> bool {
        self.written.pages().operations.iter().any(|operation| match operation {
            Operation::Publish { outcome, .. } => *outcome == Outcome::Info,
            Operation::Delete { outcome, .. } => *outcome == Outcome::Info,
        })
    }

    /// What is wrong with those who were shown out.
    fn guests_are_out(&self) -> Vec<String> {
        let here = |(member, notebook): &&(Member, Notebook)| {
            self.shown_out.is_some() && member.is_guest() && notebook.notes().refused != ["ERR_BADAUTH"]
        };
        let still = self.members.iter().filter(here);
        still
            .map(|(member, _)| format!("{} was shown out and can listen all the same", member.name))
            .collect()
    }

    fn refusals(&self) -> Vec<String> {
        let others = self.members.iter().filter(|(member, _)| self.shown_out.is_none() || !member.is_guest());
        let refused = |(member, notebook): &(Member, Notebook)| {
            let notes = notebook.notes();
            notes.refused.iter().map(|why| format!("{}: {why}", member.name)).collect::<Vec<_>>()
        };
        others.flat_map(refused).collect()
    }
}

fn has_reached((member, notebook): &(Member, Notebook), marks: &BTreeMap<String, Position>) -> bool {
    let reached =
        |heard: &notes::Heard| marks.get(heard.topic.as_str()).is_none_or(|mark| heard.reaches(*mark));
    member.is_guest() || notebook.notes().topics.iter().all(reached)
}

async fn until(what: &str, holds: impl Fn() -> bool) -> io::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        if Instant::now() > deadline {
            return Err(io::Error::other(what.to_owned()));
        }
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
