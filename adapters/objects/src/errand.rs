//! How the bucket is asked: by the HTTP client that the rest of the server has, so that there is one TLS.
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http_body_util::{BodyExt, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector as Connector;
use hyper_util::rt::TokioExecutor;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
    HttpService,
};
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;

/// Makes clients.
#[derive(Debug)]
pub(crate) struct Errands;

/// A client with connections that it keeps.
#[derive(Debug)]
struct Errand(Client<HttpsConnector<Connector>, HttpRequestBody>);

/// Bytes of an answer at the most: no file that we keep is larger.
const LARGEST: usize = 64 << 20;
/// How long an answer may take, to its last byte.
const PATIENCE: Duration = Duration::from_secs(20);

impl HttpConnector for Errands {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
        let tls = tls.map_err(|error| object_store::Error::Generic { store: "S3", source: error.into() })?;
        let tls = tls.with_root_certificates(roots).with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        Ok(HttpClient::new(Errand(Client::builder(TokioExecutor::new()).build(connector.build()))))
    }
}

#[async_trait]
impl HttpService for Errand {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let asked = async {
            let response = self.0.request(request).await.map_err(|error| {
                let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
                HttpError::new(kind, error)
            })?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, LARGEST).collect().await.map_err(broken_off)?;
            Ok(HttpResponse::from_parts(head, body.to_bytes().into()))
        };
        timeout(PATIENCE, asked).await.map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?
    }
}

fn broken_off(error: Box<dyn Error + Send + Sync>) -> HttpError {
    HttpError::new_boxed(HttpErrorKind::Interrupted, error)
}
