//! How the shop says no, whoever says it.
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;
use wire::request::RequestId;

/// Where errors are problem documents.
const SHOP: &str = "/api/rookery/v1/shop/";

/// Tells whatever goes wrong there as a problem document, also what other guards refuse.
pub(crate) async fn problems(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(SHOP) {
        return next.run(request).await;
    }
    let id = request.extensions().get::<RequestId>().map_or(Uuid::nil(), RequestId::id);
    wire::problem(next.run(request).await, id)
}
