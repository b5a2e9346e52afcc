//! How many events a second the store takes: one at a time from many at once, and many at a time.
use std::time::{Duration, Instant};

use adapter_local::SystemEntropy;
use service::Entropy;
use sourcing::{Append, Batch, EventStore, Fact, Kind, Outcome as Appended, StreamName, Version};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use uuid::Uuid;
use xtask::infra::Setup;
use xtask::workspace::Workspace;

use super::super::stores::{Database, runtime};
use super::super::{Measured, Scale};
use crate::Outcome;
use crate::measure::{Spent, Stretch, float};
use crate::results::{Asked, Results};

pub(in super::super) const NAME: &str = "appends";

const RATE: &str = "events/s";
const DATABASE_TIME: &str = "PostgreSQL CPU us per event";
const ONE: &str = "64 writers, one event at a time";
const MANY: &str = "4 writers, 100 events at a time";
/// Who writes, and how many events at once.
const WRITERS: [(&str, usize, usize); 2] = [(ONE, 64, 1), (MANY, 4, 100)];

struct Appends {
    runtime: Runtime,
    database: Database,
    window: Duration,
}

pub(in super::super) fn prepare(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let runtime = runtime()?;
    let database = runtime.block_on(Database::start(&Setup::durable().with("min_wal_size", "1GB")))?;
    Ok(Box::new(Appends { runtime, database, window: scale.seconds(5, 1) }))
}

/// What happens, with as much to be known of it as of a change in a cart.
fn fact() -> Outcome<Fact> {
    let payload = r#"{"cart":"019aa5e8-0000-7000-8000-0000000000c1","product":"p0000001","quantity":2}"#;
    Ok(Fact {
        id: Uuid::new_v4(),
        kind: Kind::parse("bench.happened")?,
        schema: 1,
        at: SystemEntropy.now(),
        actor: None,
        correlation: Uuid::nil(),
        causation: None,
        trace: None,
        payload: payload.into(),
    })
}

/// Appends to a stream of its own until then, so many events at once; how many in all.
async fn write(store: &dyn EventStore, each: usize, until: Instant) -> Outcome<usize> {
    let stream = StreamName::parse(&format!("bench:{}", Uuid::new_v4()))?;
    let mut expected = Version::NONE;
    let mut count = 0;
    while Instant::now() < until {
        let facts = (0..each).map(|_| fact()).collect::<Outcome<Vec<_>>>()?;
        let batch = Batch::new(vec![Append { stream: stream.clone(), expected, facts }])?;
        match store.append(batch).await? {
            Appended::Appended(_) => {}
            other => return Err(format!("not appended: {other:?}").into()),
        }
        expected = expected.plus(each);
        count += each;
    }
    Ok(count)
}

impl Appends {
    async fn append(&self, writers: usize, each: usize) -> Outcome<(usize, Spent)> {
        let stretch = Stretch::of(&[self.database.counted()?])?;
        let until = Instant::now() + self.window;
        let mut writing = JoinSet::new();
        for _ in 0..writers {
            let store = self.database.store.clone();
            writing.spawn(async move { write(&*store, each, until).await });
        }
        let mut events = 0;
        while let Some(written) = writing.join_next().await {
            events += written??;
        }
        Ok((events, stretch.end()?))
    }
}

impl Measured for Appends {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        for (peer, writers, each) in WRITERS {
            let (events, spent) = self.runtime.block_on(self.append(writers, each))?;
            let events = float(u64::try_from(events)?);
            results.add(NAME, peer, RATE, events / spent.wall);
            results.add(NAME, peer, DATABASE_TIME, spent.cpu() * 1e6 / events);
        }
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        results.compare(NAME, RATE, [MANY, ONE], Asked::Nothing);
        results.claim(NAME, ONE, RATE, Asked::Nothing);
        results.note("appends: PostgreSQL with fsync; each writer has a stream of its own");
    }
}
