//! What every command in the shop begins with: who asks, under which name for this attempt, and what.
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::HeaderName;
use domain::ids::AccountId;
use domain::posts::IdempotencyKey;
use domain::shop::checkout::Owner;
use service::shop::Command;
use wire::ApiError;

use crate::caller::Caller;
use crate::params::Params;

/// The name of this attempt.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A command of a member; of a guest too, where whoever asks is an [`Owner`].
pub(super) struct Commanded<By = AccountId> {
    /// Who asks.
    pub(super) me: By,
    /// Where it comes from, and under which name.
    pub(super) command: Command,
    /// What is asked.
    pub(super) params: Params,
}

/// Who may ask for something.
pub(super) trait Asking: Copy + Into<Owner> {
    /// Who asks, if they may ask for this.
    fn find(caller: &Caller) -> Result<Self, ApiError>;
}

impl Asking for AccountId {
    fn find(caller: &Caller) -> Result<Self, ApiError> {
        caller.member("write")
    }
}

impl Asking for Owner {
    fn find(caller: &Caller) -> Result<Self, ApiError> {
        caller.owner("write")
    }
}

impl<By> Commanded<By> {
    /// Where they believe that a thing stands, if they say so. What is no version is one that nothing stands at.
    pub(super) fn version(&self) -> Result<Option<u64>, ApiError> {
        let version = self.params.whole("version")?;
        Ok(version.map(|version| u64::try_from(version).unwrap_or(u64::MAX)))
    }
}

impl<S: Send + Sync, By: Asking + Send> FromRequest<S> for Commanded<By> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let Ok(caller) = Caller::from_request_parts(&mut parts, state).await;
        let me = By::find(&caller)?;
        let key = key(me.into(), &parts.headers)?;
        let params = Params::from_request(Request::from_parts(parts, body), state).await?;
        Ok(Self { me, command: Command { origin: caller.origin(), key }, params })
    }
}

fn key(by: Owner, headers: &HeaderMap) -> Result<Option<IdempotencyKey>, ApiError> {
    let key = headers.get(KEY).map_or(Ok(""), |key| key.to_str());
    let key = key.map_err(|_| ApiError::bad_request("Idempotency-Key is not text"))?;
    IdempotencyKey::parse(by.stand_in(), key).map_err(|rule| ApiError::bad_request(rule.to_string()))
}
