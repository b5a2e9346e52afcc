//! Who asks, and what they may do.
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::ids::AccountId;
use domain::realtime::Origin;
use service::identity::Bearer;
use uuid::Uuid;
use wire::ApiError;
use wire::request::RequestId;

/// Whoever asks: put into each request by the guard that checked the token.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) bearer: Option<Bearer>,
    pub(crate) request: RequestId,
}

impl Caller {
    /// Where a member is needed: who it is, if the token allows this.
    pub(crate) fn member(&self, scope: &str) -> Result<AccountId, ApiError> {
        let bearer = self.bearer.clone().ok_or_else(ApiError::unauthenticated)?;
        Ok(bearer.may(scope)?.account)
    }

    /// Where anybody may ask: who it is, if it is known; a token has to allow this also where none is needed.
    pub(crate) fn reader(&self, scope: &str) -> Result<Option<AccountId>, ApiError> {
        self.bearer.as_ref().map(|_| self.member(scope)).transpose()
    }

    /// For use cases.
    pub(crate) fn origin(&self) -> Origin {
        self.request.origin(self.bearer.as_ref().map(|bearer| bearer.account))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let request = || parts.extensions.get::<RequestId>().cloned();
        let nobody =
            || Self { bearer: None, request: request().unwrap_or_else(|| RequestId::from(Uuid::nil())) };
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(nobody))
    }
}
