//! The websocket: frames out, commands in.
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{RawQuery, State};
use axum::http::header::{HeaderMap, SEC_WEBSOCKET_PROTOCOL};
use axum::response::Response;
use bytes::Bytes;
use service::realtime::{Cut, Format, Label, Session};
use tokio::time::{MissedTickBehavior, interval};
use wire::ApiError;
use wire::request::Seat;

use super::admission::{Admission, Refusal, admit};
use super::command::Command;
use super::session;
use super::streams::{Named, Stream};
use crate::Streaming;
use crate::socket::{Over, close, no_websocket, refuse, send, write};

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
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return Ok(no_websocket(&headers, &rejection)),
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
    let connection = Connection { session, admission, held: first.into_iter().collect(), _seat: seat };
    Ok(echoing(upgrade, &headers)
        .read_buffer_size(1024)
        .write_buffer_size(16 * 1024)
        .max_write_buffer_size(1024 * 1024)
        .max_message_size(LONGEST)
        .max_frame_size(LONGEST)
        .on_upgrade(move |socket| connection.run(socket, greeting)))
}

/// Browsers drop a connection whose subprotocol is not echoed, and it may be a token.
fn echoing(upgrade: WebSocketUpgrade, headers: &HeaderMap) -> WebSocketUpgrade {
    match headers.get(SEC_WEBSOCKET_PROTOCOL).and_then(|value| value.to_str().ok()) {
        Some(protocols) => upgrade.protocols(protocols.split(',').map(|one| one.trim().to_owned()).take(1)),
        None => upgrade,
    }
}

/// An open websocket.
struct Connection {
    session: Session,
    admission: Admission,
    held: Vec<Stream>,
    _seat: Option<Extension<Seat>>,
}

impl Connection {
    async fn run(mut self, mut socket: WebSocket, greeting: Option<Bytes>) {
        if let Some(greeting) = greeting
            && write(&mut socket, [greeting].into()).await.is_err()
        {
            return;
        }
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.reset();
        let (mut alive, mut idle) = (true, 0);
        loop {
            let done = tokio::select! {
                step = session::next(&mut self.session) => self.take(&mut socket, step).await,
                message = socket.recv() => { alive = true; self.hear(&mut socket, message).await }
                _ = beat.tick() => {
                    idle = if self.session.listens() { 0 } else { idle + 1 };
                    match (std::mem::replace(&mut alive, false), idle) {
                        (false, _) => Err(Over),
                        (true, 2..) => close(&mut socket, 4003, "no stream was listened to").await,
                        (true, _) => send(&mut socket, Message::Ping(Bytes::new())).await,
                    }
                }
            };
            if done.is_err() {
                return;
            }
        }
    }

    async fn take(&self, socket: &mut WebSocket, step: Result<VecDeque<Bytes>, Cut>) -> Result<(), Over> {
        match step {
            Ok(frames) => write(socket, frames).await,
            Err(cut) => {
                let position = self.session.resume_by(cut).to_string();
                match cut {
                    Cut::Slow(_) => close(socket, 4008, &position).await,
                    Cut::AnotherLog => close(socket, 4009, "the event log is another one").await,
                    Cut::Revoked => close(socket, 4501, "the access token was revoked").await,
                    Cut::Stopping => close(socket, 1012, "the server is going away").await,
                }
            }
        }
    }

    async fn hear(
        &mut self,
        socket: &mut WebSocket,
        message: Option<Result<Message, axum::Error>>,
    ) -> Result<(), Over> {
        match message {
            Some(Ok(Message::Text(text))) => match Command::parse(&text) {
                Some(Command::Subscribe(named)) => self.subscribe(socket, &named).await,
                Some(Command::Unsubscribe(named)) => {
                    self.unsubscribe(&named);
                    Ok(())
                }
                None => Ok(()),
            },
            Some(Ok(Message::Binary(_))) => close(socket, 1003, "text only").await,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Close(_))) | None => Err(Over),
            Some(Err(error)) => refuse(socket, error).await,
        }
    }

    async fn subscribe(&mut self, socket: &mut WebSocket, named: &Named) -> Result<(), Over> {
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

async fn complain(socket: &mut WebSocket, Refusal { status, message }: &Refusal) -> Result<(), Over> {
    let frame = serde_json::json!({ "error": message, "status": status }).to_string();
    send(socket, Message::text(frame)).await
}
