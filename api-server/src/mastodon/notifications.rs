//! `/api/v1/notifications`: what others did that concerns the reader.
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::ids::NotificationId;
use domain::page::PageSize;
use domain::posts::NotificationKind;
use serde_json::{Value, json};
use service::notifications::{NotificationView, Wanted};
use wire::ApiError;
use wire::mastodon::{Notification, Unread};

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

/// How many unread ones are counted.
const COUNTED: PageSize = PageSize { default: 100, max: 1000 };

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/notifications", get(list))
        .route("/api/v1/notifications/clear", post(clear))
        .route("/api/v1/notifications/unread_count", get(unread_count))
        .route("/api/v1/notifications/{id}", get(show))
        .route("/api/v1/notifications/{id}/dismiss", post(dismiss))
}

async fn list(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Result<Response, ApiError> {
    let me = caller.member("read:notifications")?;
    let page = Paging::of(&params, PageSize::ACCOUNTS);
    let rows = app.notifications().list(me, &wanted(&params)?, page.window).await?;
    let at = |view: &NotificationView| view.notification.id.into();
    let eyes = app.eyes(Some(me)).await?;
    Ok(page.answer(&rows, at, |view| Notification::of(view, &eyes), &app.links))
}

async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<NotificationId>,
) -> Answer<Notification> {
    let me = caller.member("read:notifications")?;
    Ok(Json(Notification::of(&app.notifications().find(id, me).await?, &app.eyes(Some(me)).await?)))
}

async fn dismiss(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<NotificationId>) -> Answer<Value> {
    let me = caller.member("write:notifications")?;
    app.notifications().dismiss(id, me).await?;
    Ok(Json(json!({})))
}

async fn clear(State(app): State<Arc<App>>, caller: Caller) -> Answer<Value> {
    let me = caller.member("write:notifications")?;
    app.notifications().clear(me).await?;
    Ok(Json(json!({})))
}

async fn unread_count(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<Unread> {
    let me = caller.member("read:notifications")?;
    let limit = COUNTED.clamp(params.lenient("limit"));
    let count = app.notifications().unread(me, &wanted(&params)?, limit).await?;
    Ok(Json(Unread { count }))
}

/// Kinds that nobody is told of here are ignored; where only such are asked for, there is nothing.
fn wanted(params: &Params) -> Result<Wanted, ApiError> {
    let named = |name| -> Result<Vec<&str>, ApiError> { params.list(name) };
    let (only, never) = (named("types")?, named("exclude_types")?);
    let is_wanted = |kind: &NotificationKind| {
        (only.is_empty() || only.contains(&kind.as_str())) && !never.contains(&kind.as_str())
    };
    let kinds = NotificationKind::ALL.into_iter().filter(is_wanted).collect();
    Ok(Wanted { kinds, by: params.id("account_id")? })
}
