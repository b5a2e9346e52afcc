//! A and A1: how many deliveries a server makes, with and without something to coalesce.
use std::time::{Duration, Instant};

use xtask::workspace::Workspace;

use super::broadcast::{Broadcast, peers, sizes};
use super::{Measured, Scale};
use crate::Outcome;
use crate::measure::{Counted, Pinned, Stretch, float};
use crate::results::{Asked, Bound, Results};
use crate::server::Kind;

pub(super) const FLAT_OUT: &str = "A";
pub(super) const ONE_BY_ONE: &str = "A1";

const RATE: &str = "deliveries/s";
const PER_CPU: &str = "deliveries per server CPU s";

struct FanOut {
    name: &'static str,
    in_flight: usize,
    listeners: usize,
    warm_up: Duration,
    window: Duration,
    peers: [Kind; 2],
    goal: f64,
}

pub(super) fn flat_out(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    FanOut::prepare(FLAT_OUT, 32, 0.6, scale)
}

pub(super) fn one_by_one(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    FanOut::prepare(ONE_BY_ONE, 1, 0.85, scale)
}

impl FanOut {
    fn prepare(name: &'static str, in_flight: usize, goal: f64, scale: Scale) -> Outcome<Box<dyn Measured>> {
        let window = scale.seconds(6, 2);
        let listeners = scale.number(1_000, 200);
        let warm_up = Duration::from_secs(1);
        Ok(Box::new(Self { name, in_flight, listeners, warm_up, window, peers: peers()?, goal }))
    }

    fn measure(&self, kind: Kind, results: &mut Results) -> Outcome<()> {
        let _here = Pinned::generator()?;
        let mut broadcast = Broadcast::start(kind, self.listeners)?;
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
            let free = self.in_flight - broadcast.in_flight();
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
        let [limit, rookery] = self.peers.map(Kind::name);
        results.compare(self.name, PER_CPU, [rookery, limit], Asked::Goal(Bound::AtLeast(self.goal)));
        results.compare(self.name, RATE, [rookery, limit], Asked::Nothing);
        results.note(sizes(&self.peers));
    }
}
