//! What people do in channels, as clients ask.
use domain::ids::{AccountId, Snowflake};
use domain::realtime::{LiveTopic, TopicName};
use reqwest::Method;
use serde_json::{Value, json};

use super::super::channels::notice;
use super::super::{Answer, Asked, Drive, Heard, OnStage, Part, Reader, Refused, Session, Stage};
use super::refusals::{accepted, no_answer};
use super::sights::id;
use super::{OverTheWire, ask, publishing};

pub(super) async fn stream(wire: &OverTheWire, by: Reader<'_>, act: &OnStage) -> Answer<Stage> {
    let at = |channel: &AccountId, what: &str| format!("/api/rookery/v1/channels/{channel}{what}");
    let (channel, method, path, body) = match act {
        OnStage::Look(channel) => return look(wire, by, &channel.to_string()).await,
        OnStage::Present { title, category, live } => {
            let body = json!({ "title": title, "category": category, "live": live });
            let shown = send(wire, by, Method::PUT, "/api/rookery/v1/channel", body).await?;
            let own = shown["id"].as_str().ok_or_else(|| Refused::broken("no channel", &shown))?;
            return look(wire, by, own).await;
        }
        OnStage::Follow(channel) => (channel, Method::POST, at(channel, "/follow"), json!({})),
        OnStage::Unfollow(channel) => (channel, Method::DELETE, at(channel, "/follow"), json!({})),
        OnStage::Grant(channel, to, points) => {
            (channel, Method::POST, at(channel, "/points"), json!({ "account": to, "points": points }))
        }
        OnStage::Say(channel, text, key) => {
            (channel, Method::POST, at(channel, "/messages"), json!({ "text": text, "id": key }))
        }
        OnStage::Publish(channel, text, key) => {
            publishing::publish(wire.socket(), by, *channel, text, key.as_deref()).await?;
            return look(wire, by, &channel.to_string()).await;
        }
        OnStage::Tell { channel, text, key, operator } => {
            let operator = match operator {
                Some(name) => Some(operator_of(wire, name).await?),
                None => None,
            };
            let topic = LiveTopic::of(TopicName::ChannelUpdate, *channel).to_string();
            let body = json!({ "topic": topic, "message": notice(text), "id": key });
            let path = "/api/rookery/v1/admin/gateway/publish";
            send(wire, operator.as_ref().or(by), Method::POST, path, body).await?;
            return look(wire, by, &channel.to_string()).await;
        }
        OnStage::Predict(channel, title, outcomes) => {
            let body = json!({ "title": title, "outcomes": outcomes, "window": 600 });
            (channel, Method::POST, at(channel, "/predictions"), body)
        }
        OnStage::Stake(channel, id, outcome, points) => {
            let body = json!({ "outcome": outcome, "points": points });
            (channel, Method::POST, of_round("predictions", *id, "stakes"), body)
        }
        OnStage::Lock(channel, id) => {
            (channel, Method::POST, of_round("predictions", *id, "lock"), json!({}))
        }
        OnStage::Resolve(channel, id, outcome) => {
            let body = json!({ "outcome": outcome });
            (channel, Method::POST, of_round("predictions", *id, "resolve"), body)
        }
        OnStage::Cancel(channel, id) => {
            (channel, Method::POST, of_round("predictions", *id, "cancel"), json!({}))
        }
        OnStage::Ask(channel, question, choices) => {
            let body = json!({ "question": question, "choices": choices, "seconds": 600 });
            (channel, Method::POST, at(channel, "/polls"), body)
        }
        OnStage::Vote(channel, id, choice) => {
            (channel, Method::POST, of_round("polls", *id, "votes"), json!({ "choice": choice }))
        }
        OnStage::EndPoll(channel, id) => (channel, Method::POST, of_round("polls", *id, "end"), json!({})),
        OnStage::Unsay(channel, id) => {
            (channel, Method::DELETE, at(channel, &format!("/messages/{id}")), json!({}))
        }
    };
    send(wire, by, method, &path, body).await?;
    look(wire, by, &channel.to_string()).await
}

/// A token to run the gateway with, of the account of this name.
async fn operator_of(wire: &OverTheWire, username: &str) -> Answer<Session> {
    let bearer = wire.operate(&["tokens", "create", "--username", username, "--admin"]).await?;
    Ok(Session { bearer: bearer.trim().to_owned() })
}

/// Where something is done with a prediction or a poll.
fn of_round(kind: &str, id: Snowflake, what: &str) -> String {
    format!("/api/rookery/v1/{kind}/{id}/{what}")
}

async fn send(wire: &OverTheWire, by: Reader<'_>, method: Method, path: &str, body: Value) -> Answer<Value> {
    let (rest, ask) = (wire.rest(), ask(by).with(body));
    let reply = match method {
        Method::PUT => rest.put(path, ask).await,
        Method::DELETE => rest.delete(path, ask).await,
        _ => rest.post(path, ask).await,
    };
    Ok(accepted(reply.map_err(|error| no_answer(&error))?)?.body)
}

async fn look(wire: &OverTheWire, by: Reader<'_>, channel: &str) -> Answer<Stage> {
    let path = format!("/api/rookery/v1/channels/{channel}");
    let shown = wire.get(by, &path, Part::default()).await?.body;
    let points = match by {
        Some(_) => wire.get(by, &format!("{path}/points"), Part::default()).await?.body["points"].as_u64(),
        None => None,
    };
    let said = wire.get(by, &format!("{path}/messages?limit=80"), Part::default()).await?.body;
    let mut latest = [Value::Null, Value::Null];
    for (place, kind) in ["predictions", "polls"].iter().enumerate() {
        let path = format!("{path}/{kind}?limit=1");
        latest[place] = wire.get(by, &path, Part::default()).await?.body[0].clone();
    }
    stage(&shown, points, &said, &latest).ok_or_else(|| Refused::broken("no channel", &shown))
}

fn asked(shown: &Value, choices: &str, counted: &str) -> Option<Asked> {
    let choice = |one: &Value| Some((one["title"].as_str()?.to_owned(), one[counted].as_u64()?));
    Some(Asked {
        id: id(&shown["id"])?,
        status: shown["status"].as_str()?.to_owned(),
        choices: shown[choices].as_array()?.iter().map(choice).collect::<Option<_>>()?,
    })
}

fn stage(shown: &Value, points: Option<u64>, said: &Value, latest: &[Value; 2]) -> Option<Stage> {
    let [prediction, poll] = latest;
    let heard = |message: &Value| {
        Some(Heard {
            id: id(&message["id"])?,
            by: id(&message["account"]["id"])?,
            text: message["text"].as_str()?.to_owned(),
        })
    };
    Some(Stage {
        title: shown["title"].as_str()?.to_owned(),
        category: shown["category"].as_str()?.to_owned(),
        live: shown["live"].as_bool()?,
        followers: shown["followers_count"].as_u64()?,
        following: shown["following"].as_bool(),
        points,
        prediction: asked(prediction, "outcomes", "points"),
        poll: asked(poll, "choices", "votes"),
        said: said.as_array()?.iter().map(heard).collect::<Option<_>>()?,
    })
}
