//! `POST /api/rookery/v1/shop/import/products` and `…/stock`: a file says how all of it is, for those who keep the shop.
use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::http::header::{CONNECTION, HeaderName};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use domain::ids::AccountId;
use domain::realtime::Origin;
use domain::shop::ShopRule;
use service::shop::About;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use wire::ApiError;
use wire::rookery::Imported;

use super::as_of;
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

/// Whoever keeps the shop. It is asked before their file is read: nobody else has one read here.
struct Keeper {
    me: AccountId,
    origin: Origin,
}

impl FromRequestParts<Arc<App>> for Keeper {
    /// The file is still on its way, so nothing can follow it.
    type Rejection = ([(HeaderName, &'static str); 1], ApiError);

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let Ok(caller) = Caller::from_request_parts(parts, app).await;
        Self::find(app, &caller).await.map_err(|error| ([(CONNECTION, "close")], error))
    }
}

impl Keeper {
    async fn find(app: &App, caller: &Caller) -> Result<Self, ApiError> {
        let me = caller.member("write")?;
        app.shop().admit(me).await?;
        Ok(Self { me, origin: caller.origin() })
    }
}

async fn products(State(app): State<Arc<App>>, keeper: Keeper, sent: Sent) -> Answer {
    let currency = sent.params.text("currency")?.filter(|said| !said.is_empty()).unwrap_or("EUR").to_owned();
    import(app, keeper, &sent, About::Products { currency }).await
}

async fn stock(State(app): State<Arc<App>>, keeper: Keeper, sent: Sent) -> Answer {
    import(app, keeper, &sent, About::Stocks).await
}

/// Reading a long file is work: it is done beside those who answer others, and to its end, whoever waits for it.
async fn import(app: Arc<App>, keeper: Keeper, sent: &Sent, about: About) -> Answer {
    let Keeper { me, origin } = keeper;
    let file = sent.file("file").filter(|file| !file.is_empty()).ok_or(ShopRule::File)?;
    let sheet = String::from_utf8(file.into()).map_err(|_| ShopRule::File)?;
    let (here, shop) = (Handle::current(), Arc::clone(&app));
    let work = move || here.block_on(shop.shop().hand_in(me, &sheet, &about, &origin));
    let imported = spawn_blocking(work).await.map_err(|_| ApiError::internal())??;
    let position = app.shop().health(me).await?.position;
    Ok(as_of(position, Json(Imported::from(&imported)).into_response()))
}
