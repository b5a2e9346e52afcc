//! `/api/v1/reports`: telling those who look after the server.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use domain::identity::{Category, Comment, NewReport};
use domain::ids::AccountId;
use wire::ApiError;
use wire::mastodon::Report;

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::params::Params;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/v1/reports", post(file))
}

async fn file(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<Report> {
    let me = caller.member("write:reports")?;
    let about: AccountId = params.id("account_id")?.ok_or_else(ApiError::not_found)?;
    let posts =
        params.list("status_ids")?.into_iter().map(|id| id.parse().map_err(|_| ApiError::not_found()));
    let posts = NewReport::parse_posts(posts.collect::<Result<_, _>>()?)?;
    let comment = Comment::parse(params.text("comment")?.unwrap_or_default())?;
    let category = Category::parse(params.text("category")?.unwrap_or_default())?;
    let (report, profile) = app.use_cases.reports.file(me, about, posts, comment, category).await?;
    Ok(Json(Report::of(&report, &profile, &app.links)))
}
