//! `POST /api/rookery/v1/shop/import/products` and `…/stock`: a file says how all of it is, for those who keep the shop.
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use domain::shop::ShopRule;
use service::shop::About;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use wire::ApiError;
use wire::rookery::Imported;

use crate::App;
use crate::caller::Caller;
use crate::params::Sent;

/// They take longer than all others.
pub(crate) fn uploads() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/shop/import/products", post(products))
        .route("/api/rookery/v1/shop/import/stock", post(stock))
}

type Answer = Result<Response, ApiError>;

async fn products(State(app): State<Arc<App>>, caller: Caller, sent: Sent) -> Answer {
    let currency = sent.params.text("currency")?.filter(|said| !said.is_empty()).unwrap_or("EUR").to_owned();
    import(app, &caller, &sent, About::Products { currency }).await
}

async fn stock(State(app): State<Arc<App>>, caller: Caller, sent: Sent) -> Answer {
    import(app, &caller, &sent, About::Stocks).await
}

/// Reading a long file is work: it is done beside those who answer others, and to its end, whoever waits for it.
async fn import(app: Arc<App>, caller: &Caller, sent: &Sent, about: About) -> Answer {
    let (me, origin) = (caller.member("write")?, caller.origin());
    let file = sent.file("file").filter(|file| !file.is_empty()).ok_or(ShopRule::File)?;
    let sheet = String::from_utf8(file.into()).map_err(|_| ShopRule::File)?;
    let here = Handle::current();
    let work = move || here.block_on(app.shop().hand_in(me, &sheet, &about, &origin));
    let imported = spawn_blocking(work).await.map_err(|_| ApiError::internal())??;
    Ok(Json(Imported::from(&imported)).into_response())
}
