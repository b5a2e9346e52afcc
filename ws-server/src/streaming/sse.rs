//! One stream as server-sent events.
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use service::realtime::{Format, Session};
use tokio::time::timeout;
use wire::ApiError;
use wire::request::Seat;

use super::admission::admit;
use super::session;
use super::streams::Named;
use crate::Streaming;

/// Paths under the interface, and the stream of each.
pub(super) const PATHS: [(&str, &str); 9] = [
    ("user", "user"),
    ("user/notification", "user:notification"),
    ("public", "public"),
    ("public/local", "public:local"),
    ("public/remote", "public:remote"),
    ("hashtag", "hashtag"),
    ("hashtag/local", "hashtag:local"),
    ("list", "list"),
    ("direct", "direct"),
];

/// How often a silent stream shows that it lives.
const THUMP: Duration = Duration::from_secs(15);

/// Opens a stream; it is listened to before the answer.
pub(super) async fn open(
    stream: &'static str,
    State(streaming): State<Arc<Streaming>>,
    request: Request,
) -> Result<Response, ApiError> {
    let (headers, query) = (request.headers(), request.uri().query());
    let admission = admit(&streaming, headers, query).await?;
    let asked = admission.query.named.clone().unwrap_or_default();
    let only_media = query.is_some_and(|query| {
        url::form_urlencoded::parse(query.as_bytes())
            .any(|(name, value)| name == "only_media" && matches!(&*value, "true" | "1"))
    });
    let name = if only_media && stream.starts_with("public") {
        format!("{stream}:media")
    } else {
        stream.to_owned()
    };
    let found = admission.resolve(&Named { stream: name, ..asked })?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let since = last.or(admission.query.since.as_deref());
    let (mut session, recovered) = admission.open(&streaming, Format::Sse, since).await?;
    let mut first: VecDeque<_> = [Bytes::from_static(b":)\n")].into();
    first.extend(since.map(|_| session::greeting(&session, recovered, &found.listening.label, Format::Sse)));
    for part in found.parts() {
        session.listen(part).await?;
    }
    let seat = request.extensions().get::<Seat>().cloned();
    let mut response = Response::new(Body::from_stream(events(session, first, seat)));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// All that is to be written, until the hub cuts it off.
fn events(
    session: Session,
    first: VecDeque<Bytes>,
    seat: Option<Seat>,
) -> impl stream::Stream<Item = Result<Bytes, std::convert::Infallible>> {
    stream::unfold((session, first, seat), |(mut session, mut waiting, seat)| async move {
        if waiting.is_empty() {
            match timeout(THUMP, session::next(&mut session)).await {
                Ok(Ok(frames)) => waiting = frames,
                Ok(Err(_)) => return None,
                Err(_) => waiting.push_back(Bytes::from_static(b":thump\n")),
            }
        }
        let all = match waiting.len() {
            1 => waiting.pop_front()?,
            _ => Bytes::from(waiting.drain(..).flatten().collect::<Vec<u8>>()),
        };
        Some((Ok(all), (session, waiting, seat)))
    })
}
