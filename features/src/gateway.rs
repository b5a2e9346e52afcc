//! A client of the gateway, over a websocket.
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::listener::{Frame, Heard, Unopened};

/// How long a handshake, or an answer, may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open connection that listens to topics.
#[derive(Debug)]
pub struct Tuned {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// Says something at a server, and gives its answer.
pub async fn ask(base: &str, text: &str) -> Option<Value> {
    tokio::time::timeout(PATIENCE, async {
        let (socket, _) = connect_async(format!("{base}/pubsub")).await.ok()?;
        let mut this = Tuned { socket };
        this.say(Message::text(text)).await;
        this.read().await
    })
    .await
    .ok()?
}

impl Tuned {
    /// Listens to topics at a server such as `ws://127.0.0.1:8001`, from where it left off or from now on.
    pub async fn open(
        base: &str,
        topics: &[String],
        token: Option<&str>,
        since: Option<&str>,
    ) -> Result<Self, Unopened> {
        let unreachable = |error: &dyn ToString| Unopened::Unreachable(error.to_string());
        let opened = tokio::time::timeout(PATIENCE, connect_async(format!("{base}/pubsub"))).await;
        let (socket, _) =
            opened.map_err(|error| unreachable(&error))?.map_err(|error| unreachable(&error))?;
        let mut this = Self { socket };
        let data = json!({ "topics": topics, "auth_token": token, "since": since });
        let command = json!({ "type": "LISTEN", "nonce": "n", "data": data });
        this.say(Message::text(command.to_string())).await;
        let answer = tokio::time::timeout(PATIENCE, this.read()).await;
        let answer = answer.ok().flatten().ok_or_else(|| unreachable(&"no answer to LISTEN"))?;
        match answer["error"].as_str() {
            Some("") if answer["data"]["recovered"] == false => {
                Err(unreachable(&"it cannot go on from there"))
            }
            Some("") => Ok(this),
            Some("ERR_BADAUTH") => Err(Unopened::Refused { status: 401, body: vec![] }),
            Some("ERR_BADTOPIC" | "ERR_BADMESSAGE") => Err(Unopened::Refused { status: 400, body: vec![] }),
            _ => Err(unreachable(&answer)),
        }
    }

    /// Waits for what comes next. Pings are answered meanwhile. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Heard {
        match self.read().await {
            Some(frame) if frame["type"] == "MESSAGE" => {
                told(&frame["data"]).map_or_else(|| Heard::Complaint(frame.to_string()), Heard::Frame)
            }
            // what was allowed is not allowed any more
            Some(frame) if frame["type"] == "AUTH_REVOKED" => Heard::Closed(None),
            Some(frame) => Heard::Complaint(frame.to_string()),
            None => Heard::Closed(None),
        }
    }

    /// Says something; that nobody takes it any more is found out by listening on.
    pub async fn say(&mut self, message: Message) {
        let _ = self.socket.send(message).await;
    }

    async fn read(&mut self) -> Option<Value> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Text(text)) => return serde_json::from_str(&text).ok(),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}

/// A message as the streaming interface would tell it.
fn told(data: &Value) -> Option<Frame> {
    let inner: Value = serde_json::from_str(data["message"].as_str()?).ok()?;
    let event = inner["type"].as_str()?.to_owned();
    let payload = match (event.as_str(), &inner["data"]) {
        ("delete", gone) => gone["id"].as_str()?.to_owned(),
        (_, data) => data.to_string(),
    };
    let position = data["position"].as_str().map(str::to_owned);
    Some(Frame { stream: vec![data["topic"].as_str()?.to_owned()], event, payload, position })
}
