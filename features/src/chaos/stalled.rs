//! A thousand who do not read beside a hundred who do: they cost little, are shown out with a reason, and miss nothing when they
//! read again.
use std::io;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::sleep;

use super::Told;
use crate::crowd::{Crowd, Finished};
use crate::dice::Dice;
use crate::faults::Ground;

/// How many read.
const HEALTHY: usize = 100;
/// How many do not, until all of them were shown out.
const STALLED: usize = 1_000;
/// Bytes that the kernel keeps for those who do not read.
const ROOM: u32 = 4 * 1024;
/// KiB by which the server may grow.
const GROWTH: u64 = 32 * 1024;
/// Milliseconds within which all of them begin.
const ARRIVAL: u64 = 3_000;
/// How long it may take until those who do not read are cut off.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take from then on until they are gone, whose number is told once a second.
const FAREWELL: Duration = Duration::from_secs(5);
/// How long whoever tells something rests after it.
const PACE: Duration = Duration::from_millis(5);
const SECOND: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(50);

pub(super) async fn round(ground: &mut Ground, dice: &mut Dice) -> io::Result<Told> {
    let padding = [8 * 1024, 16 * 1024][dice.place(2)];
    let name = format!("{STALLED} of {} do not read what is {padding} bytes long", HEALTHY + STALLED);
    println!("  {name}");
    let mut crowd = Crowd::gather(ground).await?;
    let (wake, stalled) = watch::channel(false);
    let server = &crowd.sockets[..1];
    let mut members = crowd.square.audience("healthy", HEALTHY, server, None, dice);
    members.extend(crowd.square.audience("stalled", STALLED, server, Some((&stalled, ROOM)), dice));
    crowd.listen(members, ARRIVAL).await?;
    let mut meter = Meter::begin(ground).await?;
    crowd.announce(padding, PACE, dice);
    let cut = meter.watch(ground, PATIENCE, |meter| meter.cut >= STALLED as u64).await?;
    let gone = meter.watch(ground, FAREWELL, |meter| meter.open <= HEALTHY as u64).await?;
    let _ = wake.send(true);
    // they come back while more is told
    sleep(SECOND).await;
    let Finished { mut verdict, frames, connections, ends } = crowd.finish().await?;
    let others = |name: &str, end: fn(Option<&Option<u16>>) -> bool| {
        ends.iter().filter(|(who, codes)| who.starts_with(name) && !end(codes.first())).count()
    };
    let cut_off = others("healthy", |end| end.is_none());
    let untold = others("stalled", |end| end == Some(&Some(4008)));
    meter.look(ground).await?;
    let Meter { before, peak, .. } = meter;
    let grown = peak.saturating_sub(before);
    let mut find = |broken: bool, what: String| verdict.faults.extend(broken.then_some(what));
    find(cut.is_none(), format!("only {} were cut off", meter.cut));
    find(gone.is_none(), format!("{} connections are still open", meter.open));
    find(cut_off > 0, format!("{cut_off} who did read were cut off"));
    find(untold > 0, format!("{untold} were not told that they had been too slow"));
    find(grown >= GROWTH, format!("the server grew by {grown} KiB, from {before} to {peak}"));
    let words = format!(
        "from {before} KiB by {grown} at the most; cut off after {cut:.1?}, gone {gone:.1?} later; {} things, {frames} frames over {connections} connections",
        verdict.posts
    );
    Ok(Told { name, evidence: Box::new(verdict), words })
}

/// What the server says of itself, and what it takes.
struct Meter {
    /// KiB that it took before, and at the most.
    before: u64,
    peak: u64,
    /// Connections that it has cut off since.
    cut: u64,
    cut_before: u64,
    /// Connections that are open.
    open: u64,
}

impl Meter {
    async fn begin(ground: &Ground) -> io::Result<Self> {
        let before = ground.memory(0)?;
        let cut_before = ground.metric(0, CUT).await?;
        Ok(Self { before, peak: before, cut: 0, cut_before, open: u64::MAX })
    }

    async fn look(&mut self, ground: &Ground) -> io::Result<()> {
        self.peak = self.peak.max(ground.memory(0)?);
        self.cut = ground.metric(0, CUT).await?.saturating_sub(self.cut_before);
        self.open = ground.metric(0, OPEN).await?;
        Ok(())
    }

    /// Looks until something is so; gives how long that took.
    async fn watch(
        &mut self,
        ground: &Ground,
        patience: Duration,
        holds: impl Fn(&Self) -> bool,
    ) -> io::Result<Option<Duration>> {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            self.look(ground).await?;
            if holds(self) {
                return Ok(Some(begun.elapsed()));
            }
            sleep(LOOK).await;
        }
        Ok(None)
    }
}

const CUT: &str = "rookery_slow_connections_cut_total";
const OPEN: &str = "rookery_connections";
