//! The gateway: topics over websockets, as Twitch PubSub clients know them.
mod admin;
mod render;
mod socket;

use std::sync::Arc;

use axum::routing::{MethodRouter, get, post};
use axum::{Router, middleware};

use crate::{Streaming, door};

pub(crate) use render::{frame_of, passing};

/// Where clients look for it; at `/` too.
const PATHS: [&str; 4] = ["/pubsub", "/pubsub/", "/v1", "/v1/"];

/// Which of them this is; `/` if none.
fn known(path: &str) -> &'static str {
    PATHS.into_iter().find(|known| *known == path).unwrap_or("/")
}

/// The paths of the interface, but for `/`.
pub(crate) fn routes(streaming: Arc<Streaming>) -> Router {
    let mut router = Router::new();
    for path in PATHS {
        router = router.route(path, get(socket::open));
    }
    router
        .layer(middleware::from_fn_with_state(Arc::clone(&streaming.door), door::pass))
        .route("/api/rookery/v1/admin/gateway/drain", post(admin::drain))
        .with_state(streaming)
}

/// `/`: some clients can ask for no other path.
pub(crate) fn root(streaming: Arc<Streaming>) -> MethodRouter {
    let pass = middleware::from_fn_with_state(Arc::clone(&streaming.door), door::pass);
    get(socket::open).layer(pass).with_state(streaming)
}
