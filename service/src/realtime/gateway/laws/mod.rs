//! What holds whatever a client says, and whenever: for tests that make sessions up, and for the fuzzer.
mod bytes;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

pub use bytes::steps;

use domain::realtime::LiveTopic;

use super::{Act, Closing, Command, Limits, Machine, Request, Welcome};

/// What such sessions are held to: little, so that short ones come to the ends of it.
const LIMITS: Limits = Limits {
    topics: 5,
    publishing: 3,
    listen: Duration::from_secs(15),
    listen_with_ping: Duration::from_mins(1),
    ping: Duration::from_secs(345),
    keepalive: Duration::from_secs(30),
    malformed: 4,
    burst: 12,
    per_second: 5,
    leave: Duration::from_secs(30),
};

/// What happens in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The client says something; if that asks for topics, it may have them or not, and what it publishes is answered at once or not.
    Said(Command, bool),
    /// Time passes, and is looked at.
    Later(Duration),
    /// What allowed a topic that it listens to has ended: whichever this comes to.
    Ended(usize),
    /// The server wants it to go.
    SentOff,
}

/// Goes through a session, until it ends or nothing more happens.
///
/// # Panics
///
/// When a law is broken.
pub fn hold(steps: impl IntoIterator<Item = Step>) {
    let mut session = Session::new();
    let _ = steps.into_iter().all(|step| session.goes_on_after(step));
}

/// A session beside what is to be true of it.
struct Session {
    machine: Machine,
    at: Duration,
    held: BTreeSet<String>,
    publishing: usize,
    heard: u128,
    malformed: u128,
    listened: bool,
    pinged: Option<Duration>,
    sent_off: Option<Duration>,
}

impl Session {
    fn new() -> Self {
        Self {
            machine: Machine::new(LIMITS),
            at: Duration::ZERO,
            held: BTreeSet::new(),
            publishing: 0,
            heard: 0,
            malformed: 0,
            listened: false,
            pinged: None,
            sent_off: None,
        }
    }

    fn goes_on_after(&mut self, step: Step) -> bool {
        let goes_on = match step {
            Step::Said(command, allowed) => self.said(command, allowed),
            Step::Later(passed) => {
                self.at += passed;
                self.published();
                self.is_patient()
            }
            Step::Ended(which) => {
                self.ended(which);
                true
            }
            Step::SentOff => {
                self.machine.send_off(self.at);
                self.sent_off.get_or_insert(self.at);
                true
            }
        };
        self.holds_what_was_granted_and_no_more();
        goes_on
    }

    fn said(&mut self, command: Command, allowed: bool) -> bool {
        let (nonce, topics) = asked(&command);
        self.heard += 1;
        self.malformed += u128::from(matches!(command, Command::Malformed { .. }));
        let is_ping = command == Command::Ping;
        let wants = matches!(command, Command::Hello { keepalive: true, .. });
        let has_begun = matches!(command, Command::Listen(_) | Command::Publish(_));
        let act = self.machine.hear(command, self.at);
        let goes_on = match act {
            Act::Pong => {
                assert!(is_ping, "PONG answers PING alone");
                self.pinged = Some(self.at);
                true
            }
            Act::Welcome(welcome) => self.greets(&welcome, &nonce, wants),
            Act::Answer(answer) => {
                assert_eq!((answer.nonce, answer.error.is_some()), (nonce, true));
                assert!(answer.topics.is_empty() && answer.refused.len() <= topics, "nothing is made up");
                true
            }
            Act::Grant(request) => self.asks(request, &nonce, topics, allowed),
            Act::Leave(left, answer) => {
                assert_eq!((answer.nonce, answer.error), (nonce, None));
                for topic in left {
                    assert!(self.held.remove(&*topic), "{topic} was not held");
                }
                true
            }
            Act::Publish(posting) => {
                assert_eq!(posting.nonce, nonce);
                self.publishing += 1;
                assert!(self.publishing <= LIMITS.publishing);
                if allowed {
                    self.published();
                }
                true
            }
            Act::Reauth(reauth) => {
                assert_eq!((reauth.nonce, reauth.token.is_some()), (nonce, true));
                true
            }
            Act::Presence(told, _) => {
                assert_eq!(told, nonce);
                true
            }
            Act::Close(closing) => {
                assert_eq!(closing, Closing::Abuse);
                let too_much = self.heard > LIMITS.burst.into() || self.malformed > LIMITS.malformed.into();
                assert!(too_much, "{} commands, {} of them malformed", self.heard, self.malformed);
                false
            }
        };
        self.listened |= has_begun && goes_on;
        if goes_on {
            self.is_no_flood();
        }
        goes_on
    }

    fn greets(&self, welcome: &Welcome, nonce: &str, keepalive: bool) -> bool {
        let promised = keepalive.then_some(LIMITS.keepalive);
        assert_eq!((&*welcome.nonce, welcome.topics, welcome.keepalive), (nonce, LIMITS.topics, promised));
        assert_eq!(self.machine.is_kept_alive(), keepalive, "as it was said last");
        true
    }

    fn asks(&mut self, request: Request, nonce: &str, topics: usize, allowed: bool) -> bool {
        assert_eq!(request.nonce, nonce);
        assert!(!request.wanted.is_empty() && request.wanted.len() + request.refused.len() <= topics);
        assert!(request.partial || request.refused.is_empty(), "all or nothing");
        if allowed {
            let granted: Vec<Arc<str>> = request.wanted.into_iter().map(|wanted| wanted.label).collect();
            self.held.extend(granted.iter().map(ToString::to_string));
            self.machine.granted(granted);
        }
        true
    }

    /// The first of what it published is answered, if anything is not.
    fn published(&mut self) {
        if self.publishing > 0 {
            self.publishing -= 1;
            self.machine.published();
        }
    }

    fn ended(&mut self, which: usize) {
        let held = self.machine.held();
        if let Some(topic) = held.get(which % held.len().max(1)).cloned() {
            self.machine.revoked(std::slice::from_ref(&topic));
            self.held.remove(&*topic);
        }
    }

    /// What a machine keeps is bounded, whatever was said to it.
    fn holds_what_was_granted_and_no_more(&self) {
        let held: BTreeSet<String> = self.machine.held().iter().map(ToString::to_string).collect();
        assert_eq!(held.len(), self.machine.held().len(), "each once");
        assert_eq!(held, self.held);
        assert!(held.len() <= LIMITS.topics);
        assert!(held.iter().all(|topic| topic.len() <= LiveTopic::LONGEST));
    }

    /// In the long run nobody gets more heard than their rate.
    fn is_no_flood(&self) {
        let (millis, minute) = (self.at.as_millis(), 60_000);
        let commands = u128::from(LIMITS.burst) + millis * u128::from(LIMITS.per_second) / 1_000;
        let malformed = u128::from(LIMITS.malformed) * (minute + millis) / minute;
        assert!(self.heard <= commands, "{} of {commands} commands", self.heard);
        assert!(self.malformed <= malformed, "{} of {malformed} malformed ones", self.malformed);
    }

    /// It is sent away in time, and never before.
    fn is_patient(&self) -> bool {
        let since = |at: Option<Duration>| self.at.saturating_sub(at.unwrap_or_default());
        let first = if self.pinged.is_some() { LIMITS.listen_with_ping } else { LIMITS.listen };
        let expected = if self.sent_off.is_some() && since(self.sent_off) >= LIMITS.leave {
            Some(Closing::StillHere)
        } else if !self.listened && self.at >= first {
            Some(Closing::NoListen)
        } else {
            (since(self.pinged) >= LIMITS.ping).then_some(Closing::NoPing)
        };
        assert_eq!(self.machine.tick(self.at), expected, "at {:?}", self.at);
        expected.is_none()
    }
}

/// What the client calls its command, and how many topics it names.
fn asked(command: &Command) -> (String, usize) {
    match command {
        Command::Ping => (String::new(), 0),
        Command::Listen(listen) => (listen.nonce.clone(), listen.topics.len()),
        Command::Unlisten(unlisten) => (unlisten.nonce.clone(), unlisten.topics.len()),
        Command::Publish(publish) => (publish.nonce.clone(), 1),
        Command::Reauth(reauth) => (reauth.nonce.clone(), 0),
        Command::Presence(presence) => (presence.nonce.clone(), 1),
        Command::Hello { nonce, .. } | Command::Malformed { nonce } => (nonce.clone(), 0),
    }
}
