//! `/api/v1/lists`, `/api/v1/timelines/list`: timelines of some of those whom one follows.
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use domain::identity::Profile;
use domain::ids::{AccountId, ListId};
use domain::page::{Listed, PageSize};
use domain::reading::{ListTitle, Replies};
use serde_json::{Value, json};
use service::posts::Entry;
use wire::ApiError;
use wire::mastodon::{Account, List, Status};

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/lists", get(all).post(make))
        .route("/api/v1/lists/{id}", get(show).put(change).delete(delete))
        .route("/api/v1/lists/{id}/accounts", get(members).post(add).delete(remove))
        .route("/api/v1/timelines/list/{id}", get(timeline))
        .route("/api/v1/accounts/{id}/lists", get(with))
}

async fn all(State(app): State<Arc<App>>, caller: Caller) -> Answer<Vec<List>> {
    let me = caller.member("read:lists")?;
    Ok(Json(app.reading().lists(me).await?.iter().map(List::from).collect()))
}

async fn make(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<List> {
    let me = caller.member("write:lists")?;
    let title = ListTitle::parse(params.text("title")?.unwrap_or_default())?;
    let list = app.reading().make_list(me, title, replies(&params)?.unwrap_or_default()).await?;
    Ok(Json(List::from(&list)))
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<ListId>) -> Answer<List> {
    let me = caller.member("read:lists")?;
    Ok(Json(List::from(&app.reading().list(id, me).await?)))
}

async fn change(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<ListId>,
    params: Params,
) -> Answer<List> {
    let me = caller.member("write:lists")?;
    let title = params.text("title")?.map(ListTitle::parse).transpose()?;
    let list = app.reading().change_list(id, me, title, replies(&params)?).await?;
    Ok(Json(List::from(&list)))
}

async fn delete(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<ListId>) -> Answer<Value> {
    let me = caller.member("write:lists")?;
    app.reading().delete_list(id, me).await?;
    Ok(Json(json!({})))
}

async fn members(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<ListId>,
    params: Params,
) -> Result<Response, ApiError> {
    let me = caller.member("read:lists")?;
    let mut page = Paging::of(&params, PageSize::ACCOUNTS);
    if params.lenient("limit") == Some(0) {
        page.window.limit = domain::reading::List::MEMBERS;
    }
    let rows = app.reading().list_members(id, me, page.window).await?;
    let at = |row: &Listed<Profile>| row.at;
    Ok(page.answer(&rows, at, |row| Account::of(&row.item, &app.links), &app.links))
}

async fn add(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<ListId>,
    params: Params,
) -> Answer<Value> {
    let me = caller.member("write:lists")?;
    app.reading().add_to_list(id, me, accounts(&params)?).await?;
    Ok(Json(json!({})))
}

async fn remove(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<ListId>,
    params: Params,
) -> Answer<Value> {
    let me = caller.member("write:lists")?;
    app.reading().remove_from_list(id, me, &accounts(&params)?).await?;
    Ok(Json(json!({})))
}

async fn timeline(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<ListId>,
    params: Params,
) -> Result<Response, ApiError> {
    let me = caller.member("read:lists")?;
    let page = Paging::of(&params, PageSize::POSTS);
    let rows = app.reading().list_timeline(id, me, page.window).await?;
    let eyes = app.eyes(Some(me)).await?;
    Ok(page.answer(&rows, Entry::at, |entry| Status::of(entry, &eyes), &app.links))
}

/// The reader's lists that an account is in.
async fn with(State(app): State<Arc<App>>, caller: Caller, Id(account): Id<AccountId>) -> Answer<Vec<List>> {
    let me = caller.member("read:lists")?;
    Ok(Json(app.reading().lists_with(account, me).await?.iter().map(List::from).collect()))
}

fn replies(params: &Params) -> Result<Option<Replies>, ApiError> {
    let said = params.text("replies_policy")?.filter(|said| !said.is_empty());
    Ok(said.map(str::parse).transpose()?)
}

/// More than a list may hold are too many to look at.
fn accounts(params: &Params) -> Result<Vec<AccountId>, ApiError> {
    let said = params.list("account_ids")?;
    if said.len() > usize::from(domain::reading::List::MEMBERS) {
        return Err(ApiError::invalid("account_ids has too many values"));
    }
    said.into_iter().map(|id| id.parse().map_err(|_| ApiError::not_found())).collect()
}
