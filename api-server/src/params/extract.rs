//! Taking the parameters out of a request.
use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri};
use http_body_util::LengthLimitError;
use wire::{ApiError, chain};

use super::{FormError, Node, Params, form};

/// Bytes of a body at the most.
pub(crate) const MOST: usize = 64 * 1024;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(8);

impl From<FormError> for ApiError {
    fn from(error: FormError) -> Self {
        Self::bad_request(error.as_str())
    }
}

impl<S: Send + Sync> FromRequest<S> for Params {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let mut params = Self::of_query(request.uri())?;
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let body = tokio::time::timeout(PATIENCE, body(request)).await;
            params.add(body.map_err(|_| too_slow())??);
        }
        Ok(params)
    }
}

impl Params {
    pub(super) fn of_query(uri: &Uri) -> Result<Self, ApiError> {
        let mut nodes = BTreeMap::new();
        let (path, query) = (uri.path().to_owned(), uri.query().unwrap_or_default().to_owned());
        form::add_all(query.as_bytes(), &mut nodes)?;
        Ok(Self { nodes, path, query })
    }

    pub(super) fn add(&mut self, said: BTreeMap<String, Node>) {
        self.nodes.extend(said);
    }
}

async fn body(request: Request) -> Result<BTreeMap<String, Node>, ApiError> {
    if announced(request.headers()) > MOST {
        return Err(too_large());
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, MOST).await.map_err(|error| unread(&error))?;
    // nothing here takes a file
    read(parts, bytes, &mut |_, _| {}).await
}

/// What a body says, whatever form it has; files are given away.
pub(super) async fn read(
    parts: Parts,
    bytes: Bytes,
    keep: &mut (dyn FnMut(String, Bytes) + Send),
) -> Result<BTreeMap<String, Node>, ApiError> {
    let kind = media_type(&parts.headers);
    if bytes.is_empty() {
        return Ok(BTreeMap::new());
    }
    match kind.as_deref() {
        Some("application/json") => json(&bytes),
        Some("application/x-www-form-urlencoded") => {
            let mut nodes = BTreeMap::new();
            form::add_all(&bytes, &mut nodes)?;
            Ok(nodes)
        }
        Some("multipart/form-data") => multipart(Request::from_parts(parts, bytes.into()), keep).await,
        _ => Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content-Type must be JSON or a form")),
    }
}

fn json(bytes: &Bytes) -> Result<BTreeMap<String, Node>, ApiError> {
    match Node::parse_json(bytes) {
        Ok(Some(Node::Map(nodes))) => Ok(nodes),
        Ok(None) => Ok(BTreeMap::new()),
        Ok(Some(_)) => Err(ApiError::bad_request("The body must be a JSON object")),
        Err(error) => Err(ApiError::bad_request(format!("The body is not valid JSON: {error}"))),
    }
}

async fn multipart(
    mut request: Request,
    keep: &mut (dyn FnMut(String, Bytes) + Send),
) -> Result<BTreeMap<String, Node>, ApiError> {
    let broken = || ApiError::bad_request("The body is not valid multipart");
    // whoever read the body has looked at its size
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
    let mut nodes = BTreeMap::new();
    while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
        let Some(name) = part.name().map(str::to_owned) else { continue };
        let is_file = part.file_name().is_some();
        let bytes = part.bytes().await.map_err(|_| broken())?;
        if is_file {
            keep(name, bytes);
        } else {
            let text = String::from_utf8(bytes.into()).map_err(|_| FormError::Encoding)?;
            form::add(&name, Node::Text(text), &mut nodes)?;
        }
    }
    Ok(nodes)
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let whole = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

pub(super) fn announced(headers: &HeaderMap) -> usize {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    length.unwrap_or_default()
}

pub(super) fn unread(error: &axum::Error) -> ApiError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return too_large();
        }
        cause = error.source();
    }
    tracing::debug!(error.chain = chain(error), "a body broke off");
    ApiError::bad_request("The body broke off")
}

pub(super) fn too_large() -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "Request body too large")
}

pub(super) fn too_slow() -> ApiError {
    ApiError::new(StatusCode::REQUEST_TIMEOUT, "Request timeout")
}
