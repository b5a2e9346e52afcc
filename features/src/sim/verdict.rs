//! From what happened to what the ledger judges.
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use domain::ids::{AccountId, PostId};
use domain::page::Window;
use domain::posts::{Audience as For, Home, Shown};
use domain::realtime::{Event as Happened, Logged, Position, Topic};
use ledger::{Audience, End, Entry, Event, Framing, History, Id, Key, Listener, Session, Stream, Viewer};
use service::posts::{AccountFilter, TimelineRepository};
use service::realtime::Channel;

use super::Fault;
use super::deeds::operations;
use super::follows::Follows;
use super::listener::{Heard, Notebook};
use super::store::at_once;
use super::world::{Past, Who};

/// The history, as the ledger wants it.
pub(super) fn history(past: &Past) -> History {
    let moved = past.store.moved().clone();
    let follows = Follows::of(moved.iter().map(AsRef::as_ref));
    let head = moved.last().map_or(Position::START, |last| last.position);
    let judge = Judge { follows, past, shown: shown(&moved) };
    let log: Vec<Entry> = moved.iter().map(|logged| judge.entry(logged)).collect();
    History {
        operations: operations(&past.board.acts(), &moved),
        after: ledger::Position(0),
        log,
        stored: Some(stored(past)),
        owes_deleted: false,
        listeners: past.listeners.iter().map(|(who, notebook)| listener(who, notebook, head)).collect(),
    }
}

/// Whoever the log says that they follow, the store says too.
pub(super) fn follows_differ(past: &Past) -> Option<AccountId> {
    let moved = past.store.moved().clone();
    let follows = Follows::of(moved.iter().map(AsRef::as_ref));
    let stored = |account| at_once(service::posts::FollowRepository::home(&past.store.memory, account));
    past.accounts.iter().copied().find(|account| {
        let stored: Option<BTreeMap<_, _>> = stored(*account).map(|home| home.follows.into_iter().collect());
        stored != Some(follows.last(*account))
    })
}

/// Whoever was refused to go on at a place that the log still has.
pub(super) fn refusals(past: &Past) -> Vec<Fault> {
    let floor =
        at_once(service::realtime::EventLog::head(&past.store.memory)).map_or(0, |head| head.floor.number());
    let mut refused = Vec::new();
    for (who, notebook) in &past.listeners {
        let sessions = notebook.sessions();
        let positions =
            sessions.iter().filter_map(|heard| heard.refused).map(|since| since.position.number());
        refused.extend(positions.filter(|position| *position >= floor).map(|position| Fault::Refused {
            listener: who.name.clone(),
            position,
            floor,
        }));
    }
    refused
}

/// Whoever was shown what had been deleted before they came.
pub(super) fn shown_though_deleted(past: &Past) -> Vec<Fault> {
    let moved = past.store.moved().clone();
    let deleted: BTreeMap<Id, Position> = moved
        .iter()
        .filter_map(|logged| Some((id(logged.envelope.event.deletes()?.into()), logged.position)))
        .collect();
    let mut faults = Vec::new();
    for (who, notebook) in &past.listeners {
        for (session, heard) in notebook.sessions().iter().enumerate() {
            let gone = |id: &Id| deleted.get(id).is_some_and(|at| *at <= heard.served.opened_at);
            let shown =
                heard.frames.iter().filter(|frame| frame.kind == ledger::Kind::Update && gone(&frame.id));
            faults.extend(shown.map(|frame| Fault::Deleted {
                listener: who.name.clone(),
                session,
                id: frame.id,
            }));
        }
    }
    faults
}

fn listener(who: &Who, notebook: &Notebook, head: Position) -> Listener {
    let sessions = notebook.sessions();
    let last = sessions.len().saturating_sub(1);
    let session = |(n, heard): (usize, &Heard)| {
        let has_all = n == last && heard.open && heard.served.is_settled();
        Session {
            start: heard.start,
            frames: heard.frames.clone(),
            end: if has_all { End::Reached(place(head)) } else { End::Cut },
        }
    };
    Listener {
        name: who.name.clone(),
        viewer: Some(viewer(who)),
        streams: who.streams.iter().map(|held| stream(&held.label.0)).collect(),
        framing: Framing::PerStream,
        ended: None,
        sessions: sessions.iter().enumerate().map(session).collect(),
    }
}

/// Each listener sees with eyes of their own: what a home shows depends on when it was asked.
fn viewer(who: &Who) -> Viewer {
    who.name.as_str().into()
}

fn stream(label: &str) -> Stream {
    label.strip_suffix(super::frames::FATTENED).unwrap_or(label).into()
}

struct Judge<'a> {
    follows: Follows,
    past: &'a Past,
    shown: BTreeMap<PostId, &'a Logged>,
}

/// Where boosts were made: what takes one back says less.
fn shown(moved: &[Arc<Logged>]) -> BTreeMap<PostId, &Logged> {
    let boosts = moved.iter().filter_map(|logged| match &logged.envelope.event {
        Happened::Boosted(boosted) => Some((boosted.boost.id, &**logged)),
        _ => None,
    });
    boosts.collect()
}

/// What somebody may expect of an event on their home.
#[derive(Default, Clone, Copy)]
struct May {
    show: bool,
    hide: bool,
}

impl Judge<'_> {
    fn entry(&self, logged: &Logged) -> Entry {
        let event = &logged.envelope.event;
        let key = || Key::from(logged.envelope.correlation.to_string());
        let said = match event {
            Happened::Published(published) => Event::Update { id: id(published.post.id), key: key() },
            Happened::Boosted(boosted) => Event::Update { id: id(boosted.boost.id), key: key() },
            Happened::Deleted(deleted) => Event::Delete { id: id(deleted.audience.post) },
            Happened::Unboosted(unboosted) => Event::Delete { id: id(unboosted.boost) },
            _ => Event::Silent,
        };
        let mut entry = Entry {
            position: place(logged.position),
            event: said,
            streams: vec![],
            audience: Audience::Everyone,
            unsettled: BTreeSet::new(),
        };
        if entry.event != Event::Silent {
            self.tell(logged, &mut entry);
        }
        entry
    }

    fn tell(&self, logged: &Logged, entry: &mut Entry) {
        for topic in logged.envelope.event.topics() {
            match topic {
                Topic::Public => entry.streams.push("public".into()),
                Topic::PublicMedia => entry.streams.push("public:media".into()),
                Topic::Hashtag(_) => entry.streams.push("hashtag".into()),
                Topic::Account(_)
                | Topic::Notifications(_)
                | Topic::Conversations(_)
                | Topic::Live(_)
                | Topic::Tokens => {}
            }
        }
        let mut seen_by = BTreeSet::new();
        for (who, notebook) in &self.past.listeners {
            let Some(home) = who.streams.iter().find(|held| held.channel == Channel::Home) else { continue };
            let may = self.at_home(logged, who, notebook);
            if may.show {
                entry.streams.push(stream(&home.label.0));
                seen_by.insert(viewer(who));
            }
            if may.show && may.hide {
                entry.unsettled.insert(viewer(who));
            }
        }
        if entry.streams.iter().all(|stream| stream.as_str().starts_with("home")) {
            entry.audience = Audience::Only(seen_by);
        }
    }

    /// Over all sessions that this event may have come in: as it was judged when it happened, or when it was caught up on.
    fn at_home(&self, logged: &Logged, who: &Who, notebook: &Notebook) -> May {
        let Some(reader) = who.viewer else { return May::default() };
        let mut may = May::default();
        for heard in notebook.sessions().iter() {
            let Some(part) = judged_at(logged.position, heard, reader) else { continue };
            for (show, hide) in self.judge(&logged.envelope.event, reader, &part) {
                may.show |= show;
                may.hide |= hide;
            }
        }
        may
    }

    fn judge(
        &self,
        event: &Happened,
        reader: AccountId,
        part: &RangeInclusive<Position>,
    ) -> Vec<(bool, bool)> {
        let once = |audience: &For, booster: Option<AccountId>| {
            let authors: BTreeSet<_> =
                [audience.author].into_iter().chain(audience.reply_to).chain(booster).collect();
            let authors: Vec<_> = authors.into_iter().collect();
            let homes = self.follows.homes(reader, &authors, part);
            homes
                .into_iter()
                .map(|home| home.would_show(Shown { audience, booster }))
                .map(|shows| (shows, !shows))
                .collect()
        };
        match event {
            Happened::Published(published) => once(&published.post.audience(), None),
            Happened::Deleted(deleted) => once(&deleted.audience, None),
            Happened::Boosted(boosted) => once(&boosted.post.audience(), Some(boosted.boost.by.id)),
            Happened::Unboosted(unboosted) => {
                let homes = self.follows.homes(reader, &[unboosted.by], part);
                let reads = |home: Home| reader == unboosted.by || home.follows.contains_key(&unboosted.by);
                let mut may: Vec<_> = homes.into_iter().map(reads).map(|reads| (reads, !reads)).collect();
                // whoever was not shown the boost need not be told that it is gone
                let made = self.shown.get(&unboosted.boost).map(|made| &made.envelope.event);
                if let Some(Happened::Boosted(boosted)) = made {
                    let shows: Vec<(bool, bool)> = once(&boosted.post.audience(), Some(unboosted.by));
                    may.extend(shows.into_iter().map(|(_, hides)| (false, hides)));
                }
                may
            }
            _ => vec![],
        }
    }
}

/// At which places of the log it may have been decided in this session whether an event is shown.
fn judged_at(position: Position, heard: &Heard, reader: AccountId) -> Option<RangeInclusive<Position>> {
    let served = &heard.served;
    if place(position) <= heard.start.not_before() || position > served.until() {
        return None;
    }
    let (from, mut to) = if position <= served.caught_up_by() {
        (position.max(served.opened_at), served.caught_up_by())
    } else {
        (position, position)
    };
    let read = served.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(&reader).copied();
    to = to.max(read.unwrap_or(to));
    Some(from..=to.max(from))
}

/// All that is stored, oldest first: what each account sees of itself.
fn stored(past: &Past) -> Vec<Id> {
    let window = Window::newest(u16::MAX);
    let own = |account: &AccountId| {
        let filter = AccountFilter::default();
        at_once(past.store.memory.of_account(*account, &filter, Some(*account), window)).unwrap_or_default()
    };
    let mut ids: Vec<Id> = past.accounts.iter().flat_map(own).map(|entry| id(entry.id())).collect();
    ids.sort_unstable();
    ids
}

pub(super) fn id(post: PostId) -> Id {
    Id(u64::try_from(post.raw()).unwrap_or(0))
}

fn place(position: Position) -> ledger::Position {
    ledger::Position(position.number())
}
