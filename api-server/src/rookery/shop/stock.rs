//! `/api/rookery/v1/shop/stock`: how much there is, for those who keep the shop.
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::ProductId;
use service::shop::{Count, Read};
use wire::ApiError;
use wire::rookery::Stock;

use super::commanded::Commanded;
use super::{as_new_as_asked, as_of, done};
use crate::App;
use crate::caller::Caller;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/rookery/v1/shop/stock/{id}", get(show).put(count))
}

type Answer = Result<Response, ApiError>;

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<String>, headers: HeaderMap) -> Answer {
    let me = caller.member("read")?;
    as_new_as_asked(&app, &headers, Read::Stock).await?;
    let known = app.shop().stock(me, ProductId::parse(&id)?).await?;
    Ok(as_of(known.position, Json(Stock::from(&known.item)).into_response()))
}

async fn count(State(app): State<Arc<App>>, Id(id): Id<String>, asked: Commanded) -> Answer {
    let (product, on_hand) = (ProductId::parse(&id)?, Pieces::parse(asked.params.whole("on_hand")?)?);
    let count = Count { product, on_hand, version: asked.version()? };
    let outcome = app.shop().count(asked.me, count, &asked.command).await?;
    Ok(done(&outcome, Json(Stock::from(&outcome.answer)).into_response()))
}
