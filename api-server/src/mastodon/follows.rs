//! `/api/v1/accounts/:id/follow` and what belongs to it: who follows whom.
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::{Listed, PageSize};
use domain::posts::FollowWishes;
use wire::ApiError;
use wire::mastodon::{Account, Relationship};

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/accounts/relationships", get(relationships))
        .route("/api/v1/accounts/{id}/follow", post(follow))
        .route("/api/v1/accounts/{id}/unfollow", post(unfollow))
        .route("/api/v1/accounts/{id}/remove_from_followers", post(remove_follower))
        .route("/api/v1/accounts/{id}/followers", get(followers))
        .route("/api/v1/accounts/{id}/following", get(following))
}

async fn follow(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Answer<Relationship> {
    let me = caller.member("write:follows")?;
    let (boosts, notify) = (params.flag("reblogs")?, params.flag("notify")?);
    let wish = move |earlier: FollowWishes| FollowWishes {
        boosts: boosts.unwrap_or(earlier.boosts),
        notify: notify.unwrap_or(earlier.notify),
    };
    let relationship = app.posts().follow(me, id, wish, &caller.origin()).await?;
    Ok(Json((&relationship).into()))
}

async fn unfollow(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
) -> Answer<Relationship> {
    let me = caller.member("write:follows")?;
    let relationship = app.posts().unfollow(me, id, &caller.origin()).await?;
    Ok(Json((&relationship).into()))
}

async fn remove_follower(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
) -> Answer<Relationship> {
    let me = caller.member("write:follows")?;
    let relationship = app.posts().remove_follower(me, id, &caller.origin()).await?;
    Ok(Json((&relationship).into()))
}

/// Ids that belong to nobody are left out.
async fn relationships(
    State(app): State<Arc<App>>,
    caller: Caller,
    params: Params,
) -> Answer<Vec<Relationship>> {
    let me = caller.member("read:follows")?;
    let ids: Vec<AccountId> = params.list("id")?.into_iter().filter_map(|id| id.parse().ok()).collect();
    let relationships = app.posts().relationships(me, &ids).await?;
    Ok(Json(relationships.iter().map(Relationship::from).collect()))
}

async fn followers(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Result<Response, ApiError> {
    let reader = caller.reader("read:accounts")?;
    let page = Paging::of(&params, PageSize::ACCOUNTS);
    Ok(accounts(&app, &page, &app.posts().followers(id, reader, page.window).await?))
}

async fn following(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Result<Response, ApiError> {
    let reader = caller.reader("read:accounts")?;
    let page = Paging::of(&params, PageSize::ACCOUNTS);
    Ok(accounts(&app, &page, &app.posts().following(id, reader, page.window).await?))
}

/// A page of accounts; what pages them is not their own id.
pub(super) fn accounts(app: &App, page: &Paging, rows: &[Listed<Profile>]) -> Response {
    page.answer(rows, |row| row.at, |row| Account::of(&row.item, &app.links), &app.links)
}
