//! C: what a connection costs that listens and hears nothing.
use std::thread::sleep;
use std::time::Duration;

use xtask::workspace::Workspace;

use super::broadcast::{Broadcast, peers};
use super::{Measured, Scale};
use crate::Outcome;
use crate::measure::{Counted, Pinned, Stretch, descriptors, float, resident};
use crate::results::{Asked, Bound, Results};
use crate::server::Kind;

pub(super) const NAME: &str = "C";

const MEMORY: &str = "KiB per idle connection";
const CONNECT: &str = "server CPU us per connect";

struct Idle {
    connections: usize,
    peers: Vec<Kind>,
}

pub(super) fn prepare(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let enough = descriptors() >= 10_200;
    let connections = scale.number(if enough { 10_000 } else { 8_000 }, 1_000);
    let with_tokens = |kind| match kind {
        Kind::Rookery { .. } => Kind::Rookery { members: connections + 1 },
        kind => kind,
    };
    let peers = peers()?.into_iter().map(with_tokens).collect();
    Ok(Box::new(Idle { connections, peers }))
}

impl Idle {
    fn measure(&self, kind: Kind, results: &mut Results) -> Outcome<()> {
        let _here = Pinned::generator()?;
        // what the first connection brings into memory belongs to the server
        let mut broadcast = Broadcast::start(kind, 1, 1)?;
        sleep(Duration::from_millis(500));
        let base = resident(broadcast.peer.pid())?;
        let server = Stretch::of(&[Counted::Tree(broadcast.peer.pid())])?;
        broadcast.gather(self.connections)?;
        let spent = server.end()?;
        sleep(Duration::from_secs(2));
        let held = resident(broadcast.peer.pid())? - base;
        let connections = float(self.connections);
        results.add(NAME, kind.name(), MEMORY, held / connections);
        results.add(NAME, kind.name(), CONNECT, spent.cpu() * 1e6 / connections);
        results.add(NAME, kind.name(), "MiB without connections", base / 1024.0);
        Ok(())
    }
}

impl Measured for Idle {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        self.peers.iter().try_for_each(|&kind| self.measure(kind, results))
    }

    fn judge(&self, results: &mut Results) {
        let rookery = Kind::ROOKERY.name();
        results.claim(NAME, rookery, MEMORY, Asked::Floor(Bound::AtMost(8.0)));
        results.claim(NAME, rookery, MEMORY, Asked::Goal(Bound::AtMost(6.0)));
        results.claim(NAME, rookery, CONNECT, Asked::Goal(Bound::AtMost(100.0)));
        results.note(format!(
            "C: {} connections; at Rookery each listens by a token of its own",
            self.connections
        ));
    }
}
