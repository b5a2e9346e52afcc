//! `POST /auth/login`.
use std::sync::Arc;

use axum::extract::State;
use axum::http::{Extensions, HeaderMap};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::identity::{Email, Password};
use service::identity::LoginError;
use wire::ApiError;
use wire::mastodon::SignedUp;
use wire::request::RequestId;

use super::take_along;
use crate::App;
use crate::attempts::Attempts;
use crate::browser::browser;
use crate::cookies::{Cookies, Jar};
use crate::guard::address;
use crate::params::Params;

/// A session and its token for the right password. What can't be an address or a password is nobody's, and answered like a wrong one.
pub(super) async fn log_in(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    extensions: Extensions,
    params: Params,
) -> Result<Response, ApiError> {
    let (email, password) = (params.text("email")?, params.text("password")?);
    let email = email.ok_or_else(|| ApiError::invalid("Email can't be blank"))?;
    let password = password.ok_or_else(|| ApiError::invalid("Password can't be blank"))?;
    let (Ok(email), Ok(password)) = (Email::parse(email), Password::parse(password)) else {
        return Err(LoginError::InvalidCredentials.into());
    };
    let (from, now) = (address(&app, &extensions, &headers), app.use_cases.entropy.now());
    attempts.log_in(&email, from, now)?;
    let browser = browser(&app, &headers);
    match app.sessions().log_in(&email, &password, &browser, &request.origin(None)).await {
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
