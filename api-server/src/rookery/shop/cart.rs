//! `/api/rookery/v1/shop/cart`: what somebody is about to buy, be they a guest.
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use domain::shop::checkout::{Owner, Quantity};
use domain::shop::pim::ProductId;
use service::shop::{Read, Wish};
use wire::ApiError;
use wire::rookery::Cart;

use super::commanded::Commanded;
use super::{as_new_as_asked, as_of, done};
use crate::App;
use crate::caller::Caller;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/shop/cart", get(show))
        .route("/api/rookery/v1/shop/cart/lines/{id}", put(change))
}

type Answer = Result<Response, ApiError>;

async fn show(State(app): State<Arc<App>>, caller: Caller, headers: HeaderMap) -> Answer {
    let whose = caller.owner("read")?;
    as_new_as_asked(&app, &headers, Read::Cart).await?;
    let cart = app.shop().cart(whose)?;
    Ok(as_of(cart.position, Json(Cart::from(&cart.item)).into_response()))
}

async fn change(State(app): State<Arc<App>>, Id(id): Id<String>, asked: Commanded<Owner>) -> Answer {
    let (product, quantity) = (ProductId::parse(&id)?, Quantity::parse(asked.params.whole("quantity")?)?);
    let wish = Wish { product, quantity, version: asked.version()? };
    let outcome = app.shop().put(asked.me, &wish, &asked.command).await?;
    Ok(done(&outcome, Json(Cart::from(&outcome.answer)).into_response()))
}
