//! A store with so many posts, and those who read it.
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use adapter_crypto::EdDsaSigner;
use adapter_local::SystemEntropy;
use adapter_postgres::{Postgres, Settings};
use domain::identity::Scopes;
use domain::ids::AccountId;
use domain::page::Window;
use service::identity::Tokens;
use service::posts::{Entry, TimelineRepository};
use sqlx::PgPool;
use tokio::runtime::Runtime;
use xtask::infra;

use super::super::community::{READERS, settle};
use super::Timeline;
use crate::Outcome;
use crate::measure::float;

/// Rows of a page.
pub(super) const PAGE: u16 = 20;
/// Pages that a reader turns.
pub(super) const TURNED: usize = 3;
/// Readers at a time, where it is about the rate.
pub(super) const AT_ONCE: i64 = 16;

/// A store with so many posts.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) posts: i64,
    pub(super) url: String,
    store: Arc<Postgres>,
    pool: PgPool,
}

impl Stored {
    pub(super) fn fill(runtime: &Runtime, server: &infra::Postgres, posts: i64) -> Outcome<Self> {
        let began = Instant::now();
        let url = server.database(&format!("posts_{posts}"))?;
        let (store, pool) = runtime.block_on(async {
            let store = Arc::new(Postgres::connect(Settings::new(&*url)).await?);
            let pool = PgPool::connect(&url).await?;
            settle(&pool, posts).await?;
            sqlx::raw_sql("create extension pg_stat_statements").execute(&pool).await?;
            Outcome::Ok((store, pool))
        })?;
        eprintln!(" {posts} posts made in {:.0} s", began.elapsed().as_secs_f64());
        Ok(Self { posts, url, store, pool })
    }

    /// How a timeline of it is called in the table.
    pub(super) fn peer(&self, timeline: Timeline) -> String {
        format!("{}, {} posts", timeline.name(), self.posts)
    }

    async fn page(&self, timeline: Timeline, reader: i64, window: Window) -> Outcome<Vec<Entry>> {
        Ok(match timeline {
            Timeline::Public => self.store.public(None, window).await?,
            Timeline::Home(kind) => self.store.home(kind.account(reader), window).await?,
        })
    }

    /// Each reader turns some pages, one after another; gives the seconds that each page took.
    pub(super) async fn turn_pages(&self, timeline: Timeline) -> Outcome<Vec<f64>> {
        let mut took = Vec::new();
        for reader in 0..READERS {
            let mut window = Window::newest(PAGE);
            for turned in 0..TURNED {
                let began = Instant::now();
                let page = self.page(timeline, reader, window).await?;
                took.push(began.elapsed().as_secs_f64());
                let Some(last) = page.last().filter(|_| page.len() == usize::from(PAGE)) else {
                    return Err(format!(
                        "{}: page {} of reader {reader} has {} rows only",
                        timeline.name(),
                        turned + 1,
                        page.len()
                    )
                    .into());
                };
                window.before = Some(last.at());
            }
        }
        Ok(took)
    }

    /// Buffers that were touched since they were last counted.
    pub(super) async fn buffers(&self) -> Outcome<f64> {
        let touched: i64 = sqlx::query_scalar(BUFFERS_TOUCHED).fetch_one(&self.pool).await?;
        sqlx::query("select pg_stat_statements_reset()").execute(&self.pool).await?;
        Ok(float(touched))
    }

    /// As many first pages as can be had by several readers at once.
    pub(super) async fn hurry(&self, timeline: Timeline, during: Duration) -> Outcome<u64> {
        let pages = Arc::<AtomicU64>::default();
        let end = Instant::now() + during;
        let readers = (0..AT_ONCE).map(|reader| {
            let (this, pages) = (self.clone(), Arc::clone(&pages));
            tokio::spawn(async move {
                while Instant::now() < end {
                    let page = this.page(timeline, reader, Window::newest(PAGE)).await;
                    page.map_err(|error| error.to_string())?;
                    pages.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<(), String>(())
            })
        });
        for reader in readers.collect::<Vec<_>>() {
            reader.await??;
        }
        Ok(pages.load(Ordering::Relaxed))
    }

    /// A token that the api-server over this store knows.
    pub(super) async fn bearer(&self, account: AccountId, public_url: &str) -> Outcome<String> {
        let signer = EdDsaSigner::shared(&*self.store, &SystemEntropy, public_url).await?;
        let tokens = Tokens::new(self.store.clone(), Arc::new(signer), Arc::new(SystemEntropy));
        Ok(tokens.grant(account, Scopes::everything()).await?.bearer)
    }
}

const BUFFERS_TOUCHED: &str = "
select coalesce(sum(shared_blks_hit + shared_blks_read), 0)::bigint from pg_stat_statements
where dbid = (select oid from pg_database where datname = current_database()) and query like '%page as materialized%'";
