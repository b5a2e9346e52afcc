//! A publisher, a server and a crowd that listens to it: what the scenarios about sockets share.
use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::load::{Mark, Publication, Swarm};
use crate::measure::float;
use crate::server::{Kind, Peer, here};

/// Messages on their way from one publisher to those who listen.
pub(super) struct Broadcast {
    pub(super) peer: Peer,
    pub(super) swarm: Swarm,
    began: Instant,
    flight: Flight,
    dice: u64,
    /// Since when each delivery is timed, where that is wanted: seconds from the moment it was meant to be sent.
    pub(super) delays: Option<Vec<f64>>,
}

/// Which messages have not reached everybody yet.
struct Flight {
    next: u64,
    /// From the oldest on.
    flying: VecDeque<Flying>,
    topics: Vec<Told>,
    /// Of each listener: their topic, and the last message that they got.
    listeners: Vec<(usize, Option<u64>)>,
    delivered: u64,
    /// Deliveries that came out of turn.
    astray: u64,
}

/// A message on its way.
struct Flying {
    /// How many have not got it.
    missing: usize,
    /// The one before it on its topic.
    before: Option<u64>,
}

/// What was told on a topic.
#[derive(Clone, Default)]
struct Told {
    listeners: usize,
    last: Option<u64>,
}

impl Broadcast {
    /// Starts the server and has so many listen to so many topics, one each.
    pub(super) fn start(kind: Kind, listeners: usize, topics: usize) -> Outcome<Self> {
        let mut this = Self {
            peer: Peer::start(kind)?,
            swarm: Swarm::new()?,
            began: Instant::now(),
            flight: Flight {
                next: 0,
                flying: VecDeque::new(),
                topics: vec![Told::default(); topics],
                listeners: vec![],
                delivered: 0,
                astray: 0,
            },
            dice: 0x9e37_79b9_7f4a_7c15,
            delays: None,
        };
        this.gather(listeners)?;
        Ok(this)
    }

    /// Has so many more listen.
    pub(super) fn gather(&mut self, listeners: usize) -> Outcome<()> {
        for _ in 0..listeners {
            let listener = self.swarm.len();
            let topic = listener % self.flight.topics.len();
            let door = self.peer.door(u32::try_from(topic)? + 1, listener);
            self.swarm.open(self.peer.address(), &door)?;
            self.flight.joined(topic);
        }
        Ok(())
    }

    pub(super) fn in_flight(&self) -> usize {
        self.flight.flying.len()
    }

    pub(super) fn delivered(&self) -> u64 {
        self.flight.delivered
    }

    /// Publishes so many at once, meant for this moment, each on a topic that chance chooses.
    pub(super) fn publish(&mut self, count: usize, meant: Instant) -> Outcome<()> {
        let at = u64::try_from(meant.duration_since(self.began).as_nanos())?;
        let mut publications = Vec::with_capacity(count);
        for _ in 0..count {
            let topic = self.throw();
            let number = self.flight.depart(topic);
            publications.push(Publication { topic: u32::try_from(topic)? + 1, mark: Mark { number, at } });
        }
        self.peer.publish(&publications)
    }

    /// The next topic (xorshift64).
    fn throw(&mut self) -> usize {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        usize::try_from(self.dice % self.flight.topics.len() as u64).unwrap_or_default()
    }

    /// Takes in what has arrived.
    pub(super) fn turn(&mut self, patience: Duration) -> Outcome<()> {
        let Self { swarm, flight, delays, began, .. } = self;
        // one look at the clock for each batch of events would hide how late the last of them is read
        swarm.turn(patience, |listener, mark| {
            flight.arrived(listener, mark);
            if let Some(delays) = delays {
                let now = began.elapsed().as_secs_f64();
                delays.push(now - float(mark.at) / 1e9);
            }
        })
    }

    /// Publishes at fixed times, however late everything is, and waits for the last.
    pub(super) fn beat(&mut self, interval: Duration, during: Duration) -> Outcome<()> {
        let mut next = Instant::now();
        let end = next + during;
        while next < end {
            let now = Instant::now();
            if now < next {
                self.turn(next - now)?;
            } else {
                self.publish(1, next)?;
                next += interval;
            }
        }
        self.settle()
    }

    /// Waits until everybody has got everything.
    pub(super) fn settle(&mut self) -> Outcome<()> {
        let deadline = Instant::now() + Duration::from_secs(10);
        while self.in_flight() > 0 {
            if Instant::now() > deadline {
                return Err(format!("{} messages did not reach everybody in time", self.in_flight()).into());
            }
            self.turn(Duration::from_millis(100))?;
        }
        match self.flight.astray {
            0 => Ok(()),
            astray => Err(format!("{astray} deliveries were lost, repeated or out of order").into()),
        }
    }
}

impl Flight {
    fn joined(&mut self, topic: usize) {
        self.topics[topic].listeners += 1;
        self.listeners.push((topic, self.topics[topic].last));
    }

    /// Sends the next message off, and gives its number.
    fn depart(&mut self, topic: usize) -> u64 {
        let number = self.next;
        self.next += 1;
        let Told { listeners, last } = &mut self.topics[topic];
        self.flying.push_back(Flying { missing: *listeners, before: last.replace(number) });
        number
    }

    fn arrived(&mut self, listener: usize, mark: Mark) {
        self.delivered += 1;
        let oldest = self.next - self.flying.len() as u64;
        let place = mark.number.checked_sub(oldest).and_then(|place| usize::try_from(place).ok());
        let flying = place.and_then(|place| self.flying.get_mut(place));
        let (Some(flying), Some((_, last))) = (flying, self.listeners.get_mut(listener)) else {
            self.astray += 1;
            return;
        };
        self.astray += u64::from(flying.before != *last);
        *last = Some(mark.number);
        flying.missing = flying.missing.saturating_sub(1);
        while self.flying.front().is_some_and(|oldest| oldest.missing == 0) {
            self.flying.pop_front();
        }
    }
}

/// The limit with frames of the size that Rookery's have, Rookery, and all others that are here.
pub(super) fn peers() -> Outcome<Vec<Kind>> {
    let mut peers = vec![limit_of(Kind::ROOKERY)?, Kind::ROOKERY];
    peers.extend(here()?);
    Ok(peers)
}

/// The limit with frames of the size that this server's have.
pub(super) fn limit_of(kind: Kind) -> Outcome<Kind> {
    let mut broadcast = Broadcast::start(kind, 1, 1)?;
    broadcast.publish(1, Instant::now())?;
    broadcast.settle()?;
    Ok(Kind::Limit { message: broadcast.swarm.message_size() })
}

/// What a table should say about the sizes.
pub(super) fn sizes(name: &str, peers: &[Kind]) -> String {
    let frame = peers.iter().find_map(|peer| match peer {
        Kind::Limit { message } => Some(*message),
        _ => None,
    });
    format!("{name}: limit-b sends frames of the size of Rookery's: {} bytes", frame.unwrap_or_default())
}
