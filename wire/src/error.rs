//! The one place where a failure becomes a status.
use std::error::Error;

use axum_core::body::Body;
use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::{Value, json};
use service::{Failure, Kind};

/// An answer that says no, in Mastodon's shape: `{"error": "..."}`.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// The status.
    pub status: StatusCode,
    message: String,
    details: Option<Value>,
    retry_after: Option<u64>,
    /// What programs tell it from others of its status by, and what they are told besides.
    pub(crate) code: Option<&'static str>,
    pub(crate) members: Vec<(&'static str, Value)>,
}

impl ApiError {
    /// A status with words that anybody may read.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            details: None,
            retry_after: None,
            code: None,
            members: vec![],
        }
    }

    /// What was sent can't be read.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// What was sent breaks a rule.
    pub fn invalid(rule: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, format!("Validation failed: {rule}"))
    }

    /// There is no such thing, or not for the one who asks.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Record not found")
    }

    /// Nobody knows who asks.
    #[must_use]
    pub fn unauthenticated() -> Self {
        service::identity::AuthError::Invalid.into()
    }

    /// It is known which app asks, and this is for members only.
    #[must_use]
    pub fn needs_member() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "This method requires an authenticated user")
    }

    /// A guest asks, and this is for members only.
    #[must_use]
    pub fn needs_log_in() -> Self {
        let mut error = Self::new(StatusCode::FORBIDDEN, "Log in to do this");
        error.code = Some("log_in");
        error
    }

    /// We can't answer now; asking again later may help.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable").after(2)
    }

    /// Too much was asked; `seconds` later it may be asked again.
    #[must_use]
    pub fn too_many(seconds: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests").after(seconds)
    }

    /// There are too many already, or too many at a time; `seconds` later there may be room.
    #[must_use]
    pub fn busy(seconds: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable").after(seconds)
    }

    /// We are broken.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
    }

    /// The same, saying what is wrong with which field.
    #[must_use]
    pub fn with_details(self, details: Value) -> Self {
        Self { details: Some(details), ..self }
    }

    /// The same, naming the field of the request that it is about.
    #[must_use]
    pub fn about(mut self, field: &str) -> Self {
        self.members.push(("field", field.into()));
        self
    }

    fn after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// What it says.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl<F: Failure> From<F> for ApiError {
    fn from(failure: F) -> Self {
        Self { code: failure.code(), members: failure.members(), ..Self::of(&failure) }
    }
}

impl ApiError {
    fn of(failure: &impl Failure) -> Self {
        let status = match failure.kind() {
            Kind::Invalid => return Self::invalid(failure),
            Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Gone => StatusCode::GONE,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::TooMany => return Self::too_many(1),
            Kind::Unavailable => {
                tracing::error!(error.chain = chain(failure), "unavailable");
                return Self::unavailable();
            }
        };
        Self::new(status, failure.to_string())
    }
}

/// An error with all that led to it: for the log alone.
#[must_use]
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let said = error.to_string();
        // Some repeat what led to them.
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        source = error.source();
    }
    text
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = json!({ "error": self.message });
        if let Some(details) = &self.details {
            body["details"] = details.clone();
        }
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = self.status;
        let mut header = |name: HeaderName, value| response.headers_mut().insert(name, value);
        header(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        if self.status == StatusCode::UNAUTHORIZED {
            header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\""));
        }
        if let Some(seconds) = self.retry_after {
            header(RETRY_AFTER, seconds.into());
        }
        if matches!(self.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
            // the rest of the body is not read, so nothing can follow it: clients must not ask on here
            header(CONNECTION, HeaderValue::from_static("close"));
        }
        // who speaks to programs in other words finds here what went wrong
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use service::PortError;
    use service::identity::AuthError;

    use super::*;

    #[test]
    fn a_drivers_words_reach_the_log_alone() {
        let failure = PortError::new("database", "password authentication failed for user rookery");
        assert_eq!(
            chain(&failure),
            "database is not available: password authentication failed for user rookery"
        );
        let error = ApiError::from(failure);
        assert_eq!((error.status.as_u16(), error.message()), (503, "Service Unavailable"));
        assert_eq!(error.into_response().headers()["retry-after"], "2");
    }

    #[test]
    fn who_sends_more_than_is_read_is_told_to_begin_anew() {
        let closes = |status| ApiError::new(status, "").into_response().headers().contains_key(CONNECTION);
        assert!(closes(StatusCode::PAYLOAD_TOO_LARGE));
        assert!(!closes(StatusCode::NOT_FOUND));
    }

    #[test]
    fn who_is_not_known_is_told_how_to_become_so() {
        let response = ApiError::from(AuthError::Invalid).into_response();
        assert_eq!(response.status(), 401);
        assert_eq!(response.headers()["www-authenticate"], "Bearer error=\"invalid_token\"");
    }
}
