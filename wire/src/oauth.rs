//! What OAuth's own endpoints say when they say no: `{"error": "...", "error_description": "..."}`.
use axum_core::body::Body;
use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use serde_json::json;
use service::identity::{GrantError, RevokeError};

use crate::ApiError;

/// An answer that says no, in OAuth's shape (RFC 6749, 5.2).
#[derive(Debug, Clone)]
pub struct OAuthError(Said);

#[derive(Debug, Clone)]
enum Said {
    Code {
        status: StatusCode,
        code: &'static str,
        description: String,
    },
    /// What is none of OAuth's business: too many, too large, away.
    Other(ApiError),
}

impl OAuthError {
    /// Something that has to be said is missing or makes no sense.
    pub fn invalid_request(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    /// A parameter that has to be there is not.
    #[must_use]
    pub fn missing(name: &str) -> Self {
        Self::invalid_request(format!("Missing required parameter: {name}."))
    }

    fn new(status: StatusCode, code: &'static str, description: impl Into<String>) -> Self {
        Self(Said::Code { status, code, description: description.into() })
    }
}

impl From<GrantError> for OAuthError {
    fn from(error: GrantError) -> Self {
        let (status, code) = match &error {
            GrantError::Client => (StatusCode::UNAUTHORIZED, "invalid_client"),
            GrantError::Grant => (StatusCode::BAD_REQUEST, "invalid_grant"),
            GrantError::Scope(_) => (StatusCode::BAD_REQUEST, "invalid_scope"),
            GrantError::Way => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            GrantError::Port(_) => return Self(Said::Other(error.into())),
        };
        Self::new(status, code, error.to_string())
    }
}

impl From<RevokeError> for OAuthError {
    fn from(error: RevokeError) -> Self {
        match error {
            RevokeError::App(error) => error.into(),
            RevokeError::NotTheirs => {
                Self::new(StatusCode::FORBIDDEN, "unauthorized_client", error.to_string())
            }
            RevokeError::Port(error) => Self(Said::Other(error.into())),
        }
    }
}

impl From<ApiError> for OAuthError {
    /// A body that can't be read is a request that makes no sense; the rest is said as everywhere.
    fn from(error: ApiError) -> Self {
        match error.status {
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
                Self::invalid_request(error.message())
            }
            _ => Self(Said::Other(error)),
        }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let mut response = match self.0 {
            Said::Other(error) => error.into_response(),
            Said::Code { status, code, description } => {
                let body = json!({ "error": code, "error_description": description });
                let mut response = Response::new(Body::from(body.to_string()));
                *response.status_mut() = status;
                let json = HeaderValue::from_static("application/json; charset=utf-8");
                response.headers_mut().insert(CONTENT_TYPE, json);
                if status == StatusCode::UNAUTHORIZED {
                    let basic = HeaderValue::from_static("Basic realm=\"Rookery\"");
                    response.headers_mut().insert(WWW_AUTHENTICATE, basic);
                }
                response
            }
        };
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

#[cfg(test)]
mod tests {
    use service::PortError;

    use super::*;

    #[test]
    fn each_refusal_has_the_code_and_the_status_that_clients_know() {
        let check = |error: GrantError, status: u16, code: &str| match OAuthError::from(error).0 {
            Said::Code { status: found, code: said, .. } => {
                assert_eq!((found.as_u16(), said), (status, code));
            }
            Said::Other(error) => assert_eq!((error.status.as_u16(), error.message()), (status, code)),
        };
        check(GrantError::Client, 401, "invalid_client");
        check(GrantError::Grant, 400, "invalid_grant");
        check(GrantError::Way, 400, "unsupported_grant_type");
        check(GrantError::Port(PortError::new("database", "secret words")), 503, "Service Unavailable");
    }

    #[test]
    fn nothing_of_it_is_kept() {
        for error in [OAuthError::missing("code"), OAuthError::from(ApiError::unavailable())] {
            assert_eq!(error.into_response().headers()[CACHE_CONTROL], "no-store");
        }
    }
}
