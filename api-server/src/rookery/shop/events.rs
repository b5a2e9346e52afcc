//! `/api/rookery/v1/shop/events` and `.../models`: what happened, and how what follows from it is, for those who keep the shop.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::Timestamp;
use domain::shop::catalog::PageAsked;
use service::shop::{EventKind, Sieve, StreamName};
use wire::ApiError;
use wire::rookery::{Models, PastEvents};

use crate::App;
use crate::caller::Caller;
use crate::params::Params;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/shop/events", get(list))
        .route("/api/rookery/v1/shop/models", get(models))
}

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    params: Params,
) -> Result<Json<PastEvents>, ApiError> {
    let me = caller.member("read")?;
    let sieve = Sieve {
        stream: said(params.text("stream")?, StreamName::parse)?,
        kind: said(params.text("kind")?, EventKind::parse)?,
        since: time("since", params.text("since")?)?,
        until: time("until", params.text("until")?)?,
    };
    let (before, limit) = (params.whole("before")?, PageAsked::size(params.whole("limit")?)?);
    let before = before.map(|before| u64::try_from(before).map_err(|_| wrong("before must be a position")));
    let past = app.shop().past(me, &sieve, before.transpose()?, limit).await?;
    Ok(Json(past.into()))
}

async fn models(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Models>, ApiError> {
    let me = caller.member("read")?;
    Ok(Json(app.shop().health(me).await?.into()))
}

/// What is not said is not asked for.
fn said<T, E: std::fmt::Display>(
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, ApiError> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| parse(text).map_err(|rule| ApiError::invalid(format_args!("{rule}")))).transpose()
}

fn time(name: &str, text: Option<&str>) -> Result<Option<Timestamp>, ApiError> {
    said(text, |text| {
        text.parse().map_err(|_| format!("{name} must be a time, such as 2026-11-22T09:30:00Z"))
    })
}

fn wrong(why: &str) -> ApiError {
    ApiError::invalid(format_args!("{why}"))
}
