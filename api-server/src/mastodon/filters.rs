//! `/api/v2/filters`: what the reader wants to be warned of, or not to see.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::ids::{FilterId, FilteredPostId, KeywordId, PostId};
use domain::reading::{
    self, Context, Expiry, FilterChange, FilterEdit, FilterRule, FilterTitle, Filters, KeywordEdit,
    NewFilter, Phrase,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use wire::ApiError;
use wire::mastodon::{Filter, FilterKeyword, FilterStatus};

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::params::Params;
use crate::path::Id;

/// No filter is set for longer: seconds of ten years.
const LONGEST: i64 = 10 * 366 * 24 * 60 * 60;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v2/filters", get(all).post(make))
        .route("/api/v2/filters/{id}", get(show).put(change).delete(delete))
        .route("/api/v2/filters/{id}/keywords", get(keywords).post(add_keyword))
        .route("/api/v2/filters/keywords/{id}", get(keyword).put(change_keyword).delete(delete_keyword))
        .route("/api/v2/filters/{id}/statuses", get(statuses).post(add_status))
        .route("/api/v2/filters/statuses/{id}", get(status).delete(delete_status))
}

async fn all(State(app): State<Arc<App>>, caller: Caller) -> Answer<Vec<Filter>> {
    let me = caller.member("read:filters")?;
    Ok(Json(app.reading().filters(me).await?.filters.iter().map(Filter::from).collect()))
}

async fn make(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<Filter> {
    let me = caller.member("write:filters")?;
    let new = NewFilter {
        title: FilterTitle::parse(params.text("title")?.unwrap_or_default())?,
        contexts: Context::all(&params.list("context")?)?,
        action: action(&params)?.unwrap_or_default(),
        expires_at: expiry(&app, &params)?.instead_of(None),
        keywords: edits(&params)?,
    };
    let (filters, id) = app.reading().change_filters(me, FilterChange::Make(new), &caller.origin()).await?;
    one(&filters, |filter| filter.id == id.into())
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<FilterId>) -> Answer<Filter> {
    let me = caller.member("read:filters")?;
    Ok(Json(Filter::from(&app.reading().filter(id, me).await?)))
}

async fn change(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<FilterId>,
    params: Params,
) -> Answer<Filter> {
    let me = caller.member("write:filters")?;
    let edit = FilterEdit {
        title: params.text("title")?.map(FilterTitle::parse).transpose()?,
        contexts: contexts(&params)?,
        action: action(&params)?,
        expiry: expiry(&app, &params)?,
        keywords: edits(&params)?,
    };
    let change = FilterChange::Edit(id, edit);
    let (filters, _) = app.reading().change_filters(me, change, &caller.origin()).await?;
    one(&filters, |filter| filter.id == id)
}

async fn delete(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<FilterId>) -> Answer<Value> {
    let me = caller.member("write:filters")?;
    app.reading().change_filters(me, FilterChange::Delete(id), &caller.origin()).await?;
    Ok(Json(json!({})))
}

async fn keywords(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<FilterId>,
) -> Answer<Vec<FilterKeyword>> {
    let me = caller.member("read:filters")?;
    Ok(Json(app.reading().filter(id, me).await?.keywords.iter().map(FilterKeyword::from).collect()))
}

async fn add_keyword(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<FilterId>,
    params: Params,
) -> Answer<FilterKeyword> {
    let me = caller.member("write:filters")?;
    let change = FilterChange::AddKeyword(id, KeywordEdit { id: None, ..edit(&params)? });
    let (filters, id) = app.reading().change_filters(me, change, &caller.origin()).await?;
    word(&filters, id.into())
}

async fn keyword(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<KeywordId>,
) -> Answer<FilterKeyword> {
    let me = caller.member("read:filters")?;
    word(&app.reading().filters(me).await?, id)
}

async fn change_keyword(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<KeywordId>,
    params: Params,
) -> Answer<FilterKeyword> {
    let me = caller.member("write:filters")?;
    let change = FilterChange::EditKeyword(id, edit(&params)?);
    let (filters, _) = app.reading().change_filters(me, change, &caller.origin()).await?;
    word(&filters, id)
}

async fn delete_keyword(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<KeywordId>) -> Answer<Value> {
    let me = caller.member("write:filters")?;
    app.reading().change_filters(me, FilterChange::DeleteKeyword(id), &caller.origin()).await?;
    Ok(Json(json!({})))
}

async fn statuses(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<FilterId>,
) -> Answer<Vec<FilterStatus>> {
    let me = caller.member("read:filters")?;
    Ok(Json(app.reading().filter(id, me).await?.posts.iter().map(FilterStatus::from).collect()))
}

async fn add_status(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<FilterId>,
    params: Params,
) -> Answer<FilterStatus> {
    let me = caller.member("write:filters")?;
    let post = params.id::<PostId>("status_id")?.ok_or_else(ApiError::not_found)?;
    let (filters, id) = app.reading().filter_post(id, post, me, &caller.origin()).await?;
    entry(&filters, id.into())
}

async fn status(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<FilteredPostId>,
) -> Answer<FilterStatus> {
    let me = caller.member("read:filters")?;
    entry(&app.reading().filters(me).await?, id)
}

async fn delete_status(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<FilteredPostId>,
) -> Answer<Value> {
    let me = caller.member("write:filters")?;
    app.reading().change_filters(me, FilterChange::DeletePost(id), &caller.origin()).await?;
    Ok(Json(json!({})))
}

fn one(filters: &Filters, is_it: impl Fn(&reading::Filter) -> bool) -> Answer<Filter> {
    let found = filters.filters.iter().find(|filter| is_it(filter)).ok_or(FilterRule::NotFound)?;
    Ok(Json(Filter::from(found)))
}

fn word(filters: &Filters, id: KeywordId) -> Answer<FilterKeyword> {
    let mut all = filters.filters.iter().flat_map(|filter| &filter.keywords);
    Ok(Json(FilterKeyword::from(all.find(|keyword| keyword.id == id).ok_or(FilterRule::NotFound)?)))
}

fn entry(filters: &Filters, id: FilteredPostId) -> Answer<FilterStatus> {
    let mut all = filters.filters.iter().flat_map(|filter| &filter.posts);
    Ok(Json(FilterStatus::from(all.find(|one| one.id == id).ok_or(FilterRule::NotFound)?)))
}

fn action(params: &Params) -> Result<Option<reading::FilterAction>, ApiError> {
    let said = params.text("filter_action")?.filter(|said| !said.is_empty());
    Ok(said.map(str::parse).transpose()?)
}

/// Nothing was said, or what was said.
pub(super) fn contexts(params: &Params) -> Result<Option<Vec<Context>>, ApiError> {
    let said = params.list("context")?;
    Ok(if said.is_empty() { None } else { Some(Context::all(&said)?) })
}

/// What was said of when it ends.
pub(super) fn expiry(app: &App, params: &Params) -> Result<Expiry, ApiError> {
    let Some(said) = params.lenient::<String>("expires_in") else { return Ok(Expiry::Kept) };
    if said.is_empty() {
        return Ok(Expiry::Never);
    }
    let seconds: i64 = said.parse().map_err(|_| FilterRule::Expiry)?;
    if !(1..=LONGEST).contains(&seconds) {
        return Err(FilterRule::Expiry.into());
    }
    Ok(Expiry::At(app.use_cases.entropy.now() + SignedDuration::from_secs(seconds)))
}

fn edits(params: &Params) -> Result<Vec<KeywordEdit>, ApiError> {
    let groups = params.groups("keywords_attributes")?.unwrap_or_default();
    if groups.len() > Filters::ENTRIES {
        return Err(FilterRule::TooMany { max: Filters::ENTRIES }.into());
    }
    groups.iter().map(edit).collect()
}

fn edit(params: &Params) -> Result<KeywordEdit, ApiError> {
    Ok(KeywordEdit {
        id: params.id("id")?,
        phrase: params.text("keyword")?.map(Phrase::parse).transpose()?,
        whole_word: params.flag("whole_word")?,
        goes: params.flag("_destroy")?.unwrap_or(false),
    })
}
