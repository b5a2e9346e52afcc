//! `/api/v1/accounts/:id/follow` and what belongs to it: who follows whom.
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::{Listed, PageSize};
use domain::posts::{FollowWishes, Languages, PrivateNote};
use wire::ApiError;
use wire::mastodon::{Account, FamiliarFollowers, Relationship};

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/accounts/relationships", get(relationships))
        .route("/api/v1/accounts/familiar_followers", get(familiar_followers))
        .route("/api/v1/accounts/{id}/note", post(note))
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
    let languages = Languages::parse(&params.list("languages")?)?;
    let languages = params.mentions("languages").then_some(languages);
    let wish = move |earlier: FollowWishes| FollowWishes {
        boosts: boosts.unwrap_or(earlier.boosts),
        notify: notify.unwrap_or(earlier.notify),
        languages: languages.clone().unwrap_or(earlier.languages),
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

async fn note(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Answer<Relationship> {
    let me = caller.member("write:accounts")?;
    let note = PrivateNote::parse(params.text("comment")?.unwrap_or_default())?;
    Ok(Json((&app.posts().note(me, id, &note).await?).into()))
}

/// Ids that belong to nobody are left out.
async fn familiar_followers(
    State(app): State<Arc<App>>,
    caller: Caller,
    params: Params,
) -> Answer<Vec<FamiliarFollowers>> {
    let me = caller.member("read:follows")?;
    let familiar = app.posts().familiar(me, &ids(&params)?).await?;
    Ok(Json(familiar.iter().map(|one| FamiliarFollowers::of(one, &app.links)).collect()))
}

fn ids(params: &Params) -> Result<Vec<AccountId>, ApiError> {
    Ok(params.list("id")?.into_iter().filter_map(|id| id.parse().ok()).collect())
}

/// Ids that belong to nobody are left out.
async fn relationships(
    State(app): State<Arc<App>>,
    caller: Caller,
    params: Params,
) -> Answer<Vec<Relationship>> {
    let me = caller.member("read:follows")?;
    let relationships = app.posts().relationships(me, &ids(&params)?).await?;
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
