//! One websocket of the gateway: commands in, answers and messages out.
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use domain::ids::AccountId;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;
use service::PortError;
use service::realtime::Cut;
use service::realtime::gateway::{Act, Answer, Closing, Happening, Lanes, Machine, Posting, Turn};
use wire::gateway::{self, PONG, RECONNECT};
use wire::request::Seat;

use crate::Streaming;
use crate::door::Place;
use crate::frame;
use crate::pipe::{SLOW, TOO_SLOW};
use crate::socket::{Heard, Over, Socket, Upgrade};

/// Bytes of the longest frame that a client may send: fifty topics and a token are eight thousand.
const LONGEST: usize = 64 * 1024;
/// How often the clock is looked at, and the client has to show that it lives.
const BEAT: Duration = Duration::from_secs(15);
/// How long one that was sent off is served at the least: who stops gives the last of them no more.
const SERVED: Duration = Duration::from_secs(10);
/// How long a connection waits before it asks the log again for what it missed.
const PAUSE: Duration = Duration::from_millis(500);

/// Opens a websocket. Whoever asks needs no token before it listens to something.
pub(super) async fn open(
    State(streaming): State<Arc<Streaming>>,
    seat: Option<Extension<Seat>>,
    upgrade: Result<Upgrade, Response>,
) -> Response {
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(refusal) => return refusal,
    };
    let rules = streaming.door.rules().gateway;
    // who was told to go is looked after in time
    upgrade.serve(LONGEST, BEAT.min(rules.leave), move |socket| {
        let connection = Box::new(Connection {
            lanes: streaming.gateway.connect(),
            machine: Machine::new(rules),
            seats: vec![],
            publishing: Publishing::default(),
            opened: Instant::now(),
            streaming,
            _seat: seat,
        });
        connection.run(socket)
    })
}

/// An open websocket.
struct Connection {
    streaming: Arc<Streaming>,
    lanes: Lanes,
    machine: Machine,
    /// The members whose tokens it listens by.
    seats: Vec<(AccountId, Place)>,
    publishing: Publishing,
    opened: Instant,
    /// Its place among the connections of the server.
    _seat: Option<Extension<Seat>>,
}

/// What one connection published that is not answered yet; most publish nothing.
#[derive(Default)]
struct Publishing(Option<Box<(Turn, FuturesOrdered<BoxFuture<'static, Answer>>)>>);

impl Publishing {
    fn push(&mut self, publish: impl FnOnce(Turn) -> BoxFuture<'static, Answer>) {
        let (turn, answers) = &mut **self.0.get_or_insert_default();
        answers.push_back(publish(turn.clone()));
    }

    /// The next answer; never one if nothing is published.
    async fn next(&mut self) -> Answer {
        let answer = match &mut self.0 {
            Some(publishing) => publishing.1.next().await,
            None => None,
        };
        match answer {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}

impl Connection {
    async fn run(mut self: Box<Self>, mut socket: Box<Socket>) {
        self.lanes.attach(socket.outlet(), self.streaming.flushing.next());
        loop {
            let done = tokio::select! {
                happening = self.lanes.next() => Box::pin(self.happen(&mut socket, happening)).await,
                answer = self.publishing.next() => { self.published(&answer); Ok(()) }
                heard = socket.hear() => Box::pin(self.hear(&mut socket, heard)).await,
            };
            if done.is_err() {
                return;
            }
        }
    }

    async fn happen(
        &mut self,
        socket: &mut Socket,
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
        socket.write(frames, self.lanes.cut_off()).await?;
        if !revoked.is_empty() {
            self.machine.revoked(&revoked);
            socket.send(frame::text(&gateway::auth_revoked(&revoked))).await?;
        }
        if leaving {
            self.machine.send_off(self.opened.elapsed());
            let within = SERVED.min(self.streaming.door.rules().gateway.leave);
            socket.send(frame::text(&gateway::reconnect(within))).await?;
        }
        match cut {
            None => Ok(()),
            Some(Cut::Slow(_)) => socket.close(SLOW, TOO_SLOW).await,
            // positions mean nothing any more; most clients come back by this word alone
            Some(Cut::AnotherLog | Cut::Stopping | Cut::Revoked) => {
                socket.send(frame::text(RECONNECT)).await?;
                Err(Over)
            }
        }
    }

    async fn hear(&mut self, socket: &mut Socket, heard: Heard) -> Result<(), Over> {
        let now = self.opened.elapsed();
        if let Heard::Beat = heard
            && let Some(closing) = self.machine.tick(now)
        {
            return end(socket, closing).await;
        }
        match socket.take(heard).await? {
            Some(text) => {
                let act = self.machine.hear(gateway::parse(&text), now);
                self.act(socket, act).await
            }
            None => Ok(()),
        }
    }

    async fn act(&mut self, socket: &mut Socket, act: Act) -> Result<(), Over> {
        match act {
            Act::Pong => self.lanes.answer_first(frame::text(PONG)),
            Act::Welcome(welcome) => self.lanes.answer(frame::text(&gateway::welcome(&welcome))),
            Act::Answer(answer) => self.lanes.answer(frame::text(&gateway::answer(&answer))),
            Act::Leave(topics, answer) => {
                for topic in topics {
                    self.lanes.leave(&topic);
                }
                self.lanes.answer(frame::text(&gateway::answer(&answer)));
            }
            Act::Grant(request) => {
                let gateway = &self.streaming.gateway;
                let grant = gateway.grant(&self.lanes, self.machine.held(), request).await;
                if !self.is_seated(grant.viewer) {
                    return socket.close(4009, "too many connections").await;
                }
                self.machine.granted(grant.topics);
                self.lanes.answer(frame::text(&gateway::answer(&grant.answer)));
                for lane in grant.lanes {
                    self.lanes.add(lane);
                }
            }
            Act::Publish(posting) => self.publish(posting),
            Act::Close(closing) => return end(socket, closing).await,
        }
        Ok(())
    }

    /// Begins to publish: the socket is read and written meanwhile.
    fn publish(&mut self, posting: Posting) {
        let streaming = Arc::clone(&self.streaming);
        self.publishing.push(|turn| Box::pin(async move { streaming.gateway.publish(&turn, posting).await }));
    }

    fn published(&mut self, answer: &Answer) {
        self.machine.published();
        self.lanes.answer(frame::text(&gateway::answer(answer)));
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
        self.seats.reserve_exact(usize::from(seated));
        self.seats.extend(place.map(|place| (member, place)));
        seated
    }
}

async fn end(socket: &mut Socket, closing: Closing) -> Result<(), Over> {
    match closing {
        Closing::Abuse => socket.close(1008, "too many commands, or too many that make no sense").await,
        Closing::NoListen => socket.close(4003, "no LISTEN in time").await,
        Closing::NoPing => socket.close(4002, "no PING in time").await,
        // more clients come back from this than from a Close frame
        Closing::StillHere => Err(Over),
    }
}
