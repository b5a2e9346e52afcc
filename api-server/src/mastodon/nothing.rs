//! What clients ask for at their start and we have none of: an empty list is the truth.
use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router};
use wire::mastodon::Empty;

use super::Answer;
use crate::App;
use crate::caller::Caller;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/custom_emojis", get(public))
        .route("/api/v1/trends", get(public))
        .route("/api/v1/trends/tags", get(public))
        .route("/api/v1/trends/statuses", get(public))
        .route("/api/v1/trends/links", get(public))
        .route("/api/v1/instance/rules", get(public))
        .route("/api/v1/instance/peers", get(public))
        .route("/api/v1/suggestions", get(async |caller| own(&caller, "read")))
        .route("/api/v2/suggestions", get(async |caller| own(&caller, "read")))
        .route("/api/v1/endorsements", get(async |caller| own(&caller, "read:accounts")))
        .route("/api/v1/domain_blocks", get(async |caller| own(&caller, "read:blocks")))
        .route("/api/v1/accounts/{id}/featured_tags", get(public))
        .route("/api/v1/announcements", get(async |caller| own(&caller, "read")))
}

async fn public() -> Json<Empty> {
    Json(Empty::default())
}

fn own(caller: &Caller, scope: &str) -> Answer<Empty> {
    caller.member(scope).map(|_| Json(Empty::default()))
}
