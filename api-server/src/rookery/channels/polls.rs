//! `/api/rookery/v1/polls`: questions to those who watch a channel.
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::channels::{ChannelPollRule, NewChannelPoll};
use domain::ids::{AccountId, ChannelPollId};
use domain::page::{Listed, PageSize};
use service::channels::{ChannelPollView, Snapshot};
use wire::ApiError;
use wire::rookery::PollShown;

use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;
use crate::rookery::as_of;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/channels/{id}/polls", get(list).post(begin))
        .route("/api/rookery/v1/polls/{id}", get(show))
        .route("/api/rookery/v1/polls/{id}/votes", post(vote))
        .route("/api/rookery/v1/polls/{id}/end", post(end))
}

type Answer = Result<Json<PollShown>, ApiError>;

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Result<Response, ApiError> {
    let reader = caller.reader("read:statuses")?;
    let page = Paging::of(&params, PageSize::POSTS);
    let Snapshot { position, item: rows } = app.channels().polls(id, reader, page.window).await?;
    let shown = |row: &Listed<_>| PollShown::of(&row.item, position);
    Ok(as_of(position, page.answer(&rows, |row| row.at, shown, &app.links)))
}

async fn begin(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<AccountId>, params: Params) -> Answer {
    let me = caller.member("write:statuses")?;
    let question = params.text("question")?.unwrap_or_default();
    let new = NewChannelPoll::parse(question, &params.list("choices")?, params.whole("seconds")?)?;
    Ok(view(&app.channels().ask(me, id, new, &caller.origin()).await?))
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<ChannelPollId>) -> Answer {
    let reader = caller.reader("read:statuses")?;
    Ok(view(&app.channels().poll(id, reader).await?))
}

async fn vote(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<ChannelPollId>,
    params: Params,
) -> Answer {
    let me = caller.member("write:statuses")?;
    // what is no place is that of nothing
    let choice = params.whole("choice")?.and_then(|place| usize::try_from(place).ok());
    let choice = choice.ok_or(ChannelPollRule::NoSuchChoice)?;
    Ok(view(&app.channels().vote(me, id, choice, &caller.origin()).await?))
}

async fn end(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<ChannelPollId>) -> Answer {
    let me = caller.member("write:statuses")?;
    Ok(view(&app.channels().end_poll(me, id, &caller.origin()).await?))
}

fn view(seen: &Snapshot<ChannelPollView>) -> Json<PollShown> {
    Json(PollShown::of(&seen.item, seen.position))
}
