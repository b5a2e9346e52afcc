//! A string of bytes steers a session, so that the fuzzer can learn to.
use std::time::Duration;

use super::Step;
use crate::realtime::gateway::{Command, Content, Listen, Presence, Publish, Reauth, Since, Unlisten};

/// Steps of the longest session.
const LONGEST: usize = 512;
/// What a byte stands for, if it is the name of a topic.
const TOPICS: [&str; 10] = [
    "channel:update.1",
    "channel:update.2",
    "channel:update.3",
    "channel:follow.1",
    "channel:update",
    "room:message.1",
    "timeline:public",
    "user:notification.1",
    "nobody:knows.1",
    "channel:update.x",
];

/// The session that these bytes tell of.
#[must_use]
pub fn steps(bytes: &[u8]) -> Vec<Step> {
    let mut rest = Bytes(bytes);
    std::iter::from_fn(|| rest.step()).take(LONGEST).collect()
}

/// What is left.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// What kind of step comes next, and its details in the upper bits.
    fn step(&mut self) -> Option<Step> {
        let first = self.next()?;
        let (yes, also) = (first & 0x10 == 0, first & 0x20 != 0);
        Some(match first % 16 {
            2 if also => Step::Said(Command::Hello { nonce: self.text(), keepalive: yes }, yes),
            0..3 => Step::Said(Command::Ping, yes),
            3 => Step::Said(self.publish(also), yes),
            4 if also => {
                let (nonce, token) = (self.text(), yes.then(|| self.text()));
                Step::Said(Command::Reauth(Reauth { nonce, token }), yes)
            }
            4 => Step::Said(Command::Malformed { nonce: self.text() }, yes),
            5..10 => Step::Said(self.listen(also), yes),
            10 | 11 => {
                let unlisten = Unlisten { nonce: self.text(), topics: self.topics() };
                Step::Said(Command::Unlisten(unlisten), yes)
            }
            12 | 13 => Step::Later(self.pause()),
            14 => Step::Ended(self.next().unwrap_or_default().into()),
            15 if also => {
                let presence = Presence { nonce: self.text(), topic: self.topic() };
                Step::Said(Command::Presence(presence), yes)
            }
            _ => Step::SentOff,
        })
    }

    fn listen(&mut self, partial: bool) -> Command {
        let (nonce, topics) = (self.text(), self.topics());
        let since = if partial { Since::All(self.text()) } else { Since::Now };
        Command::Listen(Listen { nonce, topics, token: None, since, partial })
    }

    fn publish(&mut self, named: bool) -> Command {
        let (nonce, topic) = (self.text(), self.topic());
        let text = self.text();
        let message = if text.is_empty() {
            Content::NoObject
        } else {
            Content::Members([("text".to_owned(), Some(text))].into())
        };
        let id = named.then(|| self.text());
        Command::Publish(Publish { nonce, topic, message, id, token: None })
    }

    fn topics(&mut self) -> Vec<String> {
        let many = self.next().unwrap_or_default() % 8;
        (0..many).map(|_| self.topic()).collect()
    }

    fn topic(&mut self) -> String {
        let which = usize::from(self.next().unwrap_or_default());
        TOPICS.get(which % 16).map_or_else(|| self.text(), |&known| known.to_owned())
    }

    /// A moment, or over a minute.
    fn pause(&mut self) -> Duration {
        let long = u64::from(self.next().unwrap_or_default());
        if long < 128 { Duration::from_millis(long * 10) } else { Duration::from_secs((long - 127) / 2) }
    }

    /// Its length, then it.
    fn text(&mut self) -> String {
        let length = usize::from(self.next().unwrap_or_default() % 24).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }
}
