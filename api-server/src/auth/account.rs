//! `/auth/account`: a page about one's account, without scripts; taking everything along, and deleting it.
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use domain::identity::{Email, Password, Secret};
use serde_json::json;
use service::identity::{Here, LoginError, Proof};
use wire::ApiError;
use wire::request::RequestId;

use super::pages::{Page, wants_page};
use super::sessions::here;
use crate::App;
use crate::attempts::Attempts;
use crate::caller::Caller;
use crate::cookies::{Cookies, Jar};
use crate::export::archive;
use crate::guard::{address, is_ours};
use crate::params::Params;

/// The page; whoever is not logged in is asked to.
pub(super) async fn page(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    match here(&app, &headers).await {
        Ok(here) => Ok(about(&app, &here, None).await?.shown(&app.about.title)),
        Err(refused) if refused.status == StatusCode::UNAUTHORIZED => {
            Ok(Redirect::to("/login").into_response())
        }
        Err(error) => Err(error),
    }
}

async fn about(app: &App, here: &Here, trouble: Option<&str>) -> Result<Page, ApiError> {
    let profile = app.accounts().find(here.session.account).await?.ok_or_else(ApiError::unauthenticated)?;
    Ok(Page::account(profile.account.username.as_str(), trouble))
}

/// Everything of the account as one archive, for whoever is logged in, or shows a token that may read.
pub(super) async fn export(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let account = match caller.bearer {
        Some(_) => caller.member("read")?,
        None if is_ours(&headers, &app.links.at("")) => here(&app, &headers).await?.session.account,
        None => return Err(ApiError::unauthenticated()),
    };
    let now = app.use_cases.entropy.now();
    attempts.export(account, now)?;
    let parts = archive(&app.use_cases.exports, &app.links, account, now);
    let mut response = Body::from_stream(parts).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-tar"));
    let name = HeaderValue::from_static("attachment; filename=\"rookery.tar\"");
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    Ok(response)
}

/// The account is deleted, if whoever asks proves once more whose it is: by the password, or by the code that comes by mail.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    extensions: Extensions,
    params: Params,
) -> Result<Response, ApiError> {
    let here = here(&app, &headers).await?;
    let account = here.session.account;
    let (from, now) = (address(&app, &extensions, &headers), app.use_cases.entropy.now());
    let proved = match claim(&params)? {
        Some((email, proof)) => {
            attempts.log_in(&email, from, now)?;
            let proved = app.accounts().prove(account, &email, &proof).await;
            if matches!(proved, Err(LoginError::InvalidCredentials)) {
                attempts.was_wrong(email, from, now);
            }
            proved
        }
        None => Err(LoginError::InvalidCredentials),
    };
    match proved {
        Ok(()) => {}
        Err(error @ LoginError::InvalidCredentials) if wants_page(&headers) => {
            let page = about(&app, &here, Some("The address, the password or the code is wrong.")).await?;
            return Ok((ApiError::from(error).status, page.shown(&app.about.title)).into_response());
        }
        Err(error) => return Err(error.into()),
    }
    app.use_cases.leaving.leave(account, &request.origin(Some(account))).await?;
    let mut response = if wants_page(&headers) {
        Page::account_deleted().shown(&app.about.title)
    } else {
        Json(json!({})).into_response()
    };
    Cookies::of(&app.links).forget(Jar::Session, response.headers_mut());
    Ok(response)
}

/// What can't be an address, a password or a code is nobody's, and answered like a wrong one.
fn claim(params: &Params) -> Result<Option<(Email, Proof)>, ApiError> {
    let filled = |name| Ok::<_, ApiError>(params.text(name)?.filter(|text| !text.is_empty()));
    let email = params.text("email")?.ok_or_else(|| ApiError::invalid("Email can't be blank"))?;
    let proof = match (filled("password")?, filled("code")?) {
        (Some(password), _) => Password::parse(password).ok().map(Proof::Password),
        (None, Some(code)) => Some(Proof::Code(Secret::new(code.trim()))),
        (None, None) => return Err(ApiError::invalid("Password or code can't be blank")),
    };
    Ok(Email::parse(email).ok().zip(proof))
}
