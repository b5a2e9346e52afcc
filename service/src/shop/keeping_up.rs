//! Keeping what is read up to date.
use std::sync::{Arc, Mutex, PoisonError};

use sourcing::{Model, Progress, Projection, Stopped, View};
use tokio::sync::watch;

use super::Shop;
use super::browse::Browsed;
use super::desk::Clerk;
use super::range::Range;
use super::tills::Tills;
use super::warehouse::Warehouse;

/// Who bring the models up to date, until somebody lets them.
#[derive(Clone)]
pub(super) struct Writers(Arc<Mutex<Option<All>>>);

struct All {
    range: Projection<Range>,
    warehouse: Projection<Warehouse>,
    catalog: Projection<Browsed>,
    tills: Projection<Tills>,
    clerk: Clerk,
}

impl Writers {
    pub(super) fn of(
        range: Projection<Range>,
        warehouse: Projection<Warehouse>,
        catalog: Projection<Browsed>,
        tills: Projection<Tills>,
        clerk: Clerk,
    ) -> Self {
        Self(Arc::new(Mutex::new(Some(All { range, warehouse, catalog, tills, clerk }))))
    }
}

impl Shop {
    /// Loads all that is read, and keeps it up to date until it is dropped. Once: whoever calls it again finds it done.
    pub async fn keep_up(self) {
        let writers = self.writers.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(All { range, warehouse, catalog, tills, clerk }) = writers {
            let sold = clerk.sold.subscribe();
            tokio::join!(
                keep("pim", range),
                keep("fulfilment", warehouse),
                keep("catalog", catalog),
                keep("checkout", tills),
                clerk.work(),
                self.carry_on(sold)
            );
        }
    }

    /// Has visitors see what is left of what is sold here, as soon as it is sold.
    async fn carry_on(&self, mut sold: watch::Receiver<u64>) {
        while sold.changed().await.is_ok() {
            let position = *sold.borrow_and_update();
            // whoever has the errand to carry does so later
            let _ = self.listing.through(position).await;
        }
    }

    /// Returns when all that is read is loaded, or goes on no more.
    pub async fn loaded(&self) {
        // what stopped is told by those who look whether the server is ready
        let _ = self.range.view.loaded().await;
        let _ = self.warehouse.view.loaded().await;
        let _ = self.tills.view.loaded().await;
        let _ = self.catalog.loaded().await;
    }

    /// Whether requests may be answered; else why not.
    pub fn ready(&self) -> Result<(), String> {
        look("pim", &self.range.view)?;
        look("fulfilment", &self.warehouse.view)?;
        look("checkout", &self.tills.view)?;
        look("catalog", &self.catalog)?;
        let hears = |who: &str, stopped: Option<Stopped>| match stopped {
            Some(stopped) => Err(format!("what {who} hears: {stopped}")),
            None => Ok(()),
        };
        hears("the catalogue", self.listing.stopped())?;
        hears("everybody else", self.herald.stopped())
    }
}

async fn keep<M: Model>(model: &str, projection: Projection<M>) {
    let stopped = projection.run().await;
    tracing::error!(model, %stopped, "goes on no more");
}

fn look<M: Model>(model: &str, view: &View<M>) -> Result<(), String> {
    match view.progress() {
        Progress { stopped: Some(stopped), .. } => Err(format!("{model}: {stopped}")),
        Progress { loaded: true, .. } => Ok(()),
        Progress { read, goal, .. } => Err(format!("{model}: loaded {read} of {goal} events")),
    }
}
