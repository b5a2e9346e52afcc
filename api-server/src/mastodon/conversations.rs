//! `/api/v1/conversations`: what is said to the reader and few others.
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use domain::ids::ConversationId;
use domain::page::PageSize;
use serde_json::{Value, json};
use service::notifications::ConversationView;
use wire::ApiError;
use wire::mastodon::Conversation;

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/conversations", get(list))
        .route("/api/v1/conversations/{id}", delete(remove))
        .route("/api/v1/conversations/{id}/read", post(read))
}

/// Paged by what was said last.
async fn list(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Result<Response, ApiError> {
    let me = caller.member("read:statuses")?;
    let page = Paging::of(&params, PageSize::POSTS);
    let rows = app.notifications().conversations(me, page.window).await?;
    let at = |view: &ConversationView| view.talk.conversation.last.into();
    let eyes = app.eyes(Some(me)).await?;
    Ok(page.answer(&rows, at, |view| Conversation::of(view, &eyes), &app.links))
}

async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<ConversationId>,
) -> Answer<Conversation> {
    let me = caller.member("write:conversations")?;
    let view = app.notifications().read_conversation(id, me).await?;
    Ok(Json(Conversation::of(&view, &app.eyes(Some(me)).await?)))
}

async fn remove(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<ConversationId>) -> Answer<Value> {
    let me = caller.member("write:conversations")?;
    app.notifications().remove_conversation(id, me).await?;
    Ok(Json(json!({})))
}
