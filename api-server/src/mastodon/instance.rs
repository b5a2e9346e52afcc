//! `/api/v1/instance`, `/api/v2/instance`: what this server says of itself.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use wire::mastodon::{InstanceV1, InstanceV2};

use super::Answer;
use crate::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/v1/instance", get(first)).route("/api/v2/instance", get(second))
}

async fn first(State(app): State<Arc<App>>) -> Answer<InstanceV1> {
    Ok(Json(InstanceV1::of(&app.about, app.accounts().totals().await?, &app.links)))
}

async fn second(State(app): State<Arc<App>>) -> Answer<InstanceV2> {
    let document = InstanceV2::of(&app.about, app.accounts().totals().await?, &app.links);
    Ok(Json(document.paid_by(app.shop().taker())))
}
