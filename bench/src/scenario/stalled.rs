//! What those who never read cost those who do.
use std::time::Duration;

use xtask::workspace::Workspace;

use super::broadcast::Broadcast;
use super::{Measured, Scale};
use crate::Outcome;
use crate::measure::{Pinned, quantile};
use crate::results::{Asked, Bound, Results};
use crate::server::Kind;

pub(super) const NAME: &str = "stalled";

const P99: &str = "p99 ms";
const ALONE: &str = "100 alone";
const BESIDE: &str = "100 beside 1,000 that never read";

struct Stalled {
    stalled: usize,
    window: Duration,
}

#[expect(clippy::unnecessary_wraps, reason = "all scenarios are prepared alike")]
pub(super) fn prepare(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    Ok(Box::new(Stalled { stalled: scale.number(1_000, 100), window: scale.seconds(10, 4) }))
}

impl Stalled {
    fn measure(&self, name: &str, stalled: usize, results: &mut Results) -> Outcome<()> {
        let _here = Pinned::generator()?;
        let interval = Duration::from_millis(5);
        let mut broadcast = Broadcast::start(Kind::ROOKERY, 100, 1)?;
        broadcast.beat(interval, Duration::from_secs(1))?;
        for _ in 0..stalled {
            let door = broadcast.peer.door(1, 0);
            broadcast.swarm.stall(broadcast.peer.address(), &door)?;
        }
        broadcast.delays = Some(Vec::new());
        broadcast.beat(interval, self.window)?;
        let mut delays = broadcast.delays.take().unwrap_or_default();
        results.add(NAME, name, P99, quantile(&mut delays, 0.99) * 1e3);
        Ok(())
    }
}

impl Measured for Stalled {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        self.measure(ALONE, 0, results)?;
        self.measure(BESIDE, self.stalled, results)
    }

    fn judge(&self, results: &mut Results) {
        results.compare(NAME, P99, [BESIDE, ALONE], Asked::Floor(Bound::AtMost(2.0)));
    }
}
