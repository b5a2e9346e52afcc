//! A, A1, D: how many deliveries a server makes, with and without something to coalesce, on one topic and on many.
use std::time::{Duration, Instant};

use xtask::workspace::Workspace;

use super::broadcast::{Broadcast, limit_of, peers, sizes};
use super::{Measured, Scale};
use crate::Outcome;
use crate::measure::{Counted, Pinned, Stretch, float};
use crate::results::{Asked, Bound, Results};
use crate::server::Kind;

pub(super) const FLAT_OUT: &str = "A";
pub(super) const ONE_BY_ONE: &str = "A1";
pub(super) const MANY_TOPICS: &str = "D";
pub(super) const STREAMS: &str = "A-streams";

const RATE: &str = "deliveries/s";
const PER_CPU: &str = "deliveries per server CPU s";

struct FanOut {
    name: &'static str,
    in_flight: usize,
    listeners: usize,
    topics: usize,
    warm_up: Duration,
    window: Duration,
    peers: Vec<Kind>,
    /// What is wanted of the ratio to the limit, and to another.
    goals: Vec<(Kind, f64)>,
}

pub(super) fn flat_out(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let this = FanOut::among(FLAT_OUT, peers()?, scale);
    Ok(Box::new(FanOut { in_flight: 32, goals: vec![(this.peers[0], 0.6), (Kind::Nats, 1.0)], ..this }))
}

pub(super) fn one_by_one(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let this = FanOut::among(ONE_BY_ONE, peers()?, scale);
    Ok(Box::new(FanOut { in_flight: 1, goals: vec![(this.peers[0], 0.9)], ..this }))
}

pub(super) fn many_topics(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let this = FanOut::among(MANY_TOPICS, peers()?, scale);
    let (listeners, topics) = (scale.number(2_000, 200), scale.number(1_000, 100));
    let goals = vec![(this.peers[0], 0.7)];
    Ok(Box::new(FanOut { in_flight: 256, listeners, topics, goals, ..this }))
}

pub(super) fn streams(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let this = FanOut::among(STREAMS, vec![limit_of(Kind::Streams)?, Kind::Streams], scale);
    Ok(Box::new(FanOut { in_flight: 32, goals: vec![(this.peers[0], 0.6)], ..this }))
}

impl FanOut {
    fn among(name: &'static str, peers: Vec<Kind>, scale: Scale) -> Self {
        Self {
            name,
            in_flight: 1,
            listeners: scale.number(1_000, 200),
            topics: 1,
            warm_up: Duration::from_secs(1),
            window: scale.seconds(6, 2),
            peers,
            goals: vec![],
        }
    }

    fn measure(&self, kind: Kind, results: &mut Results) -> Outcome<()> {
        let _here = Pinned::generator()?;
        let mut broadcast = Broadcast::start(kind, self.listeners, self.topics)?;
        self.press(&mut broadcast, self.warm_up)?;
        let server = Stretch::of(&[Counted::Tree(broadcast.peer.pid())])?;
        let before = broadcast.delivered();
        self.press(&mut broadcast, self.window)?;
        let delivered = float(broadcast.delivered() - before);
        let spent = server.end()?;
        broadcast.settle()?;
        results.add(self.name, kind.name(), RATE, delivered / spent.wall);
        results.add(self.name, kind.name(), PER_CPU, delivered / spent.cpu());
        Ok(())
    }

    /// Keeps as many messages in flight as may be.
    fn press(&self, broadcast: &mut Broadcast, during: Duration) -> Outcome<()> {
        let end = Instant::now() + during;
        while Instant::now() < end {
            let free = self.in_flight.saturating_sub(broadcast.in_flight());
            if free > 0 {
                broadcast.publish(free, Instant::now())?;
            }
            broadcast.turn(Duration::from_millis(100))?;
        }
        Ok(())
    }
}

impl Measured for FanOut {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        self.peers.iter().try_for_each(|&kind| self.measure(kind, results))
    }

    fn judge(&self, results: &mut Results) {
        let rookery = self.peers[1].name();
        for &peer in self.peers.iter().filter(|peer| peer.name() != rookery) {
            let goal = self.goals.iter().find(|(goal, _)| *goal == peer);
            let asked = goal.map_or(Asked::Nothing, |(_, ratio)| Asked::Goal(Bound::AtLeast(*ratio)));
            results.compare(self.name, PER_CPU, [rookery, peer.name()], asked);
        }
        results.note(sizes(self.name, &self.peers));
    }
}
