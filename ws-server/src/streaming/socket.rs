//! The websocket: frames out, commands in.
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::header::{HeaderMap, HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use axum::response::Response;
use bytes::Bytes;
use service::realtime::{Cut, Flusher, Format, Label, Session};
use wire::ApiError;
use wire::request::Seat;

use super::admission::{Admission, Refusal, admit};
use super::command::Command;
use super::session;
use super::streams::{Named, Stream};
use crate::Streaming;
use crate::frame;
use crate::pipe::SLOW;
use crate::socket::{Heard, Over, Socket, Upgrade};

/// Bytes of the longest frame that a client may send.
const LONGEST: usize = 16 * 1024;
/// Streams of one connection.
const STREAMS: usize = 50;
/// How often the client has to show that it lives.
const BEAT: Duration = Duration::from_secs(30);

/// Opens a websocket. Its first stream is listened to before the answer: what happens after it is delivered.
pub(super) async fn open(
    State(streaming): State<Arc<Streaming>>,
    RawQuery(query): RawQuery,
    seat: Option<Extension<Seat>>,
    headers: HeaderMap,
    upgrade: Result<Upgrade, Response>,
) -> Result<Response, ApiError> {
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(refusal) => return Ok(refusal),
    };
    let admission = admit(&streaming, &headers, query.as_deref()).await?;
    let first = admission.query.named.as_ref().map(|named| admission.resolve(named)).transpose()?;
    if first.is_none() && admission.bearer.is_none() {
        return Err(ApiError::unauthenticated());
    }
    let since = admission.query.since.as_deref();
    let format = if since.is_some() { Format::Resumable } else { Format::Plain };
    let (mut session, recovered) = admission.open(&streaming, format, since).await?;
    let label = first.as_ref().map_or_else(|| Label("[]".into()), |stream| stream.listening.label.clone());
    let greeting = since.map(|_| session::greeting(&session, recovered, &label, format));
    for part in first.iter().flat_map(Stream::parts) {
        session.listen(part).await?;
    }
    let held = first.into_iter().collect();
    let flusher = streaming.flushing.next();
    let connection = Box::new(Connection { session, admission, held, idle: 0, _seat: seat });
    Ok(upgrade
        .speaking(first_of(&headers))
        .serve(LONGEST, BEAT, move |socket| connection.run(socket, greeting, flusher)))
}

/// The subprotocol that a client names first: browsers drop a connection where none is named in the answer, and it may be a token.
fn first_of(headers: &HeaderMap) -> Option<HeaderValue> {
    let protocols = headers.get(SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    HeaderValue::from_str(protocols.split(',').next()?.trim()).ok()
}

/// An open websocket.
struct Connection {
    session: Session,
    admission: Admission,
    held: Vec<Stream>,
    /// Beats since it listened to something.
    idle: u32,
    _seat: Option<Extension<Seat>>,
}

impl Connection {
    async fn run(
        mut self: Box<Self>,
        mut socket: Box<Socket>,
        greeting: Option<Bytes>,
        flusher: Arc<Flusher>,
    ) {
        self.session.attach(socket.outlet(), flusher);
        if let Some(greeting) = greeting
            && socket.send(greeting).await.is_err()
        {
            return;
        }
        loop {
            let done = tokio::select! {
                step = session::next(&mut self.session) => Box::pin(self.take(&mut socket, step)).await,
                heard = socket.hear() => Box::pin(self.hear(&mut socket, heard)).await,
            };
            if done.is_err() {
                return;
            }
        }
    }

    async fn take(&self, socket: &mut Socket, step: Result<VecDeque<Bytes>, Cut>) -> Result<(), Over> {
        match step {
            Ok(frames) => socket.write(frames, self.session.cut_off()).await,
            Err(cut) => {
                let position = self.session.resume_by(cut).to_string();
                match cut {
                    Cut::Slow(_) => socket.close(SLOW, &position).await,
                    Cut::AnotherLog => socket.close(4009, "the event log is another one").await,
                    Cut::Revoked => socket.close(4501, "the access token was revoked").await,
                    Cut::Stopping => socket.close(1012, "the server is going away").await,
                }
            }
        }
    }

    async fn hear(&mut self, socket: &mut Socket, heard: Heard) -> Result<(), Over> {
        if let Heard::Beat = heard {
            self.idle = if self.session.listens() { 0 } else { self.idle + 1 };
            if self.idle > 1 {
                return socket.close(4003, "no stream was listened to").await;
            }
        }
        let Some(text) = socket.take(heard).await? else { return Ok(()) };
        match Command::parse(&text) {
            Some(Command::Subscribe(named)) => self.subscribe(socket, &named).await,
            Some(Command::Unsubscribe(named)) => {
                self.unsubscribe(&named);
                Ok(())
            }
            None => Ok(()),
        }
    }

    async fn subscribe(&mut self, socket: &mut Socket, named: &Named) -> Result<(), Over> {
        let stream = match self.admission.resolve(named) {
            Ok(_) if self.held.len() >= STREAMS => {
                let message = format!("Too many streams (maximum is {STREAMS})");
                return complain(socket, &Refusal { status: 422, message }).await;
            }
            Ok(stream) if self.held.contains(&stream) => return Ok(()),
            Ok(stream) => stream,
            Err(refusal) => return complain(socket, &refusal).await,
        };
        for part in stream.parts() {
            if let Err(error) = self.session.listen(part).await {
                return complain(socket, &error.into()).await;
            }
        }
        self.held.push(stream);
        Ok(())
    }

    fn unsubscribe(&mut self, named: &Named) {
        let Ok(stream) = named.resolve() else { return };
        if let Some(at) = self.held.iter().position(|held| held.listening == stream.listening) {
            for part in self.held.swap_remove(at).parts() {
                self.session.leave(part);
            }
        }
    }
}

async fn complain(socket: &mut Socket, Refusal { status, message }: &Refusal) -> Result<(), Over> {
    let complaint = serde_json::json!({ "error": message, "status": status }).to_string();
    socket.send(frame::text(&complaint)).await
}
