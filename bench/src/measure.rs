//! What the kernel says of processes, and where they run.
use std::fs;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::Outcome;

/// The core of the server under test.
pub(crate) const SERVER_CORE: usize = 0;
/// The core of the generator.
const GENERATOR_CORE: usize = 1;

/// Whose CPU time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// A process without those that it started.
    Alone(u32),
    /// A process with all that it started, also those that have ended since.
    Tree(u32),
}

/// A stretch of time with the CPU time that somebody spent in it.
#[derive(Debug)]
pub(crate) struct Stretch {
    began: Instant,
    counted: Vec<(Counted, Duration)>,
}

/// What a stretch took, in seconds.
#[derive(Debug, Clone)]
pub(crate) struct Spent {
    pub(crate) wall: f64,
    /// Of each that was counted.
    pub(crate) each: Vec<f64>,
}

impl Stretch {
    pub(crate) fn of(counted: &[Counted]) -> Outcome<Self> {
        let counted = counted.iter().map(|&one| Ok((one, cpu(one)?))).collect::<Outcome<_>>()?;
        Ok(Self { began: Instant::now(), counted })
    }

    pub(crate) fn end(self) -> Outcome<Spent> {
        let wall = self.began.elapsed().as_secs_f64();
        let since =
            |(one, before): &(Counted, Duration)| Ok((cpu(*one)?.saturating_sub(*before)).as_secs_f64());
        Ok(Spent { wall, each: self.counted.iter().map(since).collect::<Outcome<_>>()? })
    }
}

impl Spent {
    /// CPU seconds of all that were counted.
    pub(crate) fn cpu(&self) -> f64 {
        self.each.iter().sum()
    }
}

/// CPU time so far, user and system.
fn cpu(counted: Counted) -> Outcome<Duration> {
    let ticks = match counted {
        Counted::Alone(pid) => Times::of(pid)?.own,
        Counted::Tree(pid) => {
            let all: Vec<(u32, Times)> =
                processes().filter_map(|pid| Some((pid, Times::of(pid).ok()?))).collect();
            let root = Times::of(pid)?;
            root.own + root.ended + descendants(pid, &all)
        }
    };
    Ok(Duration::from_secs(ticks) / u32::try_from(rustix::param::clock_ticks_per_second())?)
}

fn descendants(pid: u32, all: &[(u32, Times)]) -> u64 {
    let children = all.iter().filter(|(_, times)| times.parent == pid);
    children.map(|(child, times)| times.own + times.ended + descendants(*child, all)).sum()
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// From `/proc/PID/stat`, in clock ticks.
#[derive(Debug, Clone, Copy)]
struct Times {
    parent: u32,
    own: u64,
    /// Of children that have ended and were waited for.
    ended: u64,
}

impl Times {
    fn of(pid: u32) -> Outcome<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        // the name before the last parenthesis may hold anything
        let fields: Vec<&str> =
            stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        let number =
            |place: usize| fields.get(place).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        let parent = u32::try_from(number(1))?;
        Ok(Self { parent, own: number(11) + number(12), ended: number(13) + number(14) })
    }
}

/// Memory that a process holds, in KiB.
pub(crate) fn resident(pid: u32) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// Keeps this thread on the generator's core; dropping it lets the thread go where it could before.
#[derive(Debug)]
pub(crate) struct Pinned(CpuSet);

impl Pinned {
    pub(crate) fn generator() -> Outcome<Self> {
        let before = sched_getaffinity(None)?;
        let mut core = CpuSet::new();
        core.set(GENERATOR_CORE);
        // on a machine with one core there is nothing to choose
        let _ = sched_setaffinity(None, &core);
        Ok(Self(before))
    }
}

impl Drop for Pinned {
    fn drop(&mut self) {
        let _ = sched_setaffinity(None, &self.0);
    }
}

/// Takes as many file descriptors as the system gives; what we start inherits them.
pub(crate) fn raise_descriptors() -> Outcome<()> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?)
}

/// How many file descriptors a process may have.
pub(crate) fn descriptors() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
pub(crate) fn float(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(u64::MAX) as f64
}

/// The value below which this share of the values lies.
pub(crate) fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
    let place = (share * float(values.len().saturating_sub(1))).round() as usize;
    values.get(place).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_has_spent_what_it_worked() {
        let counted = Counted::Alone(std::process::id());
        let began = Instant::now();
        let spent = loop {
            let stretch = Stretch::of(&[counted]).unwrap();
            let round = Instant::now();
            while round.elapsed() < Duration::from_millis(100) {}
            let spent = stretch.end().unwrap();
            if spent.cpu() > 0.0 || began.elapsed() > Duration::from_secs(20) {
                break spent;
            }
        };
        assert!(spent.cpu() > 0.0 && spent.cpu() < spent.wall * 64.0, "{spent:?}");
        assert!(resident(std::process::id()).unwrap() > 100.0);
    }

    #[test]
    fn a_quantile_is_one_of_the_values() {
        let mut values = [5.0, 1.0, 3.0, 2.0, 4.0];
        let shares = [(0.0, 1.0), (0.5, 3.0), (0.99, 5.0)];
        assert!(shares.iter().all(|&(share, value)| (quantile(&mut values, share) - value).abs() < 1e-9));
    }
}
