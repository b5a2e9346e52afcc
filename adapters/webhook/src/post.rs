//! Handing a message in.
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{CONTENT_TYPE, USER_AGENT};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use service::shop::{Answer, Call, Webhook};
use service::{Entropy, PortError};

use super::{Address, Keys};

/// What we call ourselves.
const NAME: &str = concat!("rookery/", env!("CARGO_PKG_VERSION"));

/// Hands messages in at one place, and goes nowhere else.
pub struct Post {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    to: Address,
    keys: Keys,
    entropy: Arc<dyn Entropy>,
}

impl Post {
    /// There, signed with these.
    pub fn new(to: Address, keys: Keys, entropy: Arc<dyn Entropy>) -> Result<Self, PortError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
        let tls = tls.map_err(failed)?.with_root_certificates(roots).with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        let client = Client::builder(TokioExecutor::new()).build(connector.build());
        Ok(Self { client, to, keys, entropy })
    }

    fn request(&self, call: &Call) -> Result<Request<Full<Bytes>>, PortError> {
        let (id, seconds) = (call.id.to_string(), self.entropy.now().as_second().to_string());
        let signature = self.keys.sign(&id, &seconds, call.body.as_bytes());
        Request::post(self.to.as_str())
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, NAME)
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .body(Full::from(call.body.clone()))
            .map_err(failed)
    }
}

#[async_trait]
impl Webhook for Post {
    async fn call(&self, call: &Call) -> Result<Answer, PortError> {
        let response = self.client.request(self.request(call)?).await.map_err(failed)?;
        match response.status().as_u16() {
            200..=299 => Ok(Answer::Taken),
            410 => Ok(Answer::Gone),
            status @ 500.. => Err(failed(format!("it answered {status}"))),
            status => Ok(Answer::Refused(status)),
        }
    }
}

fn failed(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> PortError {
    PortError::new("whoever is called", source)
}
