//! What comes by mail: `/auth/forgot`, `/auth/reset`, `/auth/code`, `/auth/confirm`.
use std::sync::Arc;

use axum::extract::State;
use axum::http::{Extensions, HeaderMap};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::identity::{Email, Password, Purpose, Secret};
use service::identity::{LoginError, ProofError};
use wire::ApiError;
use wire::mastodon::SignedUp;
use wire::request::RequestId;

use super::pages::{Page, wants_page};
use super::take_along;
use crate::App;
use crate::attempts::Attempts;
use crate::browser::browser;
use crate::caller::Caller;
use crate::cookies::{Cookies, Jar};
use crate::guard::address;
use crate::params::Params;

/// Says nothing, so that whoever asks for somebody else's address learns nothing.
fn nothing() -> Json<serde_json::Value> {
    Json(serde_json::json!({}))
}

/// `POST /auth/forgot`: sends a link that sets a new password.
pub(super) async fn forgot(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    headers: HeaderMap,
    extensions: Extensions,
    params: Params,
) -> Result<Json<serde_json::Value>, ApiError> {
    let email = recipient(&app, &attempts, &headers, &extensions, &params)?;
    app.accounts().ask_for_reset(&email).await?;
    Ok(nothing())
}

/// `POST /auth/code`: sends a code that logs in once.
pub(super) async fn send_code(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    headers: HeaderMap,
    extensions: Extensions,
    params: Params,
) -> Result<Json<serde_json::Value>, ApiError> {
    let email = recipient(&app, &attempts, &headers, &extensions, &params)?;
    app.accounts().ask_for_code(&email).await?;
    Ok(nothing())
}

fn recipient(
    app: &App,
    attempts: &Attempts,
    headers: &HeaderMap,
    extensions: &Extensions,
    params: &Params,
) -> Result<Email, ApiError> {
    let email = Email::parse(params.text("email")?.unwrap_or_default());
    let email = email.map_err(|rule| ApiError::invalid(format_args!("Email {rule}")))?;
    attempts.write_to(&email, address(app, extensions, headers), app.use_cases.entropy.now())?;
    Ok(email)
}

/// `POST /auth/code/login`: a session and its token for the right code.
pub(super) async fn log_in_by_code(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    extensions: Extensions,
    params: Params,
) -> Result<Response, ApiError> {
    let code = params.text("code")?.unwrap_or_default().trim();
    let email = Email::parse(params.text("email")?.unwrap_or_default());
    let email = email.map_err(|_| LoginError::InvalidCredentials)?;
    let (from, now) = (address(&app, &extensions, &headers), app.use_cases.entropy.now());
    attempts.log_in(&email, from, now)?;
    let browser = browser(&app, &headers);
    match app.sessions().log_in_by_code(&email, &Secret::new(code), &browser, &request.origin(None)).await {
        Ok((profile, begun)) => {
            let asking = app.posts().count_asking(profile.account.id).await?;
            let mut response =
                Json(SignedUp::of(&profile, asking, begun.granted, &app.links)).into_response();
            Cookies::of(&app.links).hold(Jar::Session, &begun.secret, response.headers_mut());
            take_along(&app, profile.account.id, &request, &headers, &mut response).await;
            Ok(response)
        }
        Err(error) => {
            if matches!(error, LoginError::InvalidCredentials) {
                attempts.was_wrong(email, from, now);
            }
            Err(error.into())
        }
    }
}

/// `POST /auth/confirm/again`: sends the link once more.
pub(super) async fn confirm_again(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    caller: Caller,
    headers: HeaderMap,
    extensions: Extensions,
) -> Result<Json<serde_json::Value>, ApiError> {
    let who = caller.member("write:accounts")?;
    attempts.write(address(&app, &extensions, &headers), app.use_cases.entropy.now())?;
    app.accounts().ask_to_confirm(who).await?;
    Ok(nothing())
}

/// `GET /auth/confirm`: a page with a button. The link itself does nothing, because mail programs look at links.
pub(super) async fn confirm_page(State(app): State<Arc<App>>, params: Params) -> Result<Response, ApiError> {
    let secret = secret(&params)?;
    let page = if app.accounts().holds(Purpose::Confirm, &secret).await? {
        Page::confirm(&secret)
    } else {
        Page::over()
    };
    Ok(page.shown(&app.about.title))
}

/// `POST /auth/confirm`.
pub(super) async fn confirm(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let done = app.accounts().confirm(&proof(&params)?).await;
    told(&app, &headers, done.map(|_| Page::confirmed()))
}

/// `GET /auth/reset`: a page that asks for the new password.
pub(super) async fn reset_page(State(app): State<Arc<App>>, params: Params) -> Result<Response, ApiError> {
    let secret = secret(&params)?;
    let page = if app.accounts().holds(Purpose::Reset, &secret).await? {
        Page::reset(&secret, None)
    } else {
        Page::over()
    };
    Ok(page.shown(&app.about.title))
}

/// `POST /auth/reset`.
pub(super) async fn reset(
    State(app): State<Arc<App>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let secret = proof(&params)?;
    let password = match Password::parse(params.text("password")?.unwrap_or_default()) {
        Ok(password) => password,
        Err(rule) if wants_page(&headers) => {
            return Ok(Page::reset(&secret, Some(&rule.to_string())).shown(&app.about.title));
        }
        Err(rule) => return Err(ApiError::invalid(format_args!("Password {rule}"))),
    };
    let done = app.accounts().reset(&secret, &password, &request.origin(None)).await;
    told(&app, &headers, done.map(|_| Page::was_reset()))
}

/// A page for people, JSON for programs.
fn told(app: &App, headers: &HeaderMap, done: Result<Page, ProofError>) -> Result<Response, ApiError> {
    match done {
        Ok(page) if wants_page(headers) => Ok(page.shown(&app.about.title)),
        Ok(_) => Ok(nothing().into_response()),
        Err(ProofError::Expired) if wants_page(headers) => Ok(Page::over().shown(&app.about.title)),
        Err(error) => Err(error.into()),
    }
}

/// What has to be said.
fn proof(params: &Params) -> Result<Secret, ApiError> {
    if params.text("token")?.is_none() {
        return Err(ApiError::invalid("Token can't be blank"));
    }
    secret(params)
}

/// What is longer than any of ours is none.
fn secret(params: &Params) -> Result<Secret, ApiError> {
    let text = params.text("token")?.unwrap_or_default();
    let ours = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    Ok(Secret::new(if ours { text } else { "" }))
}
