//! Saying no early when there is too much to do, and at last when something takes too long.
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use wire::ApiError;

/// How long a request may wait for its turn.
const TURN: Duration = Duration::from_millis(100);
/// How long it may take.
const WORK: Duration = Duration::from_secs(10);
/// How long an upload may take, over a slow line.
const UPLOAD: Duration = Duration::from_secs(150);
/// Uploads at once: each is held in memory.
const UPLOADS: usize = 16;

/// Requests that are worked on at once. Most of them wait for the database, which has its own queue, so there are many.
#[derive(Clone)]
pub(crate) struct Seats {
    free: Arc<Semaphore>,
    work: Duration,
}

impl Default for Seats {
    fn default() -> Self {
        let processors = available_parallelism().map_or(2, usize::from);
        Self { free: Arc::new(Semaphore::new(processors * 256)), work: WORK }
    }
}

impl Seats {
    /// Those of uploads: few, and for longer.
    pub(crate) fn of_uploads() -> Self {
        Self { free: Arc::new(Semaphore::new(UPLOADS)), work: UPLOAD }
    }
}

/// Works on so many at once, and on none for too long.
pub(crate) async fn shed(State(seats): State<Seats>, request: Request, next: Next) -> Response {
    let Ok(Ok(_seat)) = timeout(TURN, seats.free.acquire()).await else {
        metrics::counter!("http_requests_shed_total").increment(1);
        return ApiError::unavailable().into_response();
    };
    timeout(seats.work, next.run(request)).await.unwrap_or_else(|_| {
        tracing::error!("a request took too long");
        ApiError::unavailable().into_response()
    })
}
