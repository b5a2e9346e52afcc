//! One connection to the gateway as a machine: commands and time in, what is to be done out.
use std::sync::Arc;
use std::time::Duration;

use domain::ids::AccountId;
use domain::realtime::{LiveTopic, NoTopic};

use super::{
    Answer, Code, Command, Limits, Listen, Posting, Publish, Reauth, Refused, Since, Unlisten, presence,
};

/// Why a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// It makes no sense, or too much at a time.
    Abuse,
    /// It never listened to anything.
    NoListen,
    /// It sent no PING.
    NoPing,
    /// It was told to go, and did not.
    StillHere,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Send PONG, before all else.
    Pong,
    /// Send this answer.
    Answer(Answer),
    /// Say what one may do here.
    Welcome(Welcome),
    /// Find out whether these topics may be listened to, and say so with [`Machine::granted`].
    Grant(Request),
    /// Leave these topics, then send the answer.
    Leave(Vec<Arc<str>>, Answer),
    /// Publish this, send the answer to it when there is one, and say so with [`Machine::published`]. What comes meanwhile is not
    /// kept waiting.
    Publish(Posting),
    /// Have what it listens to end with another token, and send the answer.
    Reauth(Reauth),
    /// Say how many listen to this room, in the answer to a command of this name.
    Presence(String, AccountId),
    /// End the connection.
    Close(Closing),
}

/// What a client that asks is told of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// What the client calls its command.
    pub nonce: String,
    /// Topics at once.
    pub topics: usize,
    /// How long it may be without PING.
    pub ping: Duration,
    /// Within which time it hears that we live, if it wants to.
    pub keepalive: Option<Duration>,
}

/// A topic that a client wants, under the name that it gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// As the client wrote it.
    pub label: Arc<str>,
    /// What it means.
    pub topic: LiveTopic,
}

/// A LISTEN that makes sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What the client calls it.
    pub nonce: String,
    /// Topics, each once; some may be held already.
    pub wanted: Vec<Wanted>,
    /// Who asks.
    pub token: Option<String>,
    /// Where it left off.
    pub since: Since,
    /// Whether it takes what it can get.
    pub partial: bool,
    /// What it can't get in any case; something only if it takes what it can get.
    pub refused: Vec<Refused>,
}

/// The state of one connection. Time is counted from its beginning.
#[derive(Debug)]
pub struct Machine {
    limits: Limits,
    held: Vec<Arc<str>>,
    publishing: usize,
    listened: bool,
    pinged: Option<Duration>,
    keepalive: bool,
    malformed: Count,
    commands: Count,
    leaving_since: Option<Duration>,
}

/// So many, that grow fewer with time.
#[derive(Debug, Default)]
struct Count {
    so_many: u32,
    counted_at: Duration,
}

impl Count {
    /// One more; whether that is too many, where so many are forgotten in a time.
    fn add(&mut self, at: Duration, forgotten: u32, within: Duration, most: u32) -> bool {
        let passed = at.saturating_sub(self.counted_at).as_millis();
        let gone = passed * u128::from(forgotten) / within.as_millis().max(1);
        if gone > 0 {
            self.so_many = self.so_many.saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX));
            self.counted_at = at;
        }
        self.so_many = self.so_many.saturating_add(1);
        self.so_many > most
    }
}

impl Machine {
    /// A connection that has just opened.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            held: vec![],
            publishing: 0,
            listened: false,
            pinged: None,
            keepalive: false,
            malformed: Count::default(),
            commands: Count::default(),
            leaving_since: None,
        }
    }

    /// The topics that it listens to.
    #[must_use]
    pub fn held(&self) -> &[Arc<str>] {
        &self.held
    }

    /// The client says something.
    pub fn hear(&mut self, command: Command, at: Duration) -> Act {
        let limits = self.limits;
        if self.commands.add(at, limits.per_second, Duration::from_secs(1), limits.burst) {
            return Act::Close(Closing::Abuse);
        }
        match command {
            Command::Ping => {
                self.pinged = Some(at);
                Act::Pong
            }
            Command::Hello { nonce, keepalive } => {
                self.keepalive = keepalive;
                Act::Welcome(self.welcome(nonce))
            }
            Command::Malformed { nonce } => {
                if self.malformed.add(at, limits.malformed, Duration::from_mins(1), limits.malformed) {
                    return Act::Close(Closing::Abuse);
                }
                Act::Answer(Answer::refusing(nonce, Code::BadMessage))
            }
            Command::Listen(listen) => {
                self.listened = true;
                self.listen(listen)
            }
            Command::Unlisten(unlisten) => self.unlisten(unlisten),
            Command::Publish(publish) => {
                self.listened = true;
                self.publish(publish)
            }
            Command::Reauth(Reauth { nonce, token: None }) => {
                Act::Answer(Answer::refusing(nonce, Code::BadAuth))
            }
            Command::Reauth(reauth) => Act::Reauth(reauth),
            Command::Presence(presence) => presence::ask(presence),
        }
    }

    /// Time passes.
    #[must_use]
    pub fn tick(&self, at: Duration) -> Option<Closing> {
        let limits = &self.limits;
        let patience = if self.pinged.is_some() { limits.listen_with_ping } else { limits.listen };
        if self.leaving_since.is_some_and(|since| at.saturating_sub(since) >= limits.leave) {
            Some(Closing::StillHere)
        } else if !self.listened && at >= patience {
            Some(Closing::NoListen)
        } else if at.saturating_sub(self.pinged.unwrap_or_default()) >= limits.ping {
            Some(Closing::NoPing)
        } else {
            None
        }
    }

    /// These topics are listened to from now on.
    pub fn granted(&mut self, topics: impl IntoIterator<Item = Arc<str>>) {
        for topic in topics {
            if !self.held.contains(&topic) {
                self.held.reserve_exact(1);
                self.held.push(topic);
            }
        }
    }

    /// It goes on with these topics, as if it had said LISTEN here.
    pub fn resumed(&mut self, topics: Vec<Arc<str>>) {
        self.listened |= !topics.is_empty();
        self.granted(topics);
    }

    /// What one may do here.
    #[must_use]
    pub fn welcome(&self, nonce: String) -> Welcome {
        let Limits { topics, ping, keepalive, .. } = self.limits;
        Welcome { nonce, topics, ping, keepalive: self.keepalive.then_some(keepalive) }
    }

    /// Whether the client wants to hear that we live.
    #[must_use]
    pub fn is_kept_alive(&self) -> bool {
        self.keepalive
    }

    /// A PUBLISH was answered.
    pub fn published(&mut self) {
        self.publishing = self.publishing.saturating_sub(1);
    }

    /// These topics are listened to no more, because what allowed it has ended.
    pub fn revoked(&mut self, topics: &[Arc<str>]) {
        self.held.retain(|held| !topics.contains(held));
    }

    /// The client is told to go: it has to within a while.
    pub fn send_off(&mut self, at: Duration) {
        self.leaving_since.get_or_insert(at);
    }

    fn listen(&self, listen: Listen) -> Act {
        let Listen { nonce, topics, token, since, partial } = listen;
        if topics.is_empty() {
            return Act::Answer(Answer::refusing(nonce, Code::BadTopic));
        }
        let mut wanted: Vec<Wanted> = vec![];
        let mut refused = vec![];
        let mut room = self.limits.topics.saturating_sub(self.held.len());
        for text in topics {
            if wanted.iter().any(|known| *known.label == *text) {
                continue;
            }
            let held = self.held.iter().find(|held| ***held == *text);
            let full = held.is_none() && room == 0;
            match topic(&text).and_then(|topic| if full { Err("topic_limit") } else { Ok(topic) }) {
                Ok(topic) => {
                    room -= usize::from(held.is_none());
                    wanted.push(Wanted { label: held.cloned().unwrap_or_else(|| text.into()), topic });
                }
                Err(reason) => {
                    refused.push(Refused { topic: text, code: Code::BadTopic, reason: reason.to_owned() });
                }
            }
        }
        if wanted.is_empty() || (!refused.is_empty() && !partial) {
            return Act::Answer(Answer { refused, ..Answer::refusing(nonce, Code::BadTopic) });
        }
        Act::Grant(Request { nonce, wanted, token, since, partial, refused })
    }

    fn publish(&mut self, publish: Publish) -> Act {
        let nonce = publish.nonce.clone();
        match Posting::of(publish) {
            Ok(posting) if self.publishing >= self.limits.publishing => {
                let (topic, reason) = (posting.topic.to_string(), "too_many_at_once".to_owned());
                Act::Answer(Answer::refusing_topic(nonce, Refused { topic, code: Code::Server, reason }))
            }
            Ok(posting) => {
                self.publishing += 1;
                Act::Publish(posting)
            }
            Err(refused) => Act::Answer(Answer::refusing_topic(nonce, refused)),
        }
    }

    fn unlisten(&mut self, Unlisten { nonce, topics }: Unlisten) -> Act {
        if topics.is_empty() || topics.iter().any(|topic| topic.parse::<LiveTopic>().is_err()) {
            return Act::Answer(Answer::refusing(nonce, Code::BadTopic));
        }
        let left: Vec<_> =
            self.held.extract_if(.., |held| topics.iter().any(|topic| **topic == **held)).collect();
        Act::Leave(left, Answer::done(nonce))
    }
}

/// A topic, or why it is none in the words of the protocol.
pub(super) fn topic(text: &str) -> Result<LiveTopic, &'static str> {
    text.parse().map_err(|why| match why {
        NoTopic::Malformed => "topic_malformed",
        NoTopic::Unknown => "topic_unknown",
        NoTopic::Argument => "topic_argument",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn listen(topics: &[&str]) -> Command {
        let topics = topics.iter().map(|&topic| topic.to_owned()).collect();
        Command::Listen(Listen { nonce: "n".to_owned(), topics, ..Listen::default() })
    }

    fn unlisten(topic: &str) -> Command {
        Command::Unlisten(Unlisten { nonce: "n".to_owned(), topics: vec![topic.to_owned()] })
    }

    /// LISTEN, granted.
    fn hold(machine: &mut Machine, topics: &[&str]) {
        match machine.hear(listen(topics), s(0)) {
            Act::Grant(request) => machine.granted(request.wanted.into_iter().map(|wanted| wanted.label)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_topic_that_is_held_counts_once_and_may_be_left_twice() {
        let mut machine = Machine::new(Limits { topics: 2, ..Limits::default() });
        hold(&mut machine, &["channel:update.1", "channel:update.1"]);
        hold(&mut machine, &["channel:update.1", "channel:update.2"]);
        assert_eq!(machine.held().len(), 2);
        let refused = machine.hear(listen(&["channel:update.3"]), s(0));
        assert!(matches!(refused, Act::Answer(Answer { error: Some(Code::BadTopic), .. })), "{refused:?}");
        let left = |act| match act {
            Act::Leave(topics, _) => topics.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!(left(machine.hear(unlisten("channel:update.1"), s(0))), 1);
        assert_eq!(left(machine.hear(unlisten("channel:update.1"), s(0))), 0);
        hold(&mut machine, &["channel:update.3"]);
    }

    #[test]
    fn who_never_listens_or_never_pings_has_to_go() {
        let mut machine = Machine::new(Limits::default());
        assert_eq!(machine.tick(s(14)), None);
        assert_eq!(machine.tick(s(15)), Some(Closing::NoListen));
        assert_eq!(machine.hear(Command::Ping, s(10)), Act::Pong);
        assert_eq!((machine.tick(s(59)), machine.tick(s(60))), (None, Some(Closing::NoListen)));
        hold(&mut machine, &["channel:update.1"]);
        assert_eq!((machine.tick(s(354)), machine.tick(s(355))), (None, Some(Closing::NoPing)));
        machine.hear(Command::Ping, s(350));
        assert_eq!(machine.tick(s(600)), None);
    }

    #[test]
    fn who_is_told_to_go_may_stay_for_a_while() {
        let mut machine = Machine::new(Limits::default());
        hold(&mut machine, &["channel:update.1"]);
        machine.hear(Command::Ping, s(90));
        machine.send_off(s(100));
        machine.send_off(s(120));
        assert_eq!((machine.tick(s(129)), machine.tick(s(130))), (None, Some(Closing::StillHere)));
    }

    #[test]
    fn bursts_are_legal_and_floods_are_not() {
        let limits = Limits { burst: 50, per_second: 5, ..Limits::default() };
        let mut machine = Machine::new(limits);
        for _ in 0..50 {
            assert_eq!(machine.hear(Command::Ping, s(0)), Act::Pong);
        }
        assert_eq!(machine.hear(Command::Ping, s(0)), Act::Close(Closing::Abuse));
        for second in 10..1_000 {
            assert_eq!(machine.hear(Command::Ping, s(second)), Act::Pong, "{second}");
        }
    }

    #[test]
    fn twenty_mistakes_in_a_minute_are_forgiven() {
        let mut machine = Machine::new(Limits::default());
        let mistake = |machine: &mut Machine, at| {
            machine.hear(Command::Malformed { nonce: "n".to_owned() }, at) == Act::Close(Closing::Abuse)
        };
        assert!((0..20).all(|_| !mistake(&mut machine, s(0))));
        assert!(mistake(&mut machine, s(1)));
        assert!(!mistake(&mut machine, s(62)));
    }
}
