//! What people do with posts that are there: mark them, vote in them, say something else.
use domain::ids::PostId;
use serde_json::{Value, json};

use super::super::{Answer, Mark, Part, Reader, Refused, ShownPost};
use super::refusals::{accepted, no_answer};
use super::{OverTheWire, ask, shown};
use crate::markup::text_of;

/// Mastodon's word for a mark.
pub(super) fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::Favourite => "favourite",
        Mark::Boost => "reblog",
        Mark::Bookmark => "bookmark",
        Mark::Pin => "pin",
        Mark::MuteThread => "mute",
    }
}

impl OverTheWire {
    pub(super) async fn vote_for(&self, by: Reader<'_>, post: PostId, place: usize) -> Answer<()> {
        let body = json!({ "choices": [place.to_string()] });
        self.post(by, &format!("/api/v1/polls/{post}/votes"), body).await.map(drop)
    }

    pub(super) async fn say_instead(&self, by: Reader<'_>, post: PostId, text: &str) -> Answer<ShownPost> {
        let ask = ask(by).with(json!({ "status": text }));
        let reply = self.rest().put(&format!("/api/v1/statuses/{post}"), ask).await;
        shown(&accepted(reply.map_err(|error| no_answer(&error))?)?.body)
    }

    pub(super) async fn said_before(&self, by: Reader<'_>, post: PostId) -> Answer<Vec<String>> {
        let reply = self.get(by, &format!("/api/v1/statuses/{post}/history"), Part::default()).await?;
        let said = |version: &Value| Some(text_of(version["content"].as_str()?));
        let versions = reply.body.as_array().and_then(|all| all.iter().map(said).collect());
        versions.ok_or_else(|| Refused::broken("no history", &reply.body))
    }
}
