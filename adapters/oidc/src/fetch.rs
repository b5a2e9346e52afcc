//! Asking other servers: JSON, bounded in size and time, encrypted unless they are on this machine.
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use serde::de::DeserializeOwned;
use service::PortError;
use thiserror::Error;
use tokio::time::timeout;
use url::Url;

/// Where another server is: over TLS, or on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

/// What is no such place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("is no https:// address (http:// is for this machine alone)")]
pub struct NotAnAddress;

impl FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let url = Url::parse(text.trim()).map_err(|_| NotAnAddress)?;
        let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let fits = url.scheme() == "https" || (url.scheme() == "http" && here);
        let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if fits && plain { Ok(Self(url)) } else { Err(NotAnAddress) }
    }
}

impl Address {
    /// The address itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The same with these words in its query.
    pub(crate) fn with(&self, words: &[(&str, &str)]) -> String {
        let mut url = self.0.clone();
        url.query_pairs_mut().extend_pairs(words);
        url.into()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An HTTP client that follows nobody anywhere.
#[derive(Clone)]
pub(crate) struct Fetch(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// What another server answered.
pub(crate) enum Answer<T> {
    /// What was asked for.
    Good(T),
    /// That it does not want to.
    Refused(StatusCode),
}

impl Fetch {
    /// Bytes of an answer at the most.
    const LARGEST: usize = 256 * 1024;
    /// How long an answer may take.
    const PATIENCE: Duration = Duration::from_secs(10);

    pub(crate) fn new() -> Result<Self, PortError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions();
        let tls = tls.map_err(failed)?.with_root_certificates(roots).with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector.build())))
    }

    /// Reads.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        from: &Address,
        bearer: Option<&str>,
    ) -> Result<T, PortError> {
        let mut request = Request::builder().method(Method::GET).uri(from.as_str());
        if let Some(bearer) = bearer {
            request = request.header(AUTHORIZATION, hidden(&format!("Bearer {bearer}"))?);
        }
        match self.ask(request.body(Full::default()).map_err(failed)?).await? {
            Answer::Good(answer) => Ok(answer),
            Answer::Refused(status) => Err(failed(format!("{from} answered {status}"))),
        }
    }

    /// Hands a form in, as this client.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        to: &Address,
        form: &[(&str, &str)],
        basic: Option<(&str, &str)>,
    ) -> Result<Answer<T>, PortError> {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = Request::builder().method(Method::POST).uri(to.as_str());
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some((name, secret)) = basic {
            let encoded =
                |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let pair = STANDARD.encode(format!("{}:{}", encoded(name), encoded(secret)));
            request = request.header(AUTHORIZATION, hidden(&format!("Basic {pair}"))?);
        }
        self.ask(request.body(Full::from(form)).map_err(failed)?).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Answer<T>, PortError> {
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        let asked = async {
            let response = self.0.request(request).await.map_err(failed)?;
            let status = response.status();
            let body = Limited::new(response.into_body(), Self::LARGEST).collect().await.map_err(failed)?;
            match status.as_u16() {
                200..=299 => serde_json::from_slice(&body.to_bytes()).map(Answer::Good).map_err(failed),
                400..=499 => Ok(Answer::Refused(status)),
                _ => Err(failed(format!("it answered {status}"))),
            }
        };
        timeout(Self::PATIENCE, asked).await.map_err(failed)?
    }
}

fn hidden(text: &str) -> Result<HeaderValue, PortError> {
    let mut value = HeaderValue::from_str(text).map_err(failed)?;
    value.set_sensitive(true);
    Ok(value)
}

pub(crate) fn failed(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> PortError {
    PortError::new("the other server", source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_servers_are_spoken_to_over_tls_unless_they_are_here() {
        for good in
            ["https://id.example/a?b=c", "http://127.0.0.1:9/", "http://localhost:9", "http://[::1]:9/"]
        {
            assert!(good.parse::<Address>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "id.example",
            "http://id.example/",
            "ftp://localhost/",
            "https://a:b@id.example/",
            "https://a/#b",
        ] {
            assert_eq!(bad.parse::<Address>(), Err(NotAnAddress), "{bad}");
        }
    }

    #[test]
    fn what_an_address_asks_already_stays() {
        let address: Address = "https://id.example/auth?tenant=7".parse().unwrap();
        assert_eq!(address.with(&[("state", "a b")]), "https://id.example/auth?tenant=7&state=a+b");
    }
}
