//! `/.well-known/nodeinfo`, `/nodeinfo/2.0`: what programs that compare servers want to know.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use wire::mastodon::{NodeInfo, NodeInfoLinks};

use super::Answer;
use crate::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/.well-known/nodeinfo", get(links)).route("/nodeinfo/2.0", get(document))
}

async fn links(State(app): State<Arc<App>>) -> Json<NodeInfoLinks> {
    Json(NodeInfoLinks::of(&app.links))
}

async fn document(State(app): State<Arc<App>>) -> Answer<NodeInfo> {
    Ok(Json(NodeInfo::of(&app.about, app.accounts().totals().await?)))
}
