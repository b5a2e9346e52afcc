//! One websocket of the gateway: commands in, answers and messages out.
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::identity::Secret;
use domain::ids::AccountId;
use domain::realtime::Handover;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;
use service::PortError;
use service::realtime::Cut;
use service::realtime::gateway::{Act, Answer, Closing, Grant, Happening, Lanes, Machine, Posting, Turn};
use wire::gateway::{self, KEEPALIVE, PONG, RECONNECT};
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
    uri: Uri,
    upgrade: Result<Upgrade, Response>,
) -> Response {
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(refusal) => return refusal,
    };
    let rules = streaming.door.rules().gateway;
    let (path, session) = (super::known(uri.path()), session(uri.query()));
    // who was told to go is looked after in time, and who wants to hear that we live does so in time
    upgrade.serve(LONGEST, BEAT.min(rules.leave).min(rules.keepalive / 2), move |socket| {
        let connection = Box::new(Connection {
            lanes: streaming.gateway.connect(),
            machine: Machine::new(rules),
            seats: vec![],
            publishing: Publishing::default(),
            opened: Instant::now(),
            path,
            streaming,
            _seat: seat,
        });
        connection.run(socket, session)
    })
}

/// The key of what another server handed over, if the client came with one.
fn session(query: Option<&str>) -> Option<Secret> {
    query?.split('&').find_map(|part| part.strip_prefix("session=")).map(Secret::new)
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
    /// By which it came.
    path: &'static str,
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
    async fn run(mut self: Box<Self>, mut socket: Box<Socket>, session: Option<Secret>) {
        self.lanes.attach(socket.outlet(), self.streaming.flushing.next());
        if let Some(key) = session
            && Box::pin(self.resume(&mut socket, key)).await.is_err()
        {
            return;
        }
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
        if let Some(handover) = leaving {
            self.machine.send_off(self.opened.elapsed());
            let within = SERVED.min(self.streaming.door.rules().gateway.leave);
            let there = elsewhere(&self.streaming, &handover, self.path).await;
            socket.send(frame::text(&gateway::reconnect(within, there.as_deref()))).await?;
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
        if let Heard::Beat = heard {
            if let Some(closing) = self.machine.tick(now) {
                return end(socket, closing).await;
            }
            if self.machine.is_kept_alive() {
                self.lanes.answer(frame::text(KEEPALIVE));
            }
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
                let Grant { answer, topics, lanes, viewers } =
                    gateway.grant(&self.lanes, self.machine.held(), request).await;
                if !self.are_seated(&viewers) {
                    return socket.close(4009, "too many connections").await;
                }
                self.machine.granted(topics);
                self.lanes.answer(frame::text(&gateway::answer(&answer)));
                self.lanes.extend(lanes);
            }
            Act::Publish(posting) => self.publish(posting),
            Act::Reauth(reauth) => {
                let answer = self.streaming.gateway.reauthorize(&self.lanes, reauth).await;
                self.lanes.answer(frame::text(&gateway::answer(&answer)));
            }
            Act::Presence(nonce, room) => {
                let present = Some(self.streaming.attending.present(room));
                self.lanes.answer(frame::text(&gateway::answer(&Answer { present, ..Answer::done(nonce) })));
            }
            Act::Close(closing) => return end(socket, closing).await,
        }
        Ok(())
    }

    /// Goes on with what the client listened to elsewhere, and tells it what that is.
    async fn resume(&mut self, socket: &mut Socket, key: Secret) -> Result<(), Over> {
        let most = self.streaming.door.rules().gateway.topics;
        let Grant { answer, topics, lanes, viewers } =
            self.streaming.gateway.take_over(&self.lanes, most, &key).await;
        if !self.are_seated(&viewers) {
            return socket.close(4009, "too many connections").await;
        }
        self.machine.resumed(topics);
        let welcome = self.machine.welcome(String::new());
        self.lanes.answer(frame::text(&gateway::resumed(&welcome, &answer)));
        self.lanes.extend(lanes);
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
    /// Whether there is a place for it among the connections of each of these members.
    fn are_seated(&mut self, members: &[AccountId]) -> bool {
        members.iter().all(|&member| self.is_seated(member))
    }

    fn is_seated(&mut self, member: AccountId) -> bool {
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

/// Where a client goes on that is sent off, by the path that it came by; nothing if it listens anew.
async fn elsewhere(streaming: &Streaming, handover: &Handover, path: &str) -> Option<String> {
    let address = streaming.door.rules().elsewhere.as_deref()?;
    let key = streaming.gateway.hand_over(handover).await?;
    Some(format!("{address}{path}?session={}", key.reveal()))
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
