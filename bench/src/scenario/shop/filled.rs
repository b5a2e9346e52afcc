//! How long it takes to import products, and to start with all that happened.
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use adapter_crypto::AesCipher;
use adapter_local::SystemEntropy;
use adapter_postgres::Postgres;
use domain::shop::Sample;
use service::shop::{People, Shop};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use xtask::infra::Setup;
use xtask::workspace::Workspace;

use super::super::stores::{Database, origin, runtime};
use super::super::{Measured, Scale};
use crate::Outcome;
use crate::measure::float;
use crate::results::{Asked, Bound, Results};

pub(in super::super) const IMPORT: &str = "import";
pub(in super::super) const START: &str = "start";

const OURS: &str = "Rookery, PostgreSQL";
const SECONDS: &str = "seconds";
const WHOLE: &str = "without snapshot";
const KEPT: &str = "with snapshot";

/// A shop that is kept up to date until the task is dropped.
struct Open {
    shop: Shop,
    task: JoinHandle<()>,
}

impl Open {
    async fn over(store: &Arc<Postgres>, snapshots: Option<PathBuf>) -> Outcome<Self> {
        let (people, leases) = (People::new(store.clone(), Arc::new(AesCipher)), store.clone());
        let clock = Arc::new(SystemEntropy);
        let shop = Shop::new(store.clone(), store.clone(), store.clone(), people, leases, clock);
        let shop = match snapshots {
            Some(folder) => shop.kept_in(folder),
            None => shop,
        };
        let task = tokio::spawn(shop.clone().keep_up());
        shop.loaded().await;
        shop.ready()?;
        Ok(Self { shop, task })
    }

    /// Makes the range what a sheet says; how long that took.
    async fn import(&self, rows: impl Iterator<Item = String>) -> Outcome<f64> {
        let sheet: String = rows.collect();
        let began = Instant::now();
        let imported = self.shop.import_products(&sheet, "EUR", &origin(None), |_, _| {}).await?;
        if let Some((line, why)) = imported.bad.first() {
            return Err(format!("line {line}: {why}").into());
        }
        Ok(began.elapsed().as_secs_f64())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Importing {
    runtime: Runtime,
    count: u64,
}

pub(in super::super) fn importing(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    Ok(Box::new(Importing { runtime: runtime()?, count: scale.number(100_000, 2_000) }))
}

impl Measured for Importing {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        self.runtime.block_on(async {
            let database = Database::start(&Setup::durable()).await?;
            let (open, sample) = (Open::over(&database.store, None).await?, Sample::new(self.count, 1));
            let first = open.import(sample.products()).await?;
            results.add(IMPORT, OURS, "seconds for all of them", first);
            results.add(IMPORT, OURS, "products/s", float(self.count) / first);
            results.add(
                IMPORT,
                OURS,
                "seconds for the same file again",
                open.import(sample.products()).await?,
            );
            results.add(IMPORT, OURS, "seconds for the update", open.import(sample.update()).await?);
            Ok(())
        })
    }

    fn judge(&self, results: &mut Results) {
        results.claim(IMPORT, OURS, "products/s", Asked::Nothing);
        let count = self.count;
        results.note(format!("import: {count} products; the update adds 15 %, takes 10 % and changes 30 %"));
    }
}

struct Starting {
    runtime: Runtime,
    database: Database,
    snapshots: PathBuf,
    events: u64,
}

pub(in super::super) fn starting(scale: Scale, workspace: &Workspace) -> Outcome<Box<dyn Measured>> {
    let runtime = runtime()?;
    let count = scale.number(100_000, 2_000);
    let snapshots = workspace.target.join("bench").join(format!("snapshots-{}", std::process::id()));
    let (database, events) = runtime.block_on(async {
        let database = Database::start(&Setup::durable()).await?;
        let open = Open::over(&database.store, Some(snapshots.clone())).await?;
        open.import(Sample::new(count, 1).products()).await?;
        // four events for a product; three for each of two counts of its stock
        for seed in 1..=2 {
            let sheet: String = Sample::new(count, seed).stock().collect();
            open.shop.import_stocks(&sheet, &origin(None), |_, _| {}).await?;
        }
        let events = open.shop.state_hash().await?.position;
        open.shop.keep().await;
        Outcome::Ok((database, events))
    })?;
    Ok(Box::new(Starting { runtime, database, snapshots, events }))
}

impl Starting {
    /// How long it takes until requests may be answered.
    async fn start(&self, snapshots: Option<PathBuf>) -> Outcome<f64> {
        let began = Instant::now();
        let open = Open::over(&self.database.store, snapshots).await?;
        let took = began.elapsed().as_secs_f64();
        let position = open.shop.state_hash().await?.position;
        if position == self.events { Ok(took) } else { Err(format!("it is at {position}").into()) }
    }
}

impl Measured for Starting {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        let whole = self.runtime.block_on(self.start(None))?;
        results.add(START, WHOLE, SECONDS, whole);
        results.add(START, WHOLE, "events/s", float(self.events) / whole);
        let kept = self.runtime.block_on(self.start(Some(self.snapshots.clone())))?;
        results.add(START, KEPT, SECONDS, kept);
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        results.compare(START, SECONDS, [KEPT, WHOLE], Asked::Goal(Bound::AtMost(0.5)));
        results.note(format!("start: {} events; until requests may be answered", self.events));
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        // what is left is in the folder of what is built
        let _ = fs::remove_dir_all(&self.snapshots);
    }
}
