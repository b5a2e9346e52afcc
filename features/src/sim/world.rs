//! One history: its servers and people are made from the seed, live through their faults, and are judged.
use std::sync::Arc;

use adapter_memory::Memory;
use domain::identity::{Account, DisplayName, Email, NewAccount, PasswordHash, Username};
use domain::ids::AccountId;
use domain::posts::Hashtag;
use domain::realtime::Origin;
use ledger::Plant;
use service::Entropy;
use service::identity::{AccountRepository, Credentials, Registration};
use service::realtime::{Channel, Format, Label, Listening};

use super::api_server::ApiServer;
use super::clockwork::{Clockwork, Millis, Node, Stage};
use super::entropy::Simulated;
use super::fate::Fate;
use super::frames::FATTENED;
use super::listener::{Listener, Notebook};
use super::queue::Queue;
use super::store::{Store, at_once};
use super::weather::{OUTSIDE, Odds, Weather};
use super::writer::{Board, TAG, Writer};
use super::ws_server::WsServer;
use crate::dice::Dice;

/// How long writing and faults may go on.
const STORM: Millis = 120_000;
/// How long everything may take to be well again once all faults have ended.
const RECOVERY: Millis = 20_000;

/// All that is known of a history when it is over.
pub(super) struct Past {
    pub(super) store: Store,
    pub(super) accounts: Vec<AccountId>,
    pub(super) board: Arc<Board>,
    pub(super) listeners: Vec<(Who, Arc<Notebook>)>,
    /// What did not become well again.
    pub(super) unwell: Option<String>,
    pub(super) steps: u64,
}

/// A listener as the judge knows them.
pub(super) struct Who {
    pub(super) name: String,
    pub(super) viewer: Option<AccountId>,
    pub(super) streams: Vec<Listening>,
}

/// Lets a history happen.
pub(super) fn live(seed: u64, plant: Option<Plant>) -> Past {
    let mut stage = Stage::new(seed);
    let world = World::new(seed, plant, &stage.clockwork());
    let board = world.people_write();
    let listeners = world.people_listen();
    world.fate.apis.iter().for_each(|api| api.start());
    world.fate.wss.iter().for_each(|ws| ws.start());
    if let Some(often) = world.shape.strikes {
        world.clockwork.spawn(OUTSIDE, world.fate.clone().strike(often));
    }
    let wrote = stage.run(STORM, || board.is_quiet());
    world.fate.relent();
    let until = world.clockwork.now() + RECOVERY;
    let well = wrote && stage.run(until, || world.is_well(&listeners));
    let unwell = (!well).then(|| world.what_is_wrong(wrote, &listeners));
    let steps = stage.steps();
    stage.close();
    Past { store: world.fate.store, accounts: world.accounts, board, listeners, unwell, steps }
}

/// How big a history is, and how bad.
struct Shape {
    apis: u64,
    wss: u64,
    accounts: u64,
    listeners: u64,
    deeds: u64,
    pace: Millis,
    strikes: Option<Millis>,
    odds: Odds,
}

impl Shape {
    fn roll(dice: &mut Dice) -> Self {
        let odds = match dice.below(4) {
            0 => Odds::default(),
            1 => Odds { loses: 100, repeats: 100, gaps: 20, jitter: 50, ..Odds::default() },
            _ => Odds {
                before: dice.below(60),
                after: dice.below(60),
                late: dice.below(60),
                slow: dice.below(60),
                loses: dice.below(250),
                repeats: dice.below(250),
                gaps: dice.below(60),
                jitter: *dice.pick(&[0, 5, 50, 400, 3_000]).unwrap_or(&0),
            },
        };
        Self {
            apis: dice.between(1, 3),
            wss: dice.between(1, 3),
            accounts: dice.between(2, 5),
            listeners: dice.between(2, 6),
            deeds: dice.between(2, 14),
            pace: *dice.pick(&[5, 50, 400, 1_500]).unwrap_or(&50),
            strikes: dice.pick(&[None, Some(300), Some(1_000), Some(1_000), Some(4_000)]).copied().flatten(),
            odds,
        }
    }
}

struct World {
    clockwork: Clockwork,
    entropy: Arc<dyn Entropy>,
    shape: Shape,
    fate: Fate,
    accounts: Vec<AccountId>,
    names: Arc<[(AccountId, String)]>,
}

impl World {
    fn new(seed: u64, plant: Option<Plant>, clockwork: &Clockwork) -> Self {
        let shape = clockwork.dice(Shape::roll);
        let entropy: Arc<dyn Entropy> = Arc::new(Simulated::new(clockwork.clone(), seed));
        let memory = Memory::new(Arc::clone(&entropy));
        let names: Arc<[_]> = (0..shape.accounts).filter_map(|n| register(&memory, &*entropy, n)).collect();
        let weather = Arc::new(Weather::new(shape.odds));
        let store = Store::new(memory, clockwork.clone(), Arc::clone(&weather));
        let queue = Queue::new(clockwork.clone(), Arc::clone(&weather));
        let node = |n: u64| Node(u32::try_from(n).unwrap_or(u32::MAX));
        let api = |n| {
            let entropy = Arc::clone(&entropy);
            Arc::new(ApiServer::new(node(n), clockwork.clone(), store.clone(), queue.clone(), entropy))
        };
        let ws = |n| {
            Arc::new(WsServer::new(node(100 + n), clockwork.clone(), store.clone(), queue.clone(), plant))
        };
        let fate = Fate {
            clockwork: clockwork.clone(),
            weather,
            apis: (1..=shape.apis).map(api).collect(),
            wss: (1..=shape.wss).map(ws).collect(),
            store,
            queue,
            entropy: Arc::clone(&entropy),
        };
        let accounts = names.iter().map(|(account, _)| *account).collect();
        Self { clockwork: clockwork.clone(), entropy, shape, fate, accounts, names }
    }

    fn people_write(&self) -> Arc<Board> {
        let board = Arc::<Board>::default();
        for account in &self.accounts {
            let writer = Writer {
                account: *account,
                everybody: Arc::clone(&self.names),
                servers: Arc::clone(&self.fate.apis),
                board: Arc::clone(&board),
                clockwork: self.clockwork.clone(),
                entropy: Arc::clone(&self.entropy),
                pace: self.shape.pace,
            };
            board.begins();
            self.clockwork.spawn(OUTSIDE, writer.write(self.shape.deeds));
        }
        board
    }

    fn people_listen(&self) -> Vec<(Who, Arc<Notebook>)> {
        (0..self.shape.listeners)
            .map(|n| self.clockwork.dice(|dice| self.character(n, dice)))
            .map(|listener| {
                let name = listener.0;
                let who = Who { name, viewer: listener.1.viewer, streams: listener.1.streams.clone() };
                let notebook = Arc::clone(&listener.1.notebook);
                self.clockwork.spawn(OUTSIDE, listener.1.listen());
                (who, notebook)
            })
            .collect()
    }

    fn character(&self, n: u64, dice: &mut Dice) -> (String, Listener) {
        let viewer = dice.pick(&self.accounts).copied().filter(|_| dice.happens(800));
        let fat = if dice.happens(250) { FATTENED } else { "" };
        let listening =
            |channel, name: &str| Listening { channel, label: Label(format!("{name}{fat}").into()) };
        let mut streams = vec![];
        if viewer.is_some() && dice.happens(800) {
            // a home of one's own: what it shows depends on when it was asked
            streams.push(listening(Channel::Home, &format!("home:{n}")));
        }
        if streams.is_empty() || dice.happens(400) {
            streams.push(listening(Channel::Public, "public"));
        }
        if dice.happens(400) {
            streams.push(listening(Channel::Hashtag(Hashtag::stored(TAG)), "hashtag"));
        }
        let listener = Listener {
            viewer,
            format: *dice
                .pick(&[Format::Resumable, Format::Resumable, Format::Sse, Format::Plain])
                .unwrap_or(&Format::Sse),
            streams,
            room: usize::try_from(dice.between(1, 16)).unwrap_or(1),
            stay: *dice.pick(&[200, 2_000, 20_000, 200_000]).unwrap_or(&2_000),
            lazy: *dice.pick(&[0, 0, 20, 400, 7_000]).unwrap_or(&0),
            servers: Arc::clone(&self.fate.wss),
            clockwork: self.clockwork.clone(),
            weather: Arc::clone(&self.fate.weather),
            notebook: Arc::default(),
        };
        (format!("listener {n}"), listener)
    }

    fn is_well(&self, listeners: &[(Who, Arc<Notebook>)]) -> bool {
        self.fate.is_settled() && listeners.iter().all(|(_, notebook)| self.has_all(notebook))
    }

    /// Whether somebody's last connection brought all that there is.
    fn has_all(&self, notebook: &Notebook) -> bool {
        let head = at_once(service::realtime::EventLog::head(&self.fate.store.memory));
        let sessions = notebook.sessions();
        sessions.last().is_some_and(|session| {
            session.open
                && session.served.is_settled()
                && Some(session.served.until()) == head.map(|head| head.position)
        })
    }

    fn what_is_wrong(&self, wrote: bool, listeners: &[(Who, Arc<Notebook>)]) -> String {
        if !wrote {
            return "the writers never came to an end".to_owned();
        }
        if !self.fate.is_settled() {
            let at: Vec<_> =
                self.fate.wss.iter().map(|ws| ws.cursor().map(|cursor| cursor.position)).collect();
            let head = at_once(service::realtime::EventLog::head(&self.fate.store.memory));
            return format!(
                "what was stored did not arrive: log {head:?}, due {}, hubs {at:?}",
                self.fate.store.horizon()
            );
        }
        let waits =
            listeners.iter().filter(|(_, notebook)| !self.has_all(notebook)).map(|(who, _)| &who.name);
        format!("not all that arrived was told to {}", waits.cloned().collect::<Vec<_>>().join(", "))
    }
}

fn register(memory: &Memory, entropy: &dyn Entropy, n: u64) -> Option<(AccountId, String)> {
    let name = format!("rook{n}");
    let new =
        NewAccount { username: Username::stored(&name), display_name: DisplayName::stored(""), bot: false };
    let origin = Origin { actor: None, correlation: entropy.uuid(), causation: None, trace: None };
    let draft = Account::register(new, origin.cause(entropy.uuid(), entropy.now()));
    let email = Email::stored(&format!("{name}@a.example"));
    let credentials = Credentials::vouched(email, PasswordHash::stored(""));
    match at_once(memory.register(draft, credentials))? {
        Registration::New(account) => Some((account.id, name)),
        _ => None,
    }
}
