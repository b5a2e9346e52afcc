//! How many posts a second are stored so that nothing can lose them, and told: against what PostgreSQL can do by itself.
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use adapter_local::{LocalQueue, SystemEntropy};
use domain::ids::AccountId;
use domain::posts::{PostText, TextLimit};
use service::posts::Writing;
use service::realtime::{EventLog, Hub};
use service::relay::Relay;
use tokio::runtime::Runtime;
use tokio::time::sleep;
use wire::mastodon::Links;
use ws_server::{Feeding, MastodonFrames};
use xtask::infra::{Setup, TempDir, find_program};
use xtask::workspace::Workspace;

use super::stores::{Database, origin, runtime};
use super::{Measured, Scale};
use crate::Outcome;
use crate::measure::{Counted, Spent, Stretch, float};
use crate::results::{Asked, Bound, Results};

pub(super) const NAME: &str = "posts";

const WRITERS: usize = 64;
const RATE: &str = "posts/s";
const DATABASE_TIME: &str = "PostgreSQL CPU us per post";

struct DurablePosts {
    runtime: Runtime,
    database: Database,
    authors: Vec<AccountId>,
    window: Duration,
}

pub(super) fn prepare(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let runtime = runtime()?;
    let (database, authors) = runtime.block_on(async {
        // a young server writes each file of its log twice, to begin with
        let database = Database::start(&Setup::durable().with("min_wal_size", "1GB")).await?;
        let mut authors = Vec::new();
        for n in 0..WRITERS {
            authors.push(database.author(&format!("writer{n}")).await?);
        }
        Outcome::Ok((database, authors))
    })?;
    let posts = DurablePosts { runtime, database, authors, window: scale.seconds(8, 3) };
    posts.runtime.block_on(posts.warm_up())?;
    Ok(Box::new(posts))
}

/// Writers who write as long as they may.
struct Writers {
    stop: Arc<AtomicBool>,
    saved: Arc<AtomicU64>,
    tasks: Vec<tokio::task::JoinHandle<Result<(), String>>>,
}

impl DurablePosts {
    async fn warm_up(&self) -> Outcome<()> {
        self.rookery().await?;
        self.pgbench().await?;
        sqlx::raw_sql("checkpoint").execute(&self.database.pool).await?;
        Ok(())
    }

    /// Through the use case, the writer of the store, the relay and the hub, all in this process.
    async fn rookery(&self) -> Outcome<(f64, f64, Spent)> {
        let store = &self.database.store;
        let queue = Arc::new(LocalQueue::new());
        let entropy = Arc::new(SystemEntropy);
        let relay = Arc::new(Relay::new(store.clone(), store.clone(), queue.clone(), entropy.clone()));
        let relaying = tokio::spawn({
            let relay = Arc::clone(&relay);
            async move { relay.run().await }
        });
        let links = Links::new(&"http://127.0.0.1:8000".parse()?, &"ws://127.0.0.1:8001".parse()?)?;
        let hub = Arc::new(Hub::new(Arc::new(MastodonFrames::new(links))));
        let feeding = Feeding::new(Arc::clone(&hub), store.clone(), queue, entropy);
        let feeding = tokio::spawn(async move { feeding.run().await });
        let told = || hub.cursor().map_or(0, |cursor| cursor.position.number());

        let writers = self.write();
        sleep(Duration::from_secs(2)).await;
        let stretch = Stretch::of(&[self.database.counted()?, Counted::Alone(std::process::id())])?;
        let (saved_before, told_before) = (writers.saved(), told());
        sleep(self.window).await;
        let (saved, told_then) = (writers.saved() - saved_before, told() - told_before);
        let spent = stretch.end()?;
        writers.end().await?;

        self.all_told(&told).await?;
        relay.release().await?;
        relaying.abort();
        feeding.abort();
        Ok((float(saved), float(told_then), spent))
    }

    fn write(&self) -> Writers {
        let (stop, saved) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let tasks = self.authors.iter().map(|&author| {
            let (posts, stop, saved) = (self.database.posts(), Arc::clone(&stop), Arc::clone(&saved));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let writing = Writing::plain(text()?);
                    let published = posts.publish(author, writing, None, &origin(Some(author))).await;
                    published.map_err(|error| error.to_string())?;
                    saved.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            })
        });
        let tasks = tasks.collect();
        Writers { stop, saved, tasks }
    }

    /// What was saved has to arrive, all of it.
    async fn all_told(&self, told: &impl Fn() -> u64) -> Outcome<()> {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let waiting: i64 =
                sqlx::query_scalar("select count(*) from outbox").fetch_one(&self.database.pool).await?;
            if waiting == 0 && self.database.store.head().await?.position.number() == told() {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("{waiting} events still wait in the outbox").into());
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// Such a row and an outbox row in one transaction, in tables of its own that have the same indexes.
    async fn pgbench(&self) -> Outcome<(f64, Spent)> {
        sqlx::raw_sql(TABLES).execute(&self.database.pool).await?;
        let envelope: String =
            sqlx::query_scalar("select envelope::text from log order by position desc limit 1")
                .fetch_one(&self.database.pool)
                .await?;
        let folder = TempDir::new("pgbench")?;
        let script = folder.path().join("post.sql");
        std::fs::File::create(&script)?.write_all(SCRIPT.as_bytes())?;
        let program = find_program("pgbench").ok_or("pgbench is not installed")?;
        let stretch = Stretch::of(&[self.database.counted()?])?;
        let output = Command::new(program)
            .args(["-n", "-M", "prepared", "-j", "2", "-c", &WRITERS.to_string()])
            .args(["-T", &self.window.as_secs().to_string()])
            .args(["-D", &format!("text={}", text()?.as_str()), "-D", &format!("envelope={envelope}")])
            .arg("-f")
            .arg(&script)
            .arg(&self.database.url)
            .stdin(Stdio::null())
            .output()?;
        let spent = stretch.end()?;
        let said = String::from_utf8_lossy(&output.stdout);
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        let failed = || format!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok((rate.ok_or_else(failed)?, spent))
    }
}

impl Writers {
    fn saved(&self) -> u64 {
        self.saved.load(Ordering::Relaxed)
    }

    async fn end(self) -> Outcome<()> {
        self.stop.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await??;
        }
        Ok(())
    }
}

impl Measured for DurablePosts {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        let (saved, told, spent) = self.runtime.block_on(self.rookery())?;
        results.add(NAME, "rookery", RATE, told / spent.wall);
        results.add(NAME, "rookery", "posts/s acknowledged", saved / spent.wall);
        if let [database, own] = spent.each[..] {
            results.add(NAME, "rookery", DATABASE_TIME, database * 1e6 / told);
            results.add(NAME, "rookery", "own CPU us per post", own * 1e6 / told);
        }
        let (rate, spent) = self.runtime.block_on(self.pgbench())?;
        results.add(NAME, "pgbench", RATE, rate);
        results.add(NAME, "pgbench", DATABASE_TIME, spent.cpu() * 1e6 / (rate * spent.wall));
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        results.compare(NAME, RATE, ["rookery", "pgbench"], Asked::Floor(Bound::AtLeast(1.0)));
        results.note(
            "posts: a post of Rookery counts when relay and feed have brought it to the hub; one of pgbench when it and its \
             outbox row are committed, in tables with the same columns and indexes. Nothing is pinned.",
        );
    }
}

fn text() -> Result<PostText, String> {
    PostText::parse(&format!("{:.<200}", "A post about rooks"), TextLimit::new(500))
        .map_err(|error| error.to_string())
}

const TABLES: &str = "
drop table if exists pgbench_posts, pgbench_outbox;
create sequence if not exists pgbench_ids;
create table pgbench_posts (like posts including all);
create table pgbench_outbox (like outbox including all);";

const SCRIPT: &str = r"\set author random(1, 64)
begin;
insert into pgbench_posts (id, author, visibility, published_at, text) values (nextval('pgbench_ids'), :author, 0, now(), :text);
insert into pgbench_outbox (envelope, happened_at, topics, tells_of) values (:envelope, now(), array['public', 'account:1'], :author);
end;
";
