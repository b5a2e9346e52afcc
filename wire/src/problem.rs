//! Errors as problem documents (RFC 9457): how the shop says no.
use axum_core::body::Body;
use axum_core::response::Response;
use http::StatusCode;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::ApiError;

/// The same answer, but what went wrong told as a problem document; headers stay. An answer that says yes stays as it is.
#[must_use]
pub fn problem(mut response: Response, request: Uuid) -> Response {
    let Some(error) = response.extensions_mut().remove::<ApiError>() else { return response };
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    *response.body_mut() = Body::from(document(error, request).to_string());
    response
}

fn document(error: ApiError, request: Uuid) -> Value {
    let code = error.code.unwrap_or_else(|| usual(error.status));
    let mut document = json!({
        "type": format!("urn:rookery:problem:{code}"),
        "title": error.status.canonical_reason().unwrap_or("Error"),
        "status": error.status.as_u16(),
        "detail": error.message(),
        "code": code,
        "request_id": request,
    });
    for (name, value) in error.members {
        document[name] = value;
    }
    document
}

/// What programs tell an error by that is nothing special.
fn usual(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "unauthenticated",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::CONFLICT => "conflict",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
        StatusCode::UNPROCESSABLE_ENTITY => "invalid",
        StatusCode::TOO_MANY_REQUESTS => "too_many",
        status if status.is_server_error() => "unavailable",
        _ => "bad_request",
    }
}

#[cfg(test)]
mod tests {
    use axum_core::response::IntoResponse;
    use service::shop::ShopError;

    use super::*;

    #[test]
    fn a_failure_is_told_with_what_programs_need() {
        let told = document(ApiError::from(ShopError::Conflict { current: 7 }), Uuid::nil());
        assert_eq!(
            told,
            json!({
                "type": "urn:rookery:problem:version_conflict",
                "title": "Conflict",
                "status": 409,
                "detail": "it was changed meanwhile: it is at version 7 now",
                "code": "version_conflict",
                "request_id": "00000000-0000-0000-0000-000000000000",
                "current_version": 7,
            })
        );
    }

    #[test]
    fn the_answer_stays_but_for_its_words() {
        let response = problem(ApiError::too_many(3).into_response(), Uuid::nil());
        assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (429, &3.into()));
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let yes = problem(Response::new(Body::empty()), Uuid::nil());
        assert!(yes.headers().is_empty());
    }
}
