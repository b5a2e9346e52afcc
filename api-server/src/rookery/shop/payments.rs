//! `/api/rookery/v1/shop/orders/{id}/payment`: paying; `/payments/webhook`: what whoever takes the money says.
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::HeaderName;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use domain::shop::checkout::PaymentToken;
use serde_json::{Value, json};
use service::shop::{Paying, PaymentMessage};
use uuid::Uuid;
use wire::ApiError;
use wire::rookery::{Order, unheard, unpaid};

use super::commanded::Commanded;
use super::done;
use crate::App;
use crate::caller::Caller;
use crate::path::Id;

/// What a message is signed with.
const SIGNATURE: HeaderName = HeaderName::from_static("payment-signature");
/// Bytes of the longest message.
const LONGEST: usize = 16 * 1024;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/shop/orders/{id}/payment", post(pay))
        .route("/api/rookery/v1/shop/payments/webhook", post(hear))
}

async fn pay(State(app): State<Arc<App>>, Id(id): Id<Uuid>, asked: Commanded) -> Result<Response, ApiError> {
    let token = PaymentToken::parse(asked.params.text("token")?.unwrap_or_default())?;
    let outcome = app.shop().pay(asked.me, id, token, &asked.command).await?;
    let answer = match &outcome.answer {
        Paying::Paid(order) => Json(Order::from(&**order)).into_response(),
        Paying::Open(order) => (StatusCode::ACCEPTED, Json(Order::from(&**order))).into_response(),
        Paying::Unpaid(order) => unpaid(order).into_response(),
    };
    Ok(done(&outcome, answer))
}

/// What it is about is looked up, whatever it says.
async fn hear(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    if body.len() > LONGEST {
        return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "the message is too long"));
    }
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let message = PaymentMessage { signature, body: &body };
    let payment = app.shop().hear_of_payment(message).map_err(unheard)?;
    app.shop().see_to_payment(payment, &caller.origin()).await?;
    Ok(Json(json!({})))
}
