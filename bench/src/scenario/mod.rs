//! What is measured: one file for each scenario.
mod broadcast;
mod community;
mod durable_posts;
mod end_to_end;
mod fan_out;
mod idle;
mod latency;
mod orders;
mod pages;
mod programs;
mod relay;
mod shop;
mod stalled;
mod stores;

use std::time::Duration;

use clap::builder::PossibleValuesParser;
use xtask::workspace::Workspace;

use crate::Outcome;
use crate::results::Results;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    pub(crate) quick: bool,
}

impl Scale {
    /// A number, or a smaller one for a look.
    pub(crate) fn number<T>(self, full: T, quick: T) -> T {
        if self.quick { quick } else { full }
    }

    /// A stretch of so many seconds, or of fewer for a look.
    pub(crate) fn seconds(self, full: u64, quick: u64) -> Duration {
        Duration::from_secs(self.number(full, quick))
    }
}

/// Something to measure, prepared.
pub(crate) trait Measured {
    /// Measures every peer once.
    fn round(&mut self, results: &mut Results) -> Outcome<()>;

    /// Says what the rounds come to.
    fn judge(&self, results: &mut Results);
}

type Prepare = fn(Scale, &Workspace) -> Outcome<Box<dyn Measured>>;

/// A scenario.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    prepare: Prepare,
}

/// All that there are.
pub(crate) const SCENARIOS: [Scenario; 19] = [
    Scenario {
        name: fan_out::FLAT_OUT,
        about: "one publisher, 1,000 listeners, at most 32 messages in flight",
        prepare: fan_out::flat_out,
    },
    Scenario {
        name: fan_out::ONE_BY_ONE,
        about: "the same with 1 message in flight: nothing to coalesce",
        prepare: fan_out::one_by_one,
    },
    Scenario {
        name: latency::NAME,
        about: "5,000 listeners, 20 messages a second, open loop",
        prepare: latency::prepare,
    },
    Scenario {
        name: fan_out::MANY_TOPICS,
        about: "2,000 listeners on 1,000 topics, messages on topics by chance, at most 256 in flight",
        prepare: fan_out::many_topics,
    },
    Scenario {
        name: fan_out::STREAMS,
        about: "A by the streams of Mastodon's clients, with posts",
        prepare: fan_out::streams,
    },
    Scenario {
        name: stalled::NAME,
        about: "100 listeners at 200 messages a second, with and without 1,000 that never read",
        prepare: stalled::prepare,
    },
    Scenario { name: idle::NAME, about: "10,000 idle connections", prepare: idle::prepare },
    Scenario {
        name: durable_posts::NAME,
        about: "64 writers on PostgreSQL with fsync, against pgbench -c64",
        prepare: durable_posts::prepare,
    },
    Scenario {
        name: orders::NAME,
        about: "64 buyers of one thing on PostgreSQL with fsync, against the plain statement by pgbench -c64",
        prepare: orders::prepare,
    },
    Scenario {
        name: relay::NAME,
        about: "the relay alone: from a full outbox to a subscriber",
        prepare: relay::prepare,
    },
    Scenario {
        name: end_to_end::DISTRIBUTED,
        about: "from a POST to the last of 1,000 followers, 20 posts a second, through PostgreSQL and RabbitMQ",
        prepare: end_to_end::distributed,
    },
    Scenario {
        name: end_to_end::STANDALONE,
        about: "the same in one process over SQLite",
        prepare: end_to_end::standalone,
    },
    Scenario {
        name: pages::NAME,
        about: "timeline pages with 10,000 and with 1,000,000 posts stored",
        prepare: pages::prepare,
    },
    Scenario {
        name: shop::reads::NAME,
        about: "one thing of a model in memory, with and without somebody who changes it",
        prepare: shop::reads::prepare,
    },
    Scenario {
        name: shop::appends::NAME,
        about: "events appended to PostgreSQL with fsync, one at a time by 64 and 100 at a time by 4",
        prepare: shop::appends::prepare,
    },
    Scenario {
        name: shop::commands::NAME,
        about: "rows understood as products, beside splitting them at commas",
        prepare: shop::commands::prepare,
    },
    Scenario {
        name: shop::products::NAME,
        about: "pages of a catalogue of 100,000 products over HTTP",
        prepare: shop::products::prepare,
    },
    Scenario {
        name: shop::filled::IMPORT,
        about: "100,000 products from a file, the same again, and an update",
        prepare: shop::filled::importing,
    },
    Scenario {
        name: shop::filled::START,
        about: "a start with 1,000,000 events, with and without snapshot",
        prepare: shop::filled::starting,
    },
];

/// Their names.
pub(crate) fn names() -> PossibleValuesParser {
    SCENARIOS.map(|scenario| scenario.name).into()
}

impl Scenario {
    pub(crate) fn run(
        &self,
        scale: Scale,
        rounds: u32,
        workspace: &Workspace,
        results: &mut Results,
    ) -> Outcome<()> {
        let mut measured = (self.prepare)(scale, workspace)?;
        for round in 1..=rounds.max(1) {
            eprintln!(" round {round}");
            measured.round(results)?;
        }
        measured.judge(results);
        Ok(())
    }
}
