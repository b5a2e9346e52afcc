//! `/api/v1/accounts`: who is here, and what they posted.
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::identity::{Profile, Username};
use domain::ids::AccountId;
use domain::page::PageSize;
use domain::posts::Hashtag;
use service::posts::{AccountFilter, Entry};
use wire::ApiError;
use wire::mastodon::{Account, CredentialAccount, Empty, Status};

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/accounts/verify_credentials", get(verify_credentials))
        .route("/api/v1/accounts/lookup", get(lookup))
        .route("/api/v1/accounts/{id}", get(show))
        .route("/api/v1/accounts/{id}/statuses", get(statuses))
}

async fn verify_credentials(State(app): State<Arc<App>>, caller: Caller) -> Answer<CredentialAccount> {
    let me = caller.member_by_any(&["read:accounts", "profile"])?;
    let profile = app.accounts().find(me).await?.ok_or_else(ApiError::unauthenticated)?;
    own(&app, &profile).await
}

/// How the owner of an account sees it.
pub(super) async fn own(app: &App, profile: &Profile) -> Answer<CredentialAccount> {
    let asking = app.posts().count_asking(profile.account.id).await?;
    Ok(Json(CredentialAccount::of(profile, asking, &app.links)))
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<AccountId>) -> Answer<Account> {
    let reader = caller.reader("read:accounts")?;
    shown(&app, app.accounts().visit(id, reader).await?)
}

async fn lookup(State(app): State<Arc<App>>, caller: Caller, params: Params) -> Answer<Account> {
    let reader = caller.reader("read:accounts")?;
    let acct = params.text("acct")?.ok_or_else(|| ApiError::bad_request("acct is missing"))?;
    let name = local_name(acct, app.links.domain()).ok_or_else(ApiError::not_found)?;
    shown(&app, app.accounts().visit_by_name(&name, reader).await?)
}

fn shown(app: &App, profile: Option<Profile>) -> Answer<Account> {
    let profile = profile.ok_or_else(ApiError::not_found)?;
    Ok(Json(Account::of(&profile, &app.links)))
}

/// `name` or `name@our.domain`, with or without an `@` before it.
fn local_name(acct: &str, own_domain: &str) -> Option<Username> {
    let acct = acct.trim().trim_start_matches('@');
    let (name, domain) = acct.split_once('@').unwrap_or((acct, own_domain));
    Username::parse(name).ok().filter(|_| domain.eq_ignore_ascii_case(own_domain))
}

async fn statuses(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Result<Response, ApiError> {
    let reader = caller.reader("read:statuses")?;
    let page = Paging::of(&params, PageSize::POSTS);
    let Some(filter) = filter(&params)? else {
        return Ok(Json(Empty::default()).into_response());
    };
    let entries = app.posts().account_timeline(id, &filter, reader, page.window).await?;
    let eyes = app.eyes(reader).await?;
    if filter.pinned {
        // few, and in an order of their own: there are no pages of them
        let statuses: Vec<_> = entries.iter().map(|entry| Status::of(entry, &eyes)).collect();
        return Ok(Json(statuses).into_response());
    }
    Ok(page.answer(&entries, Entry::at, |entry| Status::of(entry, &eyes), &app.links))
}

/// Which posts; none at all under a word that can't be a tag.
fn filter(params: &Params) -> Result<Option<AccountFilter>, ApiError> {
    let tagged = params.text("tagged")?.filter(|tag| !tag.is_empty()).map(Hashtag::parse);
    let Ok(tagged) = tagged.transpose() else { return Ok(None) };
    Ok(Some(AccountFilter {
        exclude_replies: params.flag("exclude_replies")?.unwrap_or(false),
        exclude_boosts: params.flag("exclude_reblogs")?.unwrap_or(false),
        only_media: params.flag("only_media")?.unwrap_or(false),
        tagged,
        pinned: params.flag("pinned")?.unwrap_or(false),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_of_ours_is_named_in_several_ways() {
        for acct in ["ada", "@ada", "ada@r.example", "@ada@R.example"] {
            assert_eq!(local_name(acct, "r.example").unwrap().as_str(), "ada", "{acct:?}");
        }
        for acct in ["", "@", "ada@elsewhere.example", "a da", "ada@r.example@x"] {
            assert_eq!(local_name(acct, "r.example"), None, "{acct:?}");
        }
    }
}
