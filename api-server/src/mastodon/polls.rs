//! `/api/v1/polls`: the questions of posts.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::ids::PostId;
use domain::posts::PollRule;
use service::posts::{Entry, NotFound};
use wire::ApiError;
use wire::mastodon::Poll;

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/v1/polls/{id}", get(show)).route("/api/v1/polls/{id}/votes", post(vote))
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PostId>) -> Answer<Poll> {
    let reader = caller.reader("read:statuses")?;
    view(&app.polls().find(id, reader).await?)
}

async fn vote(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<PostId>,
    params: Params,
) -> Answer<Poll> {
    let me = caller.member("write:statuses")?;
    // what is no number is no answer's place
    let places = params.list("choices")?.into_iter().map(str::parse).collect::<Result<Vec<usize>, _>>();
    let places = places.map_err(|_| PollRule::NoSuchOption)?;
    view(&app.polls().vote(id, me, &places).await?)
}

fn view(entry: &Entry) -> Answer<Poll> {
    Ok(Json(Poll::of(&entry.post).ok_or_else(|| ApiError::from(NotFound))?))
}
