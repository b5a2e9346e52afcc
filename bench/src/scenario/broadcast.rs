//! A publisher, a server and a crowd that listens to it: what the scenarios about sockets share.
use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::load::{Mark, Swarm};
use crate::measure::float;
use crate::server::{EVERYTHING, Kind, Peer};

/// Messages on their way from one publisher to everybody.
pub(super) struct Broadcast {
    pub(super) peer: Peer,
    pub(super) swarm: Swarm,
    began: Instant,
    flight: Flight,
    /// Since when each delivery is timed, where that is wanted: seconds from the moment it was meant to be sent.
    pub(super) delays: Option<Vec<f64>>,
}

/// Which messages have not reached everybody yet.
#[derive(Default)]
struct Flight {
    next: u64,
    /// For each message from the oldest on: how many have not got it.
    missing: VecDeque<usize>,
    /// The last message that each listener got, plus one.
    seen: Vec<u64>,
    delivered: u64,
    /// Deliveries that came out of turn.
    astray: u64,
}

impl Broadcast {
    /// Starts the server and has so many listen.
    pub(super) fn start(kind: Kind, listeners: usize) -> Outcome<Self> {
        let peer = Peer::start(kind)?;
        let mut this = Self {
            peer,
            swarm: Swarm::new()?,
            began: Instant::now(),
            flight: Flight::default(),
            delays: None,
        };
        this.gather(listeners)?;
        Ok(this)
    }

    /// Has so many more listen.
    pub(super) fn gather(&mut self, listeners: usize) -> Outcome<()> {
        for _ in 0..listeners {
            self.swarm.open(self.peer.address(), EVERYTHING)?;
        }
        self.flight.seen.resize(self.swarm.len(), self.flight.next);
        Ok(())
    }

    pub(super) fn in_flight(&self) -> usize {
        self.flight.missing.len()
    }

    pub(super) fn delivered(&self) -> u64 {
        self.flight.delivered
    }

    /// Publishes so many at once, meant for this moment.
    pub(super) fn publish(&mut self, count: usize, meant: Instant) -> Outcome<()> {
        let at = u64::try_from(meant.duration_since(self.began).as_nanos())?;
        let first = self.flight.next;
        let marks: Vec<Mark> = (first..).take(count).map(|number| Mark { number, at }).collect();
        self.flight.next += marks.len() as u64;
        self.flight.missing.extend(marks.iter().map(|_| self.swarm.len()));
        self.peer.publish(&marks)
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
    fn arrived(&mut self, listener: usize, mark: Mark) {
        let Some(seen) = self.seen.get_mut(listener) else { return };
        self.astray += u64::from(mark.number != *seen);
        *seen = mark.number + 1;
        self.delivered += 1;
        let oldest = self.next - self.missing.len() as u64;
        let place = mark.number.checked_sub(oldest).and_then(|place| usize::try_from(place).ok());
        if let Some(missing) = place.and_then(|place| self.missing.get_mut(place)) {
            *missing = missing.saturating_sub(1);
        }
        while self.missing.front() == Some(&0) {
            self.missing.pop_front();
        }
    }
}

/// The limit and Rookery with messages of the size that Rookery's have.
pub(super) fn peers() -> Outcome<[Kind; 2]> {
    let mut broadcast = Broadcast::start(Kind::Rookery, 1)?;
    broadcast.publish(1, Instant::now())?;
    broadcast.settle()?;
    Ok([Kind::Limit { message: broadcast.swarm.message_size() }, Kind::Rookery])
}

/// What a table should say about the sizes.
pub(super) fn sizes(peers: &[Kind]) -> String {
    let message = peers.iter().find_map(|peer| match peer {
        Kind::Limit { message } => Some(*message),
        Kind::Rookery => None,
    });
    let message = message.unwrap_or_default();
    format!(
        "A, A1, B: a message is a public post of 200 characters, as Mastodon clients get it: {message} bytes; limit-b sends as many"
    )
}
