//! `/api/v1/apps`: apps register, and ask who they are.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::identity::{AppName, RedirectUri, Scopes, Website};
use service::identity::Registered;
use wire::ApiError;
use wire::mastodon::{Application, CredentialApplication};

use super::Answer;
use crate::App;
use crate::caller::Caller;
use crate::params::Params;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/apps", post(register))
        .route("/api/v1/apps/verify_credentials", get(verify_credentials))
}

async fn register(State(app): State<Arc<App>>, params: Params) -> Answer<CredentialApplication> {
    let text = |name| params.text(name).map(Option::unwrap_or_default);
    let wish = Registered {
        name: AppName::parse(text("client_name")?).map_err(ApiError::invalid)?,
        redirects: RedirectUri::parse_all(params.list("redirect_uris")?).map_err(ApiError::invalid)?,
        website: Website::parse(text("website")?).map_err(ApiError::invalid)?,
        scopes: Scopes::parse(text("scopes")?)
            .map_err(|rule| ApiError::invalid(format_args!("Scopes {rule}")))?,
    };
    let (registered, secret) = app.apps().register(wish).await?;
    Ok(Json(CredentialApplication::of(&registered, &secret)))
}

async fn verify_credentials(State(app): State<Arc<App>>, caller: Caller) -> Answer<Application> {
    let bearer = caller.bearer.ok_or_else(ApiError::unauthenticated)?;
    let id = bearer.grantee.app().ok_or_else(ApiError::not_found)?;
    let found = app.apps().find(id).await?.ok_or_else(ApiError::unauthenticated)?;
    Ok(Json(Application::of(&found)))
}
