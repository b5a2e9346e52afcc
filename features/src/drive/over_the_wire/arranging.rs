//! Arranging what one reads, as clients do.
use domain::ids::Snowflake;
use serde_json::{Value, json};

use super::super::{Answer, Arranging, Reader};
use super::refusals::{accepted, no_answer};
use super::sights::id;
use super::{OverTheWire, ask};

pub(super) async fn arrange(
    wire: &OverTheWire,
    by: Reader<'_>,
    arranging: &Arranging,
) -> Answer<Option<Snowflake>> {
    match arranging {
        Arranging::MakeList(title) => make(wire, by, "/api/v1/lists", json!({ "title": title })).await,
        Arranging::PutIn(list, whom) => {
            let body = json!({ "account_ids": [whom] });
            make(wire, by, &format!("/api/v1/lists/{list}/accounts"), body).await
        }
        Arranging::TakeOut(list, whom) => {
            let body = json!({ "account_ids": [whom] });
            unmake(wire, by, &format!("/api/v1/lists/{list}/accounts"), body).await
        }
        Arranging::Filter(word) => {
            let words = json!([{ "keyword": word }]);
            let body = json!({ "title": word, "context": ["home"], "keywords_attributes": words });
            make(wire, by, "/api/v2/filters", body).await
        }
        Arranging::DeleteFilter(id) => unmake(wire, by, &format!("/api/v2/filters/{id}"), json!({})).await,
        Arranging::FollowTag(tag) => {
            make(wire, by, &format!("/api/v1/tags/{tag}/follow"), json!({})).await.map(|_| None)
        }
        Arranging::UnfollowTag(tag) => {
            make(wire, by, &format!("/api/v1/tags/{tag}/unfollow"), json!({})).await.map(|_| None)
        }
        Arranging::DeleteList(list) => unmake(wire, by, &format!("/api/v1/lists/{list}"), json!({})).await,
    }
}

async fn make(wire: &OverTheWire, by: Reader<'_>, path: &str, body: Value) -> Answer<Option<Snowflake>> {
    Ok(id(&wire.post(by, path, body).await?["id"]))
}

async fn unmake(wire: &OverTheWire, by: Reader<'_>, path: &str, body: Value) -> Answer<Option<Snowflake>> {
    let reply = wire.rest().delete(path, ask(by).with(body)).await;
    accepted(reply.map_err(|error| no_answer(&error))?).map(|_| None)
}
