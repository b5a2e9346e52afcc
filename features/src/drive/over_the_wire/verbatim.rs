//! Says things letter by letter, for those who say them wrongly.
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, LOCATION};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite;

use super::super::saying::{Message, Said, Saying, Shape};
use super::super::{Answer, Reader, Refused, Rule};
use super::publishing;
use super::refusals::{no_answer, unopened};
use crate::listener::{Heard, Listener, Token, Unopened, Wish};
use crate::rest::{Ask, Rest};

/// Where the gateway is.
const GATEWAY: &str = "/pubsub";
/// How long a socket may take to say what was wrong.
const PATIENCE: Duration = Duration::from_secs(20);

/// What an account has, as far as anybody could change it.
const HOLDINGS: [&str; 18] = [
    "/api/v1/accounts/verify_credentials",
    "/api/v1/timelines/home",
    "/api/v1/preferences",
    "/api/v1/notifications",
    "/api/v1/bookmarks",
    "/api/v1/favourites",
    "/api/v1/blocks",
    "/api/v1/mutes",
    "/api/v1/lists",
    "/api/v2/filters",
    "/api/v1/follow_requests",
    "/api/v1/followed_tags",
    "/api/v1/scheduled_statuses",
    "/api/v1/conversations",
    "/api/v1/featured_tags",
    "/api/v1/endorsements",
    "/api/v1/markers?timeline[]=home&timeline[]=notifications",
    "/api/v1/push/subscription",
];

/// Sends a request as it stands.
pub(super) async fn say(rest: &Rest, by: Reader<'_>, saying: &Saying) -> Answer<Said> {
    let method: Method = saying.method.parse().map_err(|_| Refused::by(Rule::Senseless))?;
    let mut request = rest.request(method, &saying.path).body(saying.body.clone());
    if !saying.kind.is_empty() {
        request = request.header("Content-Type", &saying.kind);
    }
    if let Some((name, value)) = &saying.header {
        request = request.header(name, value);
    }
    if let Some(session) = by {
        request = request.bearer_auth(&session.bearer);
    }
    let answer = rest.answer(request, &saying.path).await.map_err(|error| no_answer(&error))?;
    let status = answer.status().as_u16();
    let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Some(way) = Some(header(LOCATION)).filter(|way| !way.is_empty()) {
        return Ok(Said { status, error: way.to_owned(), shape: Shape::Way });
    }
    let (said_json, said_page) = {
        let kind = header(CONTENT_TYPE);
        let json = ["application/json", "application/problem+json"];
        (json.iter().any(|json| kind.starts_with(json)), kind.starts_with("text/html"))
    };
    let text = answer.text().await.unwrap_or_default();
    if said_page {
        return Ok(Said { status, error: complaint(&text), shape: Shape::Page });
    }
    let body: Option<Value> = serde_json::from_str(&text).ok();
    Ok(Said::of(status, body.as_ref().unwrap_or(&Value::Null), said_json && body.is_some()))
}

/// What a page says that went wrong.
fn complaint(page: &str) -> String {
    let found = page.split_once("role=\"alert\">").and_then(|(_, rest)| rest.split_once("</p>"));
    found.map(|(words, _)| words.to_owned()).unwrap_or_default()
}

/// Opens a socket with these words after the path, and says something if it is opened; waits for a complaint or the end.
pub(super) async fn knock(base: &str, by: Reader<'_>, query: &str, message: &Message) -> Answer<Said> {
    if query == GATEWAY {
        return publishing::say(base, message).await;
    }
    let token = by.map(|session| Token::Header(session.bearer.clone()));
    let wish = Wish { token, ..Wish::default() };
    let mut listener = match Listener::open_at(base, query, &wish).await {
        Ok(listener) => listener,
        Err(Unopened::Refused { status, body }) => {
            let body: Option<Value> = serde_json::from_slice(&body).ok();
            return Ok(Said::of(status, body.as_ref().unwrap_or(&Value::Null), body.is_some()));
        }
        Err(error) => return Err(unopened(&error)),
    };
    listener
        .say(match message {
            Message::Text(text) => tungstenite::Message::text(text.clone()),
            Message::Bytes(bytes) => tungstenite::Message::binary(bytes.clone()),
        })
        .await;
    let silent = |_| Refused { rule: Rule::Broken, words: "a socket said nothing".to_owned() };
    loop {
        match tokio::time::timeout(PATIENCE, listener.next()).await.map_err(silent)? {
            Heard::Complaint(words) => {
                let body: Value = serde_json::from_str(&words).unwrap_or_default();
                let status = body["status"].as_u64().and_then(|status| u16::try_from(status).ok());
                return Ok(Said::of(status.unwrap_or_default(), &body, body.is_object()));
            }
            Heard::Closed(code) => return Ok(Said::of(code.unwrap_or_default(), &json!({}), true)),
            Heard::Frame(_) => {}
        }
    }
}

/// All that somebody has, as they themselves are shown it.
pub(super) async fn holdings(rest: &Rest, by: Reader<'_>) -> Answer<Value> {
    let mut all = serde_json::Map::new();
    let me = ask(rest, by, HOLDINGS[0]).await?.1;
    let id = me["id"].as_str().unwrap_or_default();
    let own = ["statuses", "followers", "following"].map(|list| format!("/api/v1/accounts/{id}/{list}"));
    for path in HOLDINGS.iter().map(|path| (*path).to_owned()).chain(own) {
        let (status, body) = ask(rest, by, &path).await?;
        all.insert(path, json!([status, body]));
    }
    Ok(all.into())
}

async fn ask(rest: &Rest, by: Reader<'_>, path: &str) -> Answer<(u16, Value)> {
    let ask = Ask::by(by.map(|session| session.bearer.as_str()));
    let reply = rest.get(path, ask).await.map_err(|error| no_answer(&error))?;
    Ok((reply.status, reply.body))
}
