//! `/api/v1/preferences`: what the reader's clients should do unless they are told otherwise.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use service::posts::NotFound;
use wire::mastodon::Preferences;

use super::Answer;
use crate::App;
use crate::caller::Caller;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/v1/preferences", get(show))
}

async fn show(State(app): State<Arc<App>>, caller: Caller) -> Answer<Preferences> {
    let me = caller.member("read:accounts")?;
    let profile = app.accounts().find(me).await?.ok_or(NotFound)?;
    Ok(Json(Preferences::of(&profile.account)))
}
