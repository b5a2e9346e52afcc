//! Rounds of faults that chance chooses, against one cluster that has to live through all of them.
mod drain;
mod evidence;
mod gateway;
mod launch;
mod mails;
mod oversell;
mod shown;
mod stalled;

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use ledger::Plant;
use xtask::report::{Case, Outcome, Report};

use self::evidence::Evidence;
use crate::dice::Dice;
use crate::faults::{Blow, Ground, Round};
use crate::market::Postbox;

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
    /// Sixty-four who want more than the shop has, while servers and the database are killed
    Oversell,
    /// Two tabs with one cart, and somebody who changes prices and counts meanwhile
    OrderAsShown,
    /// Orders that are confirmed by mail while the servers that do so are killed
    Mails,
    /// A drop that thousands watch and sixty-four buy while servers and the broker are killed
    Drop,
}

/// How much of it.
#[derive(Debug, Clone, Args)]
pub struct Sizes {
    /// Orders that buyers try
    #[arg(long, default_value_t = 10_000)]
    pub attempts: u64,
    /// Units that there are of everything together
    #[arg(long, default_value_t = 1_000)]
    pub units: u64,
    /// Interleavings of what two tabs and a keeper do
    #[arg(long, default_value_t = 1_000)]
    pub interleavings: usize,
    /// How often servers are killed that write mails
    #[arg(long, default_value_t = 200)]
    pub kills: u64,
    /// Those who watch a drop
    #[arg(long, default_value_t = 2_000)]
    pub watchers: usize,
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
    /// How much of it.
    pub sizes: Sizes,
}

/// What came of a round.
struct Told {
    /// What was tried.
    name: String,
    evidence: Box<dyn Evidence>,
    /// How it went.
    words: String,
}

impl Chaos {
    /// Runs the rounds, up to the first broken promise. Gives the report; what happened in a failed round is kept beside it.
    pub async fn run(&self, reports: &Path) -> io::Result<Report> {
        let begun = Instant::now();
        let (logs, window) = (Ground::logs(reports, "chaos"), self.window.as_secs().to_string());
        let postbox = Postbox::open(self.seed).await?;
        // a round may last longer than somebody usually has to pay
        let settings = [
            ("ROOKERY_DRAIN_SECONDS", window.as_str()),
            ("ROOKERY_SMTP_URL", &postbox.url),
            ("ROOKERY_SHOP_PAY_MINUTES", "43200"),
        ];
        let mut ground = tokio::task::block_in_place(|| Ground::with(&logs, &settings))?;
        let stage = if self.what == [What::Streams] { "chaos" } else { "chaos-gateway" };
        let mut report = Report { stage: stage.to_owned(), ..Report::default() };
        let rounds = self.what.iter().flat_map(|what| (0..self.rounds).map(|nth| (*what, nth)));
        for (what, nth) in rounds {
            let case = self.round(what, nth, (&mut ground, &postbox), reports).await?;
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

    async fn round(
        &self,
        what: What,
        nth: u64,
        (ground, postbox): (&mut Ground, &Postbox),
        reports: &Path,
    ) -> io::Result<Case> {
        let begun = Instant::now();
        let seed = self.seed.wrapping_add(nth);
        let dice = &mut Dice::new(seed);
        println!("{} {nth}", what.name());
        // each begins with everybody standing
        ground.heal()?;
        let Told { name, mut evidence, words } = match what {
            What::Streams => streams(ground, dice).await?,
            What::Gateway => gateway::round(ground, dice).await?,
            What::Drain => drain::round(ground, dice, self.window).await?,
            What::Stalled => stalled::round(ground, dice).await?,
            What::Oversell => oversell::round(ground, dice, &self.sizes).await?,
            What::OrderAsShown => shown::round(ground, dice, &self.sizes).await?,
            What::Mails => mails::round(ground, postbox, dice, &self.sizes).await?,
            What::Drop => launch::round(ground, postbox, dice, &self.sizes).await?,
        };
        if let Some(plant) = self.plant {
            evidence.spoil(plant, seed);
        }
        println!("  {words}, in {:.1?}", begun.elapsed());
        if !evidence.faults().is_empty() {
            self.tell(what, nth, &*evidence, reports)?;
        }
        let result = if evidence.faults().is_empty() { Outcome::Passed } else { Outcome::Failed };
        let seconds = Some(begun.elapsed().as_secs_f64());
        Ok(Case { seed: Some(self.seed), seconds, ..Case::new(name, "distributed", result) })
    }

    fn tell(&self, what: What, nth: u64, evidence: &dyn Evidence, reports: &Path) -> io::Result<()> {
        println!("  {} promises were broken:", evidence.faults().len());
        for fault in evidence.faults().iter().take(10) {
            println!("    {fault}");
        }
        let file = reports.join(format!("chaos-{}-{}-{nth}.json", what.name(), self.seed));
        evidence.keep(&file)?;
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
    Ok(Told { name, evidence: Box::new(verdict), words })
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
