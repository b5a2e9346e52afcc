//! `POST /oauth/token`.
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use axum::http::{Extensions, HeaderMap};
use axum::{Extension, Json};
use domain::identity::{Email, Password, Secret};
use domain::realtime::Origin;
use service::identity::{Client, GrantError, Granted, Shown};
use wire::ApiError;
use wire::mastodon::Token;
use wire::oauth::OAuthError;
use wire::request::RequestId;

use super::client::client;
use crate::App;
use crate::attempts::Attempts;
use crate::guard::address;
use crate::params::Params;

/// A token that nobody between us and the app may keep.
type Unkept = ([(HeaderName, HeaderValue); 1], Json<Token>);

/// A token for what an app shows.
pub(super) async fn token(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    extensions: Extensions,
    params: Result<Params, ApiError>,
) -> Result<Unkept, OAuthError> {
    let params = params?;
    let grant = params.text("grant_type")?.ok_or_else(|| OAuthError::missing("grant_type"))?;
    let granted = match grant {
        "authorization_code" => {
            let client = client(&headers, &params)?;
            by_code(&app, &client, &params, &request.origin(None)).await?
        }
        "client_credentials" => {
            app.apps().grant_app(&client(&headers, &params)?, params.text("scope")?).await?
        }
        "password" if app.password_grant => {
            let client = client(&headers, &params)?;
            by_password(&app, &attempts, &client, address(&app, &extensions, &headers), &params).await?
        }
        _ => return Err(GrantError::Way.into()),
    };
    Ok(([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(granted.into())))
}

/// Characters of a proof at the most (RFC 7636).
const LONGEST_PROOF: usize = 128;

async fn by_code(
    app: &App,
    client: &Client,
    params: &Params,
    origin: &Origin,
) -> Result<Granted, OAuthError> {
    let code = params.text("code")?.ok_or_else(|| OAuthError::missing("code"))?;
    let redirect = params.text("redirect_uri")?.ok_or_else(|| OAuthError::missing("redirect_uri"))?;
    let verifier = params.text("code_verifier")?.filter(|verifier| !verifier.is_empty());
    if code.len().max(verifier.map_or(0, str::len)) > LONGEST_PROOF {
        return Err(GrantError::Grant.into());
    }
    let (code, verifier) = (Secret::new(code), verifier.map(Secret::new));
    let shown = Shown { code: &code, redirect, verifier: verifier.as_ref() };
    Ok(app.apps().redeem(client, shown, origin).await?)
}

/// Wrong passwords are counted as those of the log-in page are.
async fn by_password(
    app: &App,
    attempts: &Attempts,
    client: &Client,
    from: IpAddr,
    params: &Params,
) -> Result<Granted, OAuthError> {
    let email = params.text("username")?.ok_or_else(|| OAuthError::missing("username"))?;
    let password = params.text("password")?.ok_or_else(|| OAuthError::missing("password"))?;
    let (Ok(email), Ok(password)) = (Email::parse(email), Password::parse(password)) else {
        return Err(GrantError::Grant.into());
    };
    let now = app.use_cases.entropy.now();
    attempts.log_in(&email, from, now)?;
    let granted = app.apps().grant_by_password(client, &email, &password, params.text("scope")?).await;
    if matches!(granted, Err(GrantError::Grant)) {
        attempts.was_wrong(email, from, now);
    }
    Ok(granted?)
}
