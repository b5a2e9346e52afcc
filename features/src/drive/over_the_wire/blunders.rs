//! Things that only a wire lets one say.
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::super::{Nonsense, SocketNonsense, TokenFlaw};
use super::STATUSES;
use crate::rest::Rest;

/// Larger than any limit of a request.
const MEGABYTE: usize = 1024 * 1024;

/// A request that makes no sense, but carries the token where tokens belong.
pub(super) fn request(rest: &Rest, bearer: Option<&str>, nonsense: Nonsense) -> RequestBuilder {
    let bearer = bearer.unwrap_or_default();
    let (method, path) = STATUSES;
    let post = rest.request(method, path).header(CONTENT_TYPE, "application/json");
    let get = |path: &str| rest.request(Method::GET, path);
    let request = match nonsense {
        Nonsense::HalfAMessage => post.body("{\"status\":\"hel"),
        Nonsense::AListForText => post.body("{\"status\":[\"hello\"]}"),
        Nonsense::NoUtf8 => post.body(b"{\"status\":\"\xff\xfe\xc3\x28\"}".to_vec()),
        Nonsense::AMegabyte => post.body(json!({"status": "x".repeat(MEGABYTE)}).to_string()),
        Nonsense::AWordForANumber => get("/api/v1/statuses/last"),
        Nonsense::AnEndlessNumber => get("/api/v1/statuses/99999999999999999999999999"),
        Nonsense::AnUnknownPlace => get("/api/v1/nests"),
        Nonsense::AWordForAPage => get("/api/v1/timelines/public?max_id=first"),
        Nonsense::AWordForASize => get("/api/v1/timelines/public?limit=many"),
        Nonsense::ATokenInTheAddress => {
            return get("/api/v1/accounts/verify_credentials").query(&[("access_token", bearer)]);
        }
    };
    if bearer.is_empty() { request } else { request.bearer_auth(bearer) }
}

/// A message that makes no sense.
pub(super) fn message(nonsense: SocketNonsense) -> Message {
    match nonsense {
        SocketNonsense::Gibberish => Message::text("caw"),
        SocketNonsense::AnUnknownKind => {
            Message::text(json!({"type": "dance", "stream": "user"}).to_string())
        }
        SocketNonsense::AnUnknownStream => {
            Message::text(json!({"type": "subscribe", "stream": "nest"}).to_string())
        }
        SocketNonsense::Bytes => Message::binary(vec![0, 159, 146, 150]),
        SocketNonsense::AMegabyte => Message::text("x".repeat(MEGABYTE)),
    }
}

/// A bearer token with a flaw. One whose time is over, nobody outside can sign.
pub(super) fn spoilt(bearer: &str, flaw: TokenFlaw) -> Option<String> {
    let parts: Vec<&str> = bearer.split('.').collect();
    let &[header, claims, signature] = parts.as_slice() else { return None };
    match flaw {
        // another's signature over the same claims
        TokenFlaw::Foreign => Some(format!("{header}.{claims}.{}", turned(signature))),
        TokenFlaw::Altered => Some(format!("{header}.{}.{signature}", turned(claims))),
        TokenFlaw::Gibberish => Some("gibberish".to_owned()),
        TokenFlaw::Expired => None,
    }
}

/// The same letters, another meaning.
fn turned(part: &str) -> String {
    part.chars().rev().collect()
}
