//! Where a request comes from: its peer, its id, its trace.
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::AccountId;
use domain::realtime::{Origin, TraceContext};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use service::Entropy;
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

/// The header of a request's id, in and out.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Who connected to us: the accept loop puts it into each request. A proxy in between shows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// A connection's place among those that are allowed. Whoever upgrades a request to a socket keeps this as long as the
/// socket lives, so that sockets count too.
#[derive(Clone)]
pub struct Seat {
    _permit: Arc<OwnedSemaphorePermit>,
    _besides: Option<Arc<dyn Send + Sync>>,
}

impl Seat {
    pub(crate) fn taken(permit: OwnedSemaphorePermit) -> Self {
        Self { _permit: Arc::new(permit), _besides: None }
    }

    /// The same, which keeps something else too for as long as it is kept.
    #[must_use]
    pub fn keeping(self, besides: impl Send + Sync + 'static) -> Self {
        Self { _besides: Some(Arc::new(besides)), ..self }
    }
}

/// The id of a request: everything that comes of it carries it as its correlation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId {
    id: Uuid,
    trace: Option<TraceContext>,
}

impl RequestId {
    /// Keeps the id that a request brings, if it is a UUID, so that ids of others reach neither logs nor events; gives a new
    /// one otherwise.
    #[must_use]
    pub fn of(headers: &HeaderMap, entropy: &dyn Entropy) -> Self {
        let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let id =
            text(&X_REQUEST_ID).and_then(|id| Uuid::try_parse(id).ok()).unwrap_or_else(|| entropy.uuid());
        let trace = text(&HeaderName::from_static("traceparent")).and_then(TraceContext::parse);
        Self { id, trace }
    }

    /// For the answer.
    #[must_use]
    pub fn header(&self) -> HeaderValue {
        let text = self.id.hyphenated().to_string();
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("-"))
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// For use cases.
    #[must_use]
    pub fn origin(&self, actor: Option<AccountId>) -> Origin {
        Origin { actor, correlation: self.id, causation: None, trace: self.trace.clone() }
    }
}

impl From<Uuid> for RequestId {
    /// The id of something that no request asked for.
    fn from(id: Uuid) -> Self {
        Self { id, trace: None }
    }
}

/// Counts an answered request. `route` is its template, never its path: there are few templates, and no secrets in them.
pub fn count(method: &Method, route: &str, status: StatusCode, took: Duration) {
    let labels = [
        ("method", method.as_str().to_owned()),
        ("route", route.to_owned()),
        ("status", status.as_str().to_owned()),
    ];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels[..2]).record(took);
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl Entropy for Fixed {
        fn now(&self) -> domain::Timestamp {
            domain::Timestamp::UNIX_EPOCH
        }

        fn uuid(&self) -> Uuid {
            Uuid::from_u128(7)
        }
    }

    #[test]
    fn only_a_uuid_is_taken_over() {
        let id = |value: &'static str| {
            let headers = HeaderMap::from_iter([(X_REQUEST_ID, HeaderValue::from_static(value))]);
            RequestId::of(&headers, &Fixed).id()
        };
        let theirs = "0190a5c4-1111-7222-8333-444455556666";
        assert_eq!(id(theirs).to_string(), theirs);
        for bad in ["", "<script>", "password=x"] {
            assert_eq!(id(bad), Uuid::from_u128(7), "{bad:?}");
        }
    }
}
