//! `/api/rookery/v1/shop`: what is sold.
mod cart;
mod commanded;
mod events;
mod import;
mod orders;
mod payments;
mod products;
mod stock;

use std::sync::Arc;

use axum::Router;
use axum::http::header::HeaderName;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use service::shop::{Outcome, Read};
use wire::ApiError;

use crate::App;

/// The place of the last event that an answer follows from.
pub(crate) const POSITION: HeaderName = HeaderName::from_static("x-shop-position");
/// What is asked for must be as new as that.
const AT_LEAST: HeaderName = HeaderName::from_static("if-position-at-least");
/// Whether it had been done before, under the same name.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

pub(crate) use import::uploads;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(products::routes())
        .merge(stock::routes())
        .merge(cart::routes())
        .merge(events::routes())
        .merge(orders::routes())
        .merge(payments::routes())
}

/// Waits until what is read is as new as whoever asks knows it to be.
async fn as_new_as_asked(app: &App, headers: &HeaderMap, read: Read) -> Result<(), ApiError> {
    let Some(asked) = headers.get(AT_LEAST) else { return Ok(()) };
    let wrong = || ApiError::bad_request("If-Position-At-Least must be a whole number");
    let asked = asked.to_str().map_err(|_| wrong())?.parse().map_err(|_| wrong())?;
    Ok(app.shop().at_least(asked, read).await?)
}

/// The same, saying what it follows from.
fn as_of(position: u64, mut response: Response) -> Response {
    response.headers_mut().insert(POSITION, position.into());
    response
}

/// The same, for what was done now or before.
fn done<T>(outcome: &Outcome<T>, response: Response) -> Response {
    let mut response = as_of(outcome.position, response);
    if outcome.replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}
