//! B: how late messages are, when many listen and the publisher does not wait for anybody.
use std::time::Duration;

use xtask::workspace::Workspace;

use super::broadcast::{Broadcast, peers, sizes};
use super::{Measured, Scale};
use crate::Outcome;
use crate::measure::{Counted, Pinned, Stretch, float, quantile};
use crate::results::{Asked, Bound, Results};
use crate::server::Kind;

pub(super) const NAME: &str = "B";

const P50: &str = "p50 ms";
const P99: &str = "p99 ms";
const PER_CPU: &str = "deliveries per server CPU s";

struct Latency {
    listeners: usize,
    interval: Duration,
    window: Duration,
    peers: Vec<Kind>,
}

pub(super) fn prepare(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let listeners = scale.number(5_000, 500);
    let interval = Duration::from_millis(50);
    Ok(Box::new(Latency { listeners, interval, window: scale.seconds(10, 3), peers: peers()? }))
}

impl Latency {
    fn measure(&self, kind: Kind, results: &mut Results) -> Outcome<()> {
        let _here = Pinned::generator()?;
        let mut broadcast = Broadcast::start(kind, self.listeners, 1)?;
        broadcast.beat(self.interval, Duration::from_secs(1))?;
        broadcast.delays = Some(Vec::new());
        let server = Stretch::of(&[Counted::Tree(broadcast.peer.pid())])?;
        broadcast.beat(self.interval, self.window)?;
        let spent = server.end()?;
        let mut delays = broadcast.delays.take().unwrap_or_default();
        let milliseconds = |share, delays: &mut Vec<f64>| quantile(delays, share) * 1e3;
        results.add(NAME, kind.name(), P50, milliseconds(0.5, &mut delays));
        results.add(NAME, kind.name(), P99, milliseconds(0.99, &mut delays));
        results.add(NAME, kind.name(), "share of the core", spent.cpu() / spent.wall);
        results.add(NAME, kind.name(), PER_CPU, float(delays.len()) / spent.cpu());
        Ok(())
    }
}

impl Measured for Latency {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        for &kind in &self.peers {
            // some can't keep up with this at all: then there is no figure
            if let Err(error) = self.measure(kind, results) {
                if matches!(kind, Kind::Limit { .. } | Kind::Rookery { .. }) {
                    return Err(error);
                }
                results.note(format!("B: {}: {error}", kind.name()));
            }
        }
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        let rookery = Kind::ROOKERY.name();
        for peer in self.peers.iter().filter(|peer| peer.name() != rookery) {
            let limit = matches!(peer, Kind::Limit { .. });
            let asked = if limit { Asked::Goal(Bound::AtMost(1.5)) } else { Asked::Nothing };
            results.compare(NAME, P99, [rookery, peer.name()], asked);
            results.compare(NAME, PER_CPU, [rookery, peer.name()], Asked::Nothing);
        }
        results.note(sizes(NAME, &self.peers));
    }
}
