//! What a timeline page costs, with little and with much stored.
mod over_http;
mod stored;

use std::time::Duration;

use tokio::runtime::Runtime;
use xtask::infra::{self, Setup};
use xtask::workspace::Workspace;

use super::community::{READERS, Reader};
use super::stores::runtime;
use super::{Measured, Scale};
use crate::Outcome;
use crate::measure::{Counted, Spent, Stretch, float, quantile};
use crate::results::{Asked, Bound, Results};
use over_http::CONNECTIONS;
pub(super) use over_http::ask;
use stored::{AT_ONCE, PAGE, Stored, TURNED};

pub(super) const NAME: &str = "pages";

const BUFFERS: &str = "buffers per page";
const MEDIAN: &str = "median us per page";
const RATE: &str = "pages/s";
const PER_CPU: &str = "pages per CPU s, database included";

/// Which timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Timeline {
    Public,
    Home(Reader),
}

impl Timeline {
    const ALL: [Self; 4] =
        [Self::Public, Self::Home(Reader::Ten), Self::Home(Reader::Busy), Self::Home(Reader::Quiet)];

    fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Home(Reader::Ten) => "home of 10",
            Self::Home(Reader::Busy) => "home of 1,000 busy",
            Self::Home(Reader::Quiet) => "home of 1,000 quiet",
        }
    }
}

struct Pages {
    runtime: Runtime,
    stored: [Stored; 2],
    server: infra::Postgres,
    window: Duration,
    workspace: Workspace,
    over_http: bool,
}

pub(super) fn prepare(scale: Scale, workspace: &Workspace) -> Outcome<Box<dyn Measured>> {
    let workspace = workspace.clone();
    let runtime = runtime()?;
    let server =
        infra::Postgres::start(&Setup::durable().with("shared_preload_libraries", "pg_stat_statements"))?;
    let [few, many] = scale.number([10_000, 1_000_000], [10_000, 100_000]);
    let stored = [Stored::fill(&runtime, &server, few)?, Stored::fill(&runtime, &server, many)?];
    let window = scale.seconds(3, 1);
    Ok(Box::new(Pages { runtime, stored, server, window, workspace, over_http: false }))
}

impl Pages {
    fn database(&self) -> Outcome<Counted> {
        Ok(Counted::Tree(self.server.pid().ok_or("the database is not ours")?))
    }

    async fn measure(&self, stored: &Stored, timeline: Timeline, results: &mut Results) -> Outcome<()> {
        let peer = stored.peer(timeline);
        stored.turn_pages(timeline).await?;
        stored.buffers().await?;
        let mut took = stored.turn_pages(timeline).await?;
        let touched = stored.buffers().await?;
        results.add(NAME, &peer, BUFFERS, touched / float(took.len()));
        for _ in 0..4 {
            took.extend(stored.turn_pages(timeline).await?);
        }
        results.add(NAME, &peer, MEDIAN, quantile(&mut took, 0.5) * 1e6);
        let stretch = Stretch::of(&[Counted::Alone(std::process::id()), self.database()?])?;
        let pages = float(stored.hurry(timeline, self.window).await?);
        add_rate(results, &peer, pages, &stretch.end()?);
        Ok(())
    }
}

fn add_rate(results: &mut Results, peer: &str, pages: f64, spent: &Spent) {
    results.add(NAME, peer, RATE, pages / spent.wall);
    results.add(NAME, peer, PER_CPU, pages / spent.cpu());
}

impl Measured for Pages {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        for timeline in Timeline::ALL {
            for stored in &self.stored {
                self.runtime.block_on(self.measure(stored, timeline, results))?;
            }
        }
        if !std::mem::replace(&mut self.over_http, true) {
            self.measure_over_http(results)?;
        }
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        let [few, many] = &self.stored;
        for timeline in Timeline::ALL {
            let [few, many] = [few, many].map(|stored| stored.peer(timeline));
            results.compare(NAME, BUFFERS, [&many, &few], Asked::Floor(Bound::AtMost(1.2)));
            results.compare(NAME, MEDIAN, [&many, &few], Asked::Floor(Bound::AtMost(1.5)));
        }
        results.note(format!(
            "pages: {PAGE} rows; 20,000 accounts, authors by Zipf's law; {READERS} readers of each kind turn {TURNED} pages one by \
             one (buffers, median), then {AT_ONCE} at once read the first (rate). Over HTTP: once, {CONNECTIONS} connections, \
             api-server on core 0."
        ));
    }
}
