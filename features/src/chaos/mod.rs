//! Rounds of faults that chance chooses, against one cluster that has to live through all of them.
mod drain;
mod gateway;
mod stalled;

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use ledger::Plant;
use xtask::report::{Case, Outcome, Report};

use crate::dice::Dice;
use crate::faults::{Blow, Ground, Round, Verdict};

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// A handful who listen to streams while servers are killed and stand still
    Streams,
    /// A thousand who listen to topics of the gateway meanwhile, come and go
    Gateway,
    /// Two thousand whose server stops
    Drain,
    /// A thousand who do not read, beside a hundred who do
    Stalled,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Chaos {
    /// What is tried, one after another.
    pub what: Vec<What>,
    /// What chooses the faults: the same ones again, though not at the same instants.
    pub seed: u64,
    /// How many rounds of each.
    pub rounds: u64,
    /// What the record of each round is spoiled with, to see that it is found.
    pub plant: Option<Plant>,
    /// Over how long a server that stops sends its sockets off, in whole seconds.
    pub window: Duration,
}

/// What came of a round.
struct Told {
    /// What was tried.
    name: String,
    verdict: Verdict,
    /// How it went.
    words: String,
}

impl Chaos {
    /// Runs the rounds, up to the first broken promise. Gives the report; what happened in a failed round is kept beside it.
    pub async fn run(&self, reports: &Path) -> io::Result<Report> {
        let begun = Instant::now();
        let (logs, window) = (Ground::logs(reports, "chaos"), self.window.as_secs().to_string());
        let mut ground =
            tokio::task::block_in_place(|| Ground::with(&logs, &[("ROOKERY_DRAIN_SECONDS", &window)]))?;
        let stage = if self.what == [What::Streams] { "chaos" } else { "chaos-gateway" };
        let mut report = Report { stage: stage.to_owned(), ..Report::default() };
        let rounds = self.what.iter().flat_map(|what| (0..self.rounds).map(|nth| (*what, nth)));
        for (what, nth) in rounds {
            let case = self.round(what, nth, &mut ground, reports).await?;
            let broken = case.result == Outcome::Failed;
            report.cases.push(case);
            if broken {
                break;
            }
        }
        report.seconds = begun.elapsed().as_secs_f64();
        report.write(reports)?;
        Ok(report)
    }

    async fn round(&self, what: What, nth: u64, ground: &mut Ground, reports: &Path) -> io::Result<Case> {
        let begun = Instant::now();
        let seed = self.seed.wrapping_add(nth);
        let dice = &mut Dice::new(seed);
        println!("{} {nth}", what.name());
        let Told { name, mut verdict, words } = match what {
            What::Streams => streams(ground, dice).await?,
            What::Gateway => gateway::round(ground, dice).await?,
            What::Drain => drain::round(ground, dice, self.window).await?,
            What::Stalled => stalled::round(ground, dice).await?,
        };
        if let Some(plant) = self.plant {
            verdict.spoil(plant, seed);
        }
        println!("  {words}, in {:.1?}", begun.elapsed());
        if !verdict.faults.is_empty() {
            self.tell(what, nth, &verdict, reports)?;
        }
        let result = if verdict.faults.is_empty() { Outcome::Passed } else { Outcome::Failed };
        let seconds = Some(begun.elapsed().as_secs_f64());
        Ok(Case { seed: Some(self.seed), seconds, ..Case::new(name, "distributed", result) })
    }

    fn tell(&self, what: What, nth: u64, verdict: &Verdict, reports: &Path) -> io::Result<()> {
        println!("  {} promises were broken:", verdict.faults.len());
        for fault in verdict.faults.iter().take(10) {
            println!("    {fault}");
        }
        let file = reports.join(format!("chaos-{}-{}-{nth}.json", what.name(), self.seed));
        verdict.keep(&file)?;
        let plant = self.plant.map(|plant| format!(" --plant {plant}")).unwrap_or_default();
        let rounds = nth + 1;
        println!("  the whole round is in {}", file.display());
        println!(
            "  again with: cargo xtask chaos {} --seed {} --rounds {rounds} --window {}{plant}",
            what.name(),
            self.seed,
            self.window.as_secs()
        );
        Ok(())
    }
}

impl What {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Few people, and whatever may happen to the servers.
async fn streams(ground: &mut Ground, dice: &mut Dice) -> io::Result<Told> {
    let blows = blows(dice);
    let name = blows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", then ");
    println!("  {name}");
    let verdict = Round::through(ground, async |ground| {
        for blow in &blows {
            ground.strike(*blow).await?;
        }
        Ok(())
    })
    .await?;
    let words = format!("{} posts, the slowest told after {:.1?}", verdict.posts, verdict.slowest);
    Ok(Told { name, verdict, words })
}

/// One blow, or two.
fn blows(dice: &mut Dice) -> Vec<Blow> {
    (0..dice.between(1, 2)).map(|_| blow(dice)).collect()
}

fn blow(dice: &mut Dice) -> Blow {
    let longest = if dice.happens(200) { 10_000 } else { 1_500 };
    let down = Duration::from_millis(dice.below(longest));
    let stands = Duration::from_millis(dice.between(200, 6_000));
    let server = dice.place(2);
    match dice.below(9) {
        0 => Blow::BrokerKilled(down),
        1 => Blow::DatabaseKilled(down),
        2 => Blow::RelayKilled,
        3 => Blow::ApiKilled(server),
        4 => Blow::SocketsKilled(server),
        5 => Blow::RelayPaused(stands),
        6 => Blow::SocketsPaused(server, stands),
        7 => Blow::BrokerPaused(stands),
        _ => Blow::DatabasePaused(stands),
    }
}
