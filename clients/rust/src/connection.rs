//! Keeping a connection: opening it, listening, and coming back with what is known.
use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::backoff::Backoff;
use crate::frame::{Answer, Listen, Said, Standing, Told, Topics};
use crate::{Heard, Refusal, Token};

/// How long opening, a PONG or an answer may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// How often the server is asked whether it lives.
const PING: Duration = Duration::from_mins(1);
/// What a LISTEN is called: there is one on each connection.
const NONCE: &str = "1";

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Topics, with where each was left off.
type Places = BTreeMap<String, Option<String>>;

/// Why a connection is over.
enum Over {
    /// The server asked to come back: others are there, one of them at an address where it goes on.
    SentAway(Option<String>),
    /// It broke, or was silent.
    Broken,
    /// Nobody listens, or there is nothing to listen to any more.
    Done,
}

/// Listens until nobody wants to hear.
pub(crate) async fn keep(address: String, topics: Places, token: Token, tells: Sender<Heard>) {
    let mut listener = Listener { topics, asked: vec![], tells, backoff: Backoff::default() };
    // good once: whoever does not get there listens anew
    let mut there: Option<String> = None;
    loop {
        let goes_on = there.take();
        let over = match timeout(PATIENCE, connect_async(goes_on.as_deref().unwrap_or(&address))).await {
            Ok(Ok((socket, _))) => listener.hear(socket, &token, goes_on.is_some()).await,
            Ok(Err(_)) | Err(_) => Over::Broken,
        };
        match over {
            Over::Done => return,
            Over::SentAway(address) => there = address,
            Over::Broken => sleep(listener.backoff.next(rand::random())).await,
        }
    }
}

struct Listener {
    topics: Places,
    /// Those that a LISTEN of this connection names.
    asked: Vec<String>,
    tells: Sender<Heard>,
    backoff: Backoff,
}

impl Listener {
    async fn hear(&mut self, mut socket: Socket, token: &Token, goes_on: bool) -> Over {
        // who goes on is told first with what
        if !goes_on && self.ask(&mut socket, token, self.topics.keys().cloned().collect()).await.is_err() {
            return Over::Broken;
        }
        let (mut ping, mut late) = (Instant::now() + PING, Some(Instant::now() + PATIENCE));
        loop {
            let silent = late.unwrap_or_else(|| Instant::now() + PING);
            let frame = tokio::select! {
                frame = socket.next() => frame,
                () = sleep_until(silent), if late.is_some() => return Over::Broken,
                () = sleep_until(ping) => {
                    ping = Instant::now() + PING;
                    late = Some(Instant::now() + PATIENCE);
                    match say(&mut socket, &Said::Ping).await {
                        Ok(()) => continue,
                        Err(over) => return over,
                    }
                }
                () = self.tells.closed() => return Over::Done,
            };
            let text = match frame {
                Some(Ok(Frame::Text(text))) => text,
                Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => continue,
                _ => return Over::Broken,
            };
            // what can't be read is what a newer server says
            let told = serde_json::from_str(&text).unwrap_or(Told::Other);
            if matches!(told, Told::Pong | Told::Response { .. } | Told::Welcome { .. }) {
                late = None;
            }
            let heeded = match told {
                Told::Welcome { data: Answer { topics, .. } } => {
                    let asks = self.goes_on(&mut socket, token, topics).await;
                    asks.map(|asks| late = asks.then(|| Instant::now() + PATIENCE))
                }
                told => self.heed(told).await,
            };
            if let Err(over) = heeded {
                let _ = socket.close(None).await;
                return over;
            }
        }
    }

    async fn ask(&mut self, socket: &mut Socket, token: &Token, topics: Vec<String>) -> Result<(), Over> {
        let token = token().await;
        self.asked = topics;
        let place = |topic: &String| self.topics.get_key_value(topic);
        let places = || self.asked.iter().filter_map(place);
        let since = places().filter_map(|(topic, at)| Some((topic.as_str(), at.as_deref()?)));
        let data = Listen {
            topics: places().map(|(topic, _)| topic.as_str()).collect(),
            auth_token: token.as_deref(),
            since: since.collect(),
            partial: true,
        };
        say(socket, &Said::Listen { nonce: NONCE.to_owned(), data }).await
    }

    /// The server goes on with these; it is asked for the others, if there are any.
    async fn goes_on(
        &mut self,
        socket: &mut Socket,
        token: &Token,
        topics: Vec<Standing>,
    ) -> Result<bool, Over> {
        let is_held = |topic: &&String| topics.iter().any(|held| held.topic == **topic);
        let rest: Vec<String> = self.topics.keys().filter(|topic| !is_held(topic)).cloned().collect();
        self.backoff.forget();
        self.begin(topics).await?;
        if rest.is_empty() {
            return Ok(false);
        }
        self.ask(socket, token, rest).await.map(|()| true)
    }

    async fn begin(&mut self, topics: Vec<Standing>) -> Result<(), Over> {
        for Standing { topic, position, recovered } in topics {
            let Some(place) = self.topics.get_mut(&topic) else { continue };
            // while it catches up it is where it was: messages move it on
            if recovered != Some(true) {
                *place = Some(position.clone());
            }
            if recovered == Some(false) {
                tell(&self.tells, Heard::Missed { topic: topic.clone() }).await?;
            }
            tell(&self.tells, Heard::Listening { topic, position }).await?;
        }
        Ok(())
    }

    async fn heed(&mut self, told: Told) -> Result<(), Over> {
        match told {
            Told::Message { data } => {
                let Some(place) = self.topics.get_mut(&data.topic) else { return Ok(()) };
                let position = data.position.clone();
                tell(&self.tells, Heard::Message(data)).await?;
                // only what was handed on need not be told again
                *place = position.or(place.take());
                Ok(())
            }
            Told::Response { error, nonce, data } if nonce == NONCE => self.answered(&error, data).await,
            Told::AuthRevoked { data: Topics { topics, reason } } => {
                let reason = reason.as_deref().unwrap_or("token_ended");
                for topic in topics {
                    let (code, reason) = ("AUTH_REVOKED".to_owned(), reason.to_owned());
                    self.refused(Refusal { topic, code, reason }).await?;
                }
                Ok(())
            }
            Told::Reconnect { data } => Err(Over::SentAway(data.and_then(|away| away.reconnect_url))),
            Told::Pong | Told::Response { .. } | Told::Welcome { .. } | Told::Other => Ok(()),
        }
    }

    async fn answered(&mut self, error: &str, Answer { topics, errors, .. }: Answer) -> Result<(), Over> {
        // it could not be decided: all of it is asked for again
        if error == "ERR_SERVER" {
            return Err(Over::Broken);
        }
        self.backoff.forget();
        let mut answered: Vec<String> = topics.iter().map(|standing| standing.topic.clone()).collect();
        self.begin(topics).await?;
        for refusal in errors {
            answered.push(refusal.topic.clone());
            self.refused(refusal).await?;
        }
        if !error.is_empty() {
            let rest: Vec<String> =
                self.asked.iter().filter(|topic| !answered.contains(topic)).cloned().collect();
            for topic in rest {
                let (code, reason) = (error.to_owned(), String::new());
                self.refused(Refusal { topic, code, reason }).await?;
            }
        }
        Ok(())
    }

    async fn refused(&mut self, refusal: Refusal) -> Result<(), Over> {
        if self.topics.remove(&refusal.topic).is_some() {
            tell(&self.tells, Heard::Refused(refusal)).await?;
        }
        if self.topics.is_empty() { Err(Over::Done) } else { Ok(()) }
    }
}

async fn say(socket: &mut Socket, said: &Said<'_>) -> Result<(), Over> {
    let text = serde_json::to_string(said).map_err(|_| Over::Broken)?;
    match timeout(PATIENCE, socket.send(Frame::text(text))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Over::Broken),
    }
}

async fn tell(tells: &Sender<Heard>, heard: Heard) -> Result<(), Over> {
    tells.send(heard).await.map_err(|_| Over::Done)
}
