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
    /// The server asked to come back: others are there.
    SentAway,
    /// It broke, or was silent.
    Broken,
    /// Nobody listens, or there is nothing to listen to any more.
    Done,
}

/// Listens until nobody wants to hear.
pub(crate) async fn keep(address: String, topics: Places, token: Token, tells: Sender<Heard>) {
    let mut listener = Listener { topics, tells, backoff: Backoff::default() };
    loop {
        let over = match timeout(PATIENCE, connect_async(address.as_str())).await {
            Ok(Ok((socket, _))) => listener.hear(socket, &token).await,
            Ok(Err(_)) | Err(_) => Over::Broken,
        };
        match over {
            Over::Done => return,
            Over::SentAway => {}
            Over::Broken => sleep(listener.backoff.next(rand::random())).await,
        }
    }
}

struct Listener {
    topics: Places,
    tells: Sender<Heard>,
    backoff: Backoff,
}

impl Listener {
    async fn hear(&mut self, mut socket: Socket, token: &Token) -> Over {
        let token = token().await;
        if self.ask(&mut socket, token.as_deref()).await.is_err() {
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
            if matches!(told, Told::Pong | Told::Response { .. }) {
                late = None;
            }
            if let Err(over) = self.heed(told).await {
                let _ = socket.close(None).await;
                return over;
            }
        }
    }

    async fn ask(&self, socket: &mut Socket, token: Option<&str>) -> Result<(), Over> {
        let since = self.topics.iter().filter_map(|(topic, at)| Some((topic.as_str(), at.as_deref()?)));
        let data = Listen {
            topics: self.topics.keys().map(String::as_str).collect(),
            auth_token: token,
            since: since.collect(),
            partial: true,
        };
        say(socket, &Said::Listen { nonce: NONCE.to_owned(), data }).await
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
            Told::AuthRevoked { data: Topics { topics } } => {
                for topic in topics {
                    let reason = "token_ended".to_owned();
                    self.refused(Refusal { topic, code: "AUTH_REVOKED".to_owned(), reason }).await?;
                }
                Ok(())
            }
            Told::Reconnect => Err(Over::SentAway),
            Told::Pong | Told::Response { .. } | Told::Other => Ok(()),
        }
    }

    async fn answered(&mut self, error: &str, Answer { topics, errors, .. }: Answer) -> Result<(), Over> {
        // it could not be decided: all of it is asked for again
        if error == "ERR_SERVER" {
            return Err(Over::Broken);
        }
        self.backoff.forget();
        let mut answered: Vec<String> = topics.iter().map(|standing| standing.topic.clone()).collect();
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
        for refusal in errors {
            answered.push(refusal.topic.clone());
            self.refused(refusal).await?;
        }
        if !error.is_empty() {
            let rest: Vec<String> =
                self.topics.keys().filter(|topic| !answered.contains(topic)).cloned().collect();
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
