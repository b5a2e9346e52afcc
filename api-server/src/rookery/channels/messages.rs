//! `/api/rookery/v1/channels/{id}/messages`: what is said in a channel's room.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{delete, get};
use axum::{Json, Router};
use domain::channels::{MessageKey, MessageText};
use domain::ids::AccountId;
use domain::page::PageSize;
use serde_json::{Value, json};
use service::channels::Snapshot;
use wire::ApiError;
use wire::rookery::Message;

use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;
use crate::rookery::as_of;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/channels/{id}/messages", get(list).post(say))
        .route("/api/rookery/v1/channels/{id}/messages/{message}", delete(unsay))
}

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Result<Response, ApiError> {
    let reader = caller.reader("read:statuses")?;
    let page = Paging::of(&params, PageSize::ACCOUNTS);
    let Snapshot { position, item: rows } = app.rooms().list(id, reader, page.window).await?;
    let shown = page.answer(&rows, |row| row.at, |row| Message::of(&row.item, &app.links), &app.links);
    Ok(as_of(position, shown))
}

async fn say(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Result<Json<Message>, ApiError> {
    let me = caller.member("write:statuses")?;
    let text = MessageText::parse(params.text("text")?.unwrap_or_default())?;
    let key = MessageKey::parse(params.text("id")?.unwrap_or_default())?;
    let said = app.rooms().say(me, id, text, key, &caller.origin()).await?;
    Ok(Json(Message::of(&said.view, &app.links)))
}

async fn unsay(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((room, message)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let me = caller.member("write:statuses")?;
    let room = room.parse().map_err(|_| ApiError::not_found())?;
    let message = message.parse().map_err(|_| ApiError::not_found())?;
    app.rooms().unsay(me, room, message, &caller.origin()).await?;
    Ok(Json(json!({})))
}
