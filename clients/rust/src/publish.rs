//! Publishing something once, however often it has to be said.
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use thiserror::Error;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::Refusal;
use crate::backoff::Backoff;
use crate::connection::PATIENCE;
use crate::frame::{Answer, Publish, Said, Told};

/// How often it is said before it is given up.
const TRIES: u32 = 5;
/// What a PUBLISH is called: there is one on each connection.
const NONCE: &str = "1";

/// Something to publish.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'a> {
    /// The topic: `room:message.42`.
    pub topic: &'a str,
    /// The text of a JSON object: `{"text":"hello"}`.
    pub message: &'a str,
    /// What it is called: the same again under the same name is told once. At most 64 bytes.
    pub id: &'a str,
    /// Who publishes.
    pub token: &'a str,
}

/// Something was published.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Published {
    /// The id that listeners get it with.
    pub id: String,
    /// What follows it is told after this; nothing of what is kept nowhere.
    #[serde(default)]
    pub position: Option<String>,
}

/// Why something was not published.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unpublished {
    /// The server says no.
    #[error("{topic}: {code} ({reason})", topic = .0.topic, code = .0.code, reason = .0.reason)]
    Refused(Refusal),
    /// Nobody knows whether it was told; saying the same under the same id later finds out.
    #[error("the server did not answer")]
    Unanswered,
}

/// Publishes at an address such as `ws://127.0.0.1:8001/pubsub`.
///
/// # Errors
/// When the server says no, or did not answer a few times.
pub async fn publish(address: &str, publication: Publication<'_>) -> Result<Published, Unpublished> {
    let mut backoff = Backoff::default();
    for _ in 1..TRIES {
        if let Ok(Some(answered)) = timeout(PATIENCE, once(address, publication)).await {
            return answered;
        }
        sleep(backoff.next(rand::random())).await;
    }
    timeout(PATIENCE, once(address, publication)).await.ok().flatten().unwrap_or(Err(Unpublished::Unanswered))
}

/// One attempt; nothing if nobody knows what came of it.
async fn once(
    address: &str,
    Publication { topic, message, id, token }: Publication<'_>,
) -> Option<Result<Published, Unpublished>> {
    let (mut socket, _) = connect_async(address).await.ok()?;
    let data = Publish { topic, message, id, auth_token: token };
    let said = serde_json::to_string(&Said::Publish { nonce: NONCE, data }).ok()?;
    socket.send(Frame::text(said)).await.ok()?;
    let (error, Answer { errors, published, .. }) = loop {
        let Frame::Text(text) = socket.next().await?.ok()? else { continue };
        if let Ok(Told::Response { error, data, .. }) = serde_json::from_str(&text) {
            break (error, data);
        }
    };
    let _ = socket.close(None).await;
    let refusal = errors.into_iter().next();
    match (error.as_str(), refusal) {
        ("", _) => published.map(Ok),
        // too often is known not to be told
        ("ERR_SERVER", Some(refusal)) if refusal.reason == "rate_limited" => {
            Some(Err(Unpublished::Refused(refusal)))
        }
        ("ERR_SERVER", _) => None,
        (_, Some(refusal)) => Some(Err(Unpublished::Refused(refusal))),
        (code, None) => {
            let (topic, code) = (topic.to_owned(), code.to_owned());
            Some(Err(Unpublished::Refused(Refusal { topic, code, reason: String::new() })))
        }
    }
}
