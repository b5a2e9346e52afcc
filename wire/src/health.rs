//! Whether a server lives, and whether it is ready to work.
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum_core::body::Body;
use axum_core::response::Response;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use serde_json::{Map, Value, json};

type Look = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> + Send + Sync>;

/// The parts that a server needs, by name: it is ready when each of them is.
#[derive(Clone, Default)]
pub struct Readiness {
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    name: &'static str,
    look: Look,
    /// Whether the server can't work without it.
    needed: bool,
}

/// A part that says itself whether it is ready; it is not until it says so.
#[derive(Debug, Clone, Default)]
pub struct Flag(Arc<AtomicBool>);

impl Flag {
    /// Says so, or that it no longer is.
    pub fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::Relaxed);
    }

    /// Whether it is.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Readiness {
    /// How long a part may take to answer.
    const PATIENCE: Duration = Duration::from_secs(1);

    /// With one more part, which is asked each time. Its words are shown: they must hold no secret.
    #[must_use]
    pub fn check<F, A>(mut self, name: &'static str, look: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.parts.push(Part { name, look: Arc::new(move || Box::pin(look())), needed: true });
        self
    }

    /// With one more part that is told of, and that the server can work without.
    #[must_use]
    pub fn note<F, A>(self, name: &'static str, look: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<(), String>> + Send + 'static,
    {
        let mut this = self.check(name, look);
        if let Some(part) = this.parts.last_mut() {
            part.needed = false;
        }
        this
    }

    /// With one more part, which says itself when it is ready.
    #[must_use]
    pub fn flag(self, name: &'static str, flag: &Flag) -> Self {
        let flag = flag.clone();
        self.check(name, move || {
            let ready = flag.is_set();
            async move { if ready { Ok(()) } else { Err("not ready".to_owned()) } }
        })
    }

    /// Whether every part is ready, and what each says.
    pub async fn look(&self) -> (bool, Map<String, Value>) {
        let mut parts = Map::new();
        let mut ready = true;
        for Part { name, look, needed } in &self.parts {
            let said = match tokio::time::timeout(Self::PATIENCE, look()).await {
                Ok(Ok(())) => "ready".to_owned(),
                Ok(Err(said)) => said,
                Err(_) => "does not answer".to_owned(),
            };
            ready &= said == "ready" || !needed;
            parts.insert((*name).to_owned(), said.into());
        }
        (ready, parts)
    }

    /// The answer to `GET /readyz`: 200, or 503 naming the part that is not ready.
    pub async fn answer(&self) -> Response {
        let (ready, parts) = self.look().await;
        let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        document(status, &json!({ "ready": ready, "parts": parts }))
    }
}

/// The answer to `GET /healthz`: whoever can say this lives.
#[must_use]
pub fn alive() -> Response {
    document(StatusCode::OK, &json!({ "alive": true }))
}

fn document(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_names_the_part_that_is_not_ready() {
        let queue = Flag::default();
        let readiness = Readiness::default().check("database", || async { Ok(()) }).flag("queue", &queue);
        assert_eq!(readiness.answer().await.status(), 503);
        let (ready, parts) = readiness.look().await;
        assert_eq!(
            (ready, Value::from(parts)),
            (false, json!({ "database": "ready", "queue": "not ready" }))
        );
        queue.set(true);
        assert_eq!(readiness.answer().await.status(), 200);
    }
}
