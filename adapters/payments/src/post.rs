//! Handing a message in.
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::header::CONTENT_TYPE;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sourcing::Undone;
use tokio::time::timeout;

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(4);

/// Hands messages in at one place.
pub(crate) struct Post {
    client: Client<HttpConnector, Full<Bytes>>,
    to: String,
}

impl Post {
    pub(crate) fn to(to: String) -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build(HttpConnector::new()), to }
    }

    /// Hands a message in. Whoever does not want it is not asked again; whoever has no time for it is.
    pub(crate) async fn send(&self, signature: &str, body: String) -> Result<(), Undone> {
        let request = Request::post(&self.to)
            .header(CONTENT_TYPE, "application/json")
            .header("payment-signature", signature)
            .body(Full::from(body))
            .map_err(|_| Undone)?;
        let answered = timeout(PATIENCE, self.client.request(request)).await.map_err(|_| Undone)?;
        let status = answered.map_err(|_| Undone)?.status();
        match status.as_u16() {
            429 | 500.. => Err(Undone),
            _ => Ok(()),
        }
    }
}
