//! Two thousand whose server stops: each is sent to another, evenly, and misses nothing.
use std::io;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::Told;
use crate::crowd::{Crowd, Finished};
use crate::dice::Dice;
use crate::faults::Ground;
use crate::rest::{Ask, Rest};

/// How many are connected to the server that stops.
const LISTENERS: usize = 2_000;
/// Milliseconds within which all of them begin.
const ARRIVAL: u64 = 4_000;
/// How much later the end may be.
const SLACK: Duration = Duration::from_secs(10);
/// How many times the even rate there may be in the worst second.
const BURST: f64 = 1.5;
/// Those who write, and how long each rests after each thing.
const HANDS: usize = 2;
const PACE: Duration = Duration::from_millis(250);
const SECOND: Duration = Duration::from_secs(1);
const LEAD: Duration = Duration::from_millis(500);

/// The server sends them off over this window.
pub(super) async fn round(ground: &mut Ground, dice: &mut Dice, window: Duration) -> io::Result<Told> {
    println!("  ws-server 0 is told to stop, with {LISTENERS} connections");
    let mut crowd = Crowd::gather(ground).await?;
    let members = crowd.square.residents(LISTENERS, &crowd.sockets, dice);
    crowd.listen(members, ARRIVAL).await?;
    crowd.write(HANDS, PACE, dice);
    sleep(LEAD).await;
    let pulse = Pulse::begin();
    let ready = tokio::spawn(last_ready(ground.sockets_at(0)));
    let told = Instant::now();
    let stopped = ground.stop_sockets(0, window + SLACK);
    let took = told.elapsed();
    let late = pulse.end();
    let ready = ready.await.map_err(io::Error::other)?.map(|ready| ready.saturating_duration_since(told));
    let mut returns = crowd.returns(LISTENERS).await;
    let (by_address, well_met) = crowd.went_on();
    let Finished { mut verdict, frames, connections, .. } = crowd.finish().await?;
    // what came together may have come one by one while this process stood still
    let worst = worst(&mut returns, SECOND);
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let (even, most) =
        (LISTENERS as f64 / window.as_secs_f64(), worst as f64 / (SECOND + late).as_secs_f64());
    let mut find = |broken: bool, what: String| verdict.faults.extend(broken.then_some(what));
    let well = stopped.as_ref().is_ok_and(ExitStatus::success);
    find(!well, format!("the server did not end well: {stopped:?}"));
    find(returns.len() < LISTENERS, format!("only {} of {LISTENERS} were sent elsewhere", returns.len()));
    find(most > even * BURST, format!("{most:.0} came in one second, where {even:.0} were even"));
    find(by_address == 0, "nobody was given an address to go on at".to_owned());
    find(well_met < by_address, format!("of {by_address} who came by their address {well_met} went on"));
    find(ready > Some(SECOND), format!("the server called itself ready {ready:?} after it was told to stop"));
    let words = format!(
        "ended after {took:.1?}; {well_met} went on by their address; {worst} came in the worst second, {even:.0} were even, this process was late by {late:.0?}; {} things, {frames} frames over {connections} connections",
        verdict.posts
    );
    Ok(Told {
        name: format!("a server with {LISTENERS} listeners stops"),
        evidence: Box::new(verdict),
        words,
    })
}

/// The most of these that lie within any such time.
fn worst(moments: &mut [Instant], within: Duration) -> usize {
    moments.sort_unstable();
    let moments = &*moments;
    let from = |(nth, first): (usize, &Instant)| {
        moments[nth..].partition_point(|at| at.duration_since(*first) < within)
    };
    moments.iter().enumerate().map(from).max().unwrap_or_default()
}

/// When a server last called itself ready, as long as anybody answers there.
async fn last_ready(base: String) -> Option<Instant> {
    let rest = Rest::new(base);
    let mut last = None;
    loop {
        let asked = Instant::now();
        match rest.get("/readyz", Ask::default()).await {
            Ok(reply) if reply.status == 200 => last = Some(asked),
            Ok(_) => {}
            Err(_) => return last,
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// How late this process is: what it sees come together may have come one by one while it stood still.
struct Pulse {
    worst: Arc<AtomicU64>,
    beat: JoinHandle<()>,
}

impl Pulse {
    fn begin() -> Self {
        const BEAT: Duration = Duration::from_millis(5);
        let worst = Arc::<AtomicU64>::default();
        let seen = Arc::clone(&worst);
        let beat = tokio::spawn(async move {
            loop {
                let due = Instant::now() + BEAT;
                sleep(BEAT).await;
                let late = u64::try_from(due.elapsed().as_millis()).unwrap_or(u64::MAX);
                seen.fetch_max(late, Ordering::Relaxed);
            }
        });
        Self { worst, beat }
    }

    fn end(self) -> Duration {
        self.beat.abort();
        Duration::from_millis(self.worst.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_second_is_found_wherever_it_is() {
        let begun = Instant::now();
        let check = |at: &[u64], expected| {
            let mut moments: Vec<_> = at.iter().map(|at| begun + Duration::from_millis(*at)).collect();
            assert_eq!(worst(&mut moments, Duration::from_secs(1)), expected, "{at:?}");
        };
        check(&[], 0);
        check(&[0, 1_000, 2_000], 1);
        check(&[2_500, 0, 1_900, 900, 2_000], 3);
    }
}
