//! What people tell through the gateway themselves, as clients say it.
use domain::ids::AccountId;
use serde_json::{Value, json};

use super::super::saying::{Message, Said, Shape};
use super::super::{Answer, Reader, Refused, Rule};
use crate::gateway::ask;

/// Says something in a room.
pub(super) async fn publish(
    base: &str,
    by: Reader<'_>,
    room: AccountId,
    text: &str,
    key: Option<&str>,
) -> Answer<()> {
    let token = by.map(|session| session.bearer.as_str());
    let message = json!({ "text": text }).to_string();
    let data = json!({ "topic": format!("room:message.{room}"), "message": message, "id": key, "auth_token": token });
    let frame = json!({ "type": "PUBLISH", "nonce": "p", "data": data });
    let answer = answered(base, &frame.to_string()).await?;
    match answer["error"].as_str() {
        Some("") if answer["data"]["id"].is_string() && answer["data"]["position"].is_string() => Ok(()),
        Some(code) if !code.is_empty() => Err(Refused::at_gateway(code, reason(&answer))),
        _ => Err(Refused { rule: Rule::Broken, words: answer.to_string() }),
    }
}

/// Says something that may be anything, and gives the error with its reason.
pub(super) async fn say(base: &str, message: &Message) -> Answer<Said> {
    let Message::Text(text) = message else { return Err(Refused::by(Rule::Senseless)) };
    let answer = answered(base, text).await?;
    let error = [answer["error"].as_str().unwrap_or_default(), reason(&answer)].join(" ");
    Ok(Said { status: 0, error: error.trim().to_owned(), shape: Shape::Json })
}

async fn answered(base: &str, text: &str) -> Answer<Value> {
    let nothing = || Refused { rule: Rule::Broken, words: "the gateway did not answer".to_owned() };
    ask(base, text).await.ok_or_else(nothing)
}

fn reason(answer: &Value) -> &str {
    answer["data"]["errors"][0]["reason"].as_str().unwrap_or_default()
}
