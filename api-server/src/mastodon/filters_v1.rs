//! `/api/v1/filters`: filters as they once were, one for each word.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::ids::KeywordId;
use domain::reading::{
    Context, FilterAction, FilterChange, FilterEdit, FilterRule, FilterTitle, Filters, KeywordEdit,
    NewFilter, Phrase,
};
use serde_json::{Value, json};
use wire::ApiError;
use wire::mastodon::FilterV1;

use super::Answer;
use super::filters::{contexts, expiry};
use crate::App;
use crate::caller::Caller;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/filters", get(all).post(make))
        .route("/api/v1/filters/{id}", get(show).put(change).delete(delete))
}

async fn all(State(app): State<Arc<App>>, caller: Caller) -> Answer<Vec<FilterV1>> {
    let me = caller.member("read:filters")?;
    Ok(Json(app.reading().filters(me).await?.filters.iter().flat_map(FilterV1::all_of).collect()))
}

async fn make(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<FilterV1> {
    let me = caller.member("write:filters")?;
    let phrase = Phrase::parse(params.text("phrase")?.unwrap_or_default())?;
    let new = NewFilter {
        title: FilterTitle::from(&phrase),
        contexts: Context::all(&params.list("context")?)?,
        action: action(&params)?.unwrap_or_default(),
        expires_at: expiry(&app, &params)?.instead_of(None),
        keywords: vec![KeywordEdit { phrase: Some(phrase), ..edit(&params)? }],
    };
    let (filters, id) = app.reading().change_filters(me, FilterChange::Make(new), &caller.origin()).await?;
    let made = filters.filters.iter().find(|filter| filter.id == id.into()).map(FilterV1::all_of);
    Ok(Json(made.and_then(|mut words| words.pop()).ok_or(FilterRule::NotFound)?))
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<KeywordId>) -> Answer<FilterV1> {
    let me = caller.member("read:filters")?;
    one(&app.reading().filters(me).await?, id)
}

async fn change(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<KeywordId>,
    params: Params,
) -> Answer<FilterV1> {
    let me = caller.member("write:filters")?;
    let phrase = params.text("phrase")?.map(Phrase::parse).transpose()?;
    let edit = FilterEdit {
        title: phrase.as_ref().map(FilterTitle::from),
        contexts: contexts(&params)?,
        action: action(&params)?,
        expiry: expiry(&app, &params)?,
        keywords: vec![KeywordEdit { id: Some(id), phrase, ..edit(&params)? }],
    };
    let has = |keyword: &domain::reading::Keyword| keyword.id == id;
    let filters = app.reading().filters(me).await?.filters;
    let of = filters.iter().find(|filter| filter.keywords.iter().any(has)).ok_or(FilterRule::NotFound)?;
    let change = FilterChange::Edit(of.id, edit);
    let (filters, _) = app.reading().change_filters(me, change, &caller.origin()).await?;
    one(&filters, id)
}

async fn delete(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<KeywordId>) -> Answer<Value> {
    let me = caller.member("write:filters")?;
    let change = FilterChange::DeleteWithKeyword(id);
    app.reading().change_filters(me, change, &caller.origin()).await?;
    Ok(Json(json!({})))
}

fn one(filters: &Filters, id: KeywordId) -> Answer<FilterV1> {
    let mut all = filters.filters.iter().flat_map(FilterV1::all_of);
    Ok(Json(all.find(|word| word.id == id).ok_or(FilterRule::NotFound)?))
}

fn action(params: &Params) -> Result<Option<FilterAction>, ApiError> {
    let of = |hides| if hides { FilterAction::Hide } else { FilterAction::Warn };
    Ok(params.flag("irreversible")?.map(of))
}

fn edit(params: &Params) -> Result<KeywordEdit, ApiError> {
    Ok(KeywordEdit { whole_word: params.flag("whole_word")?, ..KeywordEdit::default() })
}
