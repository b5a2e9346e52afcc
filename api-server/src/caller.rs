//! Who asks, and what they may do.
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::ids::AccountId;
use domain::realtime::Origin;
use domain::shop::checkout::Owner;
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
        if bearer.grantee.guest().is_some() {
            return Err(ApiError::needs_log_in());
        }
        bearer.may(scope)?.account().ok_or_else(ApiError::needs_member)
    }

    /// The same, where any one of several scopes does.
    pub(crate) fn member_by_any(&self, scopes: &[&str]) -> Result<AccountId, ApiError> {
        let allowed = |scope: &&&str| self.bearer.as_ref().is_some_and(|bearer| bearer.scopes.allow(scope));
        self.member(scopes.iter().find(allowed).or(scopes.first()).copied().unwrap_or_default())
    }

    /// Where a cart is needed: whose it is. The token of a guest is good for theirs, whatever it allows else.
    pub(crate) fn owner(&self, scope: &str) -> Result<Owner, ApiError> {
        match self.bearer.as_ref().and_then(|bearer| bearer.grantee.guest()) {
            Some(guest) => Ok(guest.into()),
            None => self.member(scope).map(Owner::from),
        }
    }

    /// Where anybody may ask: who it is, if it is known; a token has to allow this also where none is needed.
    pub(crate) fn reader(&self, scope: &str) -> Result<Option<AccountId>, ApiError> {
        let bearer = self.bearer.clone().map(|bearer| bearer.may(scope)).transpose()?;
        Ok(bearer.and_then(|bearer| bearer.account()))
    }

    /// For use cases.
    pub(crate) fn origin(&self) -> Origin {
        self.request.origin(self.bearer.as_ref().and_then(Bearer::account))
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
