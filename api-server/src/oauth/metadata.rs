//! `/.well-known/oauth-authorization-server`: where everything is, and what is understood (RFC 8414).
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::identity::Scopes;
use serde_json::{Value, json};

use crate::App;

pub(super) async fn metadata(State(app): State<Arc<App>>) -> Json<Value> {
    let at = |path: &str| app.links.at(path);
    let grants: &[&str] = if app.password_grant {
        &["authorization_code", "client_credentials", "password"]
    } else {
        &["authorization_code", "client_credentials"]
    };
    Json(json!({
        "issuer": at("/"),
        "authorization_endpoint": at("/oauth/authorize"),
        "token_endpoint": at("/oauth/token"),
        "revocation_endpoint": at("/oauth/revoke"),
        "app_registration_endpoint": at("/api/v1/apps"),
        "scopes_supported": Scopes::known(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": grants,
        // a generic library takes the first
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
    }))
}
