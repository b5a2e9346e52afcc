//! Forms with files in them.
use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::Method;
use domain::media::Upload;
use http_body_util::BodyExt;
use tokio::time::timeout;
use wire::ApiError;

use super::Params;
use super::extract::{self, MOST, announced, read, too_large, too_slow};

/// Bytes at the most: a file, and what is said of it.
const LONGEST: usize = Upload::BYTES + MOST;
/// How long a sender may be silent.
const SILENCE: Duration = Duration::from_secs(15);
/// How long all of it may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// What a caller says, with the files that they send.
pub(crate) struct Sent {
    pub(crate) params: Params,
    files: BTreeMap<String, Bytes>,
}

impl Sent {
    /// The file under a name.
    pub(crate) fn file(&self, name: &str) -> Option<Bytes> {
        self.files.get(name).cloned()
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let mut params = Params::of_query(request.uri())?;
        let mut files = BTreeMap::new();
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let (parts, body) = request.into_parts();
            if announced(&parts.headers) > LONGEST {
                return Err(too_large());
            }
            let bytes = timeout(PATIENCE, whole(body)).await.map_err(|_| too_slow())??;
            let said = read(parts, bytes, &mut |name, bytes| drop(files.insert(name, bytes))).await?;
            params.add(said);
        }
        Ok(Self { params, files })
    }
}

async fn whole(mut body: Body) -> Result<Bytes, ApiError> {
    let mut bytes = Vec::new();
    while let Some(frame) = timeout(SILENCE, body.frame()).await.map_err(|_| too_slow())? {
        let frame = frame.map_err(|error| extract::unread(&error))?;
        let part = frame.into_data().unwrap_or_default();
        if bytes.len() + part.len() > LONGEST {
            return Err(too_large());
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes.into())
}
