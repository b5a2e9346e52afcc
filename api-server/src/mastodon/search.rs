//! `/api/v2/search`, `/api/v1/search`, `/api/v1/accounts/search`: finding people, tags and posts.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::ids::AccountId;
use domain::page::{PageSize, Window};
use service::search::{Asked, Found, Kinds, Part};
use wire::ApiError;
use wire::mastodon::{Account, Search, SearchV1};

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::params::Params;

/// Nobody leafs through more than that, and counting off costs.
const PASSED_OVER: i64 = 1_000;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v2/search", get(second))
        .route("/api/v1/search", get(first))
        .route("/api/v1/accounts/search", get(accounts))
}

async fn second(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<Search> {
    let (found, reader) = found(&app, &caller, &params).await?;
    Ok(Json(Search::of(&found, &app.eyes(reader).await?)))
}

/// Its tags are words.
async fn first(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<SearchV1> {
    let (found, reader) = found(&app, &caller, &params).await?;
    Ok(Json(SearchV1::of(&found, &app.eyes(reader).await?)))
}

/// What was found, and for whom.
async fn found(app: &App, caller: &Caller, params: &Params) -> Result<(Found, Option<AccountId>), ApiError> {
    let reader = caller.reader("read:search")?;
    let text = params.text("q")?.ok_or_else(|| ApiError::bad_request("q is missing"))?;
    let asked = Asked {
        text,
        target: app.links.target(text),
        kinds: kinds(params.text("type")?.unwrap_or_default()),
        following: params.flag("following")?.unwrap_or(false),
        by: params.id::<AccountId>("account_id")?,
        window: Window {
            before: params.lenient("max_id"),
            since: params.lenient("since_id"),
            above: params.lenient("min_id"),
            limit: PageSize::POSTS.clamp(params.lenient("limit")),
        },
        offset: offset(params),
    };
    Ok((app.search().find(&asked, reader).await?, reader))
}

/// What is no kind means all of them.
fn kinds(word: &str) -> Kinds {
    let all = !["accounts", "hashtags", "statuses"].contains(&word);
    let is = |kind| all || word == kind;
    Kinds { accounts: is("accounts"), hashtags: is("hashtags"), posts: is("statuses") }
}

fn offset(params: &Params) -> u16 {
    let asked: i64 = params.lenient("offset").unwrap_or_default();
    u16::try_from(asked.clamp(0, PASSED_OVER)).unwrap_or_default()
}

async fn accounts(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<Vec<Account>> {
    let me = caller.member("read:accounts")?;
    let text = params.text("q")?.unwrap_or_default();
    let part = Part { limit: PageSize::ACCOUNTS.clamp(params.lenient("limit")), offset: offset(&params) };
    let following = params.flag("following")?.unwrap_or(false);
    let found = app.search().accounts(text, following, Some(me), part).await?;
    Ok(Json(found.iter().map(|profile| Account::of(profile, &app.links)).collect()))
}
