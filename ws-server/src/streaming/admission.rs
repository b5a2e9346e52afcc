//! Who may open a stream, and where they left off.
use std::sync::Arc;

use axum::http::HeaderMap;
use domain::realtime::{Cursor, LogId, Position};
use service::identity::{AuthError, Bearer};
use service::realtime::{Format, ListenError, Opening, Session};
use wire::{ApiError, auth};

use super::streams::{Named, NoStream, Stream};
use crate::Streaming;

/// A request for a stream, checked.
pub(super) struct Admission {
    pub(super) bearer: Option<Bearer>,
    token: Option<String>,
    pub(super) query: Query,
}

/// What the address says.
#[derive(Debug, Clone, Default)]
pub(super) struct Query {
    pub(super) named: Option<Named>,
    /// Where the client left off; empty from now on.
    pub(super) since: Option<String>,
}

impl Query {
    pub(super) fn parse(query: Option<&str>) -> Self {
        let mut this = Self::default();
        let mut named = Named::default();
        for (name, value) in url_pairs(query) {
            match &*name {
                "stream" | "stream[]" => named.stream = value,
                "tag" | "tag[]" => named.tag = Some(value),
                "list" | "list[]" => named.list = Some(value),
                "since" => this.since = Some(value),
                _ => {}
            }
        }
        if named != Named::default() {
            this.named = Some(named);
        }
        this
    }
}

fn url_pairs(query: Option<&str>) -> impl Iterator<Item = (String, String)> {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.map(|(name, value)| (name.into_owned(), value.into_owned()))
}

/// Checks the token, wherever it is; a bad one is refused also where none is needed.
pub(super) async fn admit(
    streaming: &Streaming,
    headers: &HeaderMap,
    query: Option<&str>,
) -> Result<Admission, ApiError> {
    let token = auth::streaming_bearer(headers, query)?;
    let bearer = auth::check(&streaming.tokens, token.as_deref()).await?;
    Ok(Admission { bearer, token, query: Query::parse(query) })
}

impl Admission {
    /// The stream, if it exists and this bearer may listen to it.
    pub(super) fn resolve(&self, named: &Named) -> Result<Stream, Refusal> {
        let mut stream = named.resolve()?;
        let allows = |scope| self.bearer.as_ref().is_some_and(|bearer| bearer.scopes.allow(scope));
        stream.beside = stream.beside.filter(|(_, scope)| allows(scope));
        match (stream.scope, &self.bearer) {
            (None, _) => Ok(stream),
            (Some(_), None) => Err(NoStream::NeedsToken.into()),
            // what is somebody's own is nobody's for the token of an app itself
            (Some(_), Some(bearer)) if bearer.account().is_none() => Err(NoStream::NeedsToken.into()),
            (Some(scope), Some(bearer)) if bearer.scopes.allow(scope) => Ok(stream),
            (Some(_), Some(_)) => Err(Refusal { status: 401, message: AuthError::OutsideScopes.to_string() }),
        }
    }

    /// Opens the connection, then looks again whether the token is still good: what ends it from now on finds the connection.
    /// Gives it with the cursor's fate, if the client left off somewhere.
    pub(super) async fn open(
        &self,
        streaming: &Arc<Streaming>,
        format: Format,
        since: Option<&str>,
    ) -> Result<(Session, bool), ApiError> {
        let viewer = self.bearer.as_ref().and_then(Bearer::account);
        let since = since.filter(|since| !since.is_empty());
        // what is no cursor at all is one of another log: the client has to start afresh
        let cursor = since.map(|since| since.parse().unwrap_or(NOWHERE));
        let held = self.bearer.as_ref().map(|bearer| (bearer.token, bearer.grantee));
        let opened =
            streaming.sessions.open(Opening { viewer, held, format, since: cursor, lane_of: None }).await?;
        auth::check(&streaming.tokens, self.token.as_deref()).await?;
        Ok(opened)
    }
}

const NOWHERE: Cursor = Cursor { log: LogId(uuid::Uuid::nil()), position: Position::START };

/// Why a stream was refused: the status is the one that Mastodon gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) message: String,
}

impl From<NoStream> for Refusal {
    fn from(error: NoStream) -> Self {
        Self { status: error.status(), message: error.to_string() }
    }
}

impl From<ListenError> for Refusal {
    fn from(error: ListenError) -> Self {
        match error {
            ListenError::ForeignList => NoStream::ForeignList.into(),
            ListenError::Port(_) => Self { status: 503, message: "Service Unavailable".to_owned() },
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(Refusal { status, message }: Refusal) -> Self {
        let status = axum::http::StatusCode::from_u16(status).unwrap_or(axum::http::StatusCode::BAD_REQUEST);
        Self::new(status, message)
    }
}
