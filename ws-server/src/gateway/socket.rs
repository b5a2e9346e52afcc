//! One websocket of the gateway: commands in, answers and messages out.
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::header::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use domain::ids::AccountId;
use service::PortError;
use service::realtime::Cut;
use service::realtime::gateway::{Act, Closing, Happening, Lanes, Machine};
use tokio::time::{MissedTickBehavior, interval};
use wire::gateway::{self, PONG, RECONNECT};
use wire::request::Seat;

use crate::Streaming;
use crate::door::Place;
use crate::socket::{Over, close, no_websocket, refuse, send, write};

/// Bytes of the longest frame that a client may send: fifty topics and a token are eight thousand.
const LONGEST: usize = 64 * 1024;
/// How often the clock is looked at, and the client has to show that it lives.
const BEAT: Duration = Duration::from_secs(15);
/// How long a connection waits before it asks the log again for what it missed.
const PAUSE: Duration = Duration::from_millis(500);

/// Opens a websocket. Whoever asks needs no token before it listens to something.
pub(super) async fn open(
    State(streaming): State<Arc<Streaming>>,
    seat: Option<Extension<Seat>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return no_websocket(&headers, &rejection),
    };
    upgrade
        .read_buffer_size(1024)
        .write_buffer_size(16 * 1024)
        .max_write_buffer_size(1024 * 1024)
        .max_message_size(LONGEST)
        .max_frame_size(LONGEST)
        .on_upgrade(move |socket| async move {
            let connection = Connection {
                lanes: streaming.gateway.connect(),
                machine: Machine::new(streaming.door.rules().gateway),
                seats: vec![],
                opened: Instant::now(),
                streaming,
            };
            connection.run(socket).await;
            drop(seat);
        })
}

/// An open websocket.
struct Connection {
    streaming: Arc<Streaming>,
    lanes: Lanes,
    machine: Machine,
    /// The members whose tokens it listens by.
    seats: Vec<(AccountId, Place)>,
    opened: Instant,
}

impl Connection {
    async fn run(mut self, mut socket: WebSocket) {
        // who was told to go is looked after in time
        let mut beat = interval(BEAT.min(self.streaming.door.rules().gateway.leave));
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.reset();
        let mut alive = true;
        loop {
            let done = tokio::select! {
                happening = self.lanes.next() => self.happen(&mut socket, happening).await,
                message = socket.recv() => { alive = true; self.hear(&mut socket, message).await }
                _ = beat.tick() => match self.machine.tick(self.opened.elapsed()) {
                    Some(closing) => end(&mut socket, closing).await,
                    None if !std::mem::replace(&mut alive, false) => Err(Over),
                    None => send(&mut socket, Message::Ping(Bytes::new())).await,
                },
            };
            if done.is_err() {
                return;
            }
        }
    }

    async fn happen(
        &mut self,
        socket: &mut WebSocket,
        happening: Result<Happening, PortError>,
    ) -> Result<(), Over> {
        let Happening { frames, revoked, leaving, cut } = match happening {
            Ok(happening) => happening,
            Err(error) => {
                tracing::debug!(%error, "catching up waits for the log");
                tokio::time::sleep(PAUSE).await;
                return Ok(());
            }
        };
        if !frames.is_empty() {
            write(socket, frames).await?;
        }
        if !revoked.is_empty() {
            self.machine.revoked(&revoked);
            send(socket, Message::text(gateway::auth_revoked(&revoked))).await?;
        }
        if leaving {
            self.machine.send_off(self.opened.elapsed());
            send(socket, Message::text(RECONNECT)).await?;
        }
        match cut {
            None => Ok(()),
            Some(Cut::Slow(_)) => close(socket, 4008, "too slow").await,
            // positions mean nothing any more; most clients come back by this word alone
            Some(Cut::AnotherLog | Cut::Stopping | Cut::Revoked) => {
                send(socket, Message::text(RECONNECT)).await?;
                Err(Over)
            }
        }
    }

    async fn hear(
        &mut self,
        socket: &mut WebSocket,
        message: Option<Result<Message, axum::Error>>,
    ) -> Result<(), Over> {
        match message {
            Some(Ok(Message::Text(text))) => {
                let act = self.machine.hear(gateway::parse(&text), self.opened.elapsed());
                self.act(socket, act).await
            }
            Some(Ok(Message::Binary(_))) => close(socket, 1003, "text only").await,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Close(_))) | None => Err(Over),
            Some(Err(error)) => refuse(socket, error).await,
        }
    }

    async fn act(&mut self, socket: &mut WebSocket, act: Act) -> Result<(), Over> {
        match act {
            Act::Pong => self.lanes.answer_first(PONG),
            Act::Answer(answer) => self.lanes.answer(gateway::answer(&answer)),
            Act::Leave(topics, answer) => {
                for topic in topics {
                    self.lanes.leave(&topic);
                }
                self.lanes.answer(gateway::answer(&answer));
            }
            Act::Grant(request) => {
                let gateway = &self.streaming.gateway;
                let grant = gateway.grant(&self.lanes, self.machine.held(), request).await;
                if !self.is_seated(grant.viewer) {
                    return close(socket, 4009, "too many connections").await;
                }
                self.machine.granted(grant.topics);
                self.lanes.answer(gateway::answer(&grant.answer));
                for lane in grant.lanes {
                    self.lanes.add(lane);
                }
            }
            Act::Close(closing) => return end(socket, closing).await,
        }
        Ok(())
    }
}

impl Connection {
    /// Whether there is a place for it among the connections of a member.
    fn is_seated(&mut self, viewer: Option<AccountId>) -> bool {
        let Some(member) = viewer else { return true };
        if self.seats.iter().any(|(seated, _)| *seated == member) {
            return true;
        }
        let place = self.streaming.door.seat(member);
        let seated = place.is_some();
        self.seats.extend(place.map(|place| (member, place)));
        seated
    }
}

async fn end(socket: &mut WebSocket, closing: Closing) -> Result<(), Over> {
    match closing {
        Closing::Abuse => close(socket, 1008, "too many commands, or too many that make no sense").await,
        Closing::NoListen => close(socket, 4003, "no LISTEN in time").await,
        Closing::NoPing => close(socket, 4002, "no PING in time").await,
        // more clients come back from this than from a Close frame
        Closing::StillHere => Err(Over),
    }
}
