//! `/api/rookery/v1/shop/orders`: what was ordered; `/sales`: the same for those who keep the shop.
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::shop::ShopRule;
use domain::shop::catalog::{PageAsked, Sort};
use domain::shop::checkout::{Agreed, Cart};
use domain::shop::pim::ProductId;
use service::shop::{Placing, Read};
use uuid::Uuid;
use wire::ApiError;
use wire::rookery::{Order, OrderPage, cart_changed, out_of_stock};

use super::commanded::Commanded;
use super::{as_new_as_asked, as_of, done};
use crate::App;
use crate::caller::Caller;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/shop/orders", get(list).post(place))
        .route("/api/rookery/v1/shop/orders/{id}", get(show).delete(cancel))
        .route("/api/rookery/v1/shop/sales", get(sales))
}

type Answer = Result<Response, ApiError>;

async fn place(State(app): State<Arc<App>>, commanded: Commanded) -> Answer {
    let Commanded { me, command, params } = commanded;
    let agreed = Agreed::parse(params.whole("version")?, params.text("hash")?.unwrap_or_default())?;
    let shown = lines(&params)?;
    let outcome = app.shop().order(me, agreed, &command).await?;
    let answer = match &outcome.answer {
        Placing::Placed(order) => (StatusCode::CREATED, Json(Order::from(&**order))).into_response(),
        Placing::OutOfStock { order, lacking } => out_of_stock(*order, lacking).into_response(),
        Placing::Changed(cart) => cart_changed(cart, &cart.unlike(&shown)).into_response(),
    };
    Ok(done(&outcome, answer))
}

/// The lines that were shown, as far as whoever orders says.
fn lines(params: &Params) -> Result<BTreeMap<ProductId, Uuid>, ApiError> {
    let groups = params.groups("lines").map_err(|error| error.about("lines"))?.unwrap_or_default();
    if groups.len() > Cart::LINES {
        return Err(ShopRule::Lines.into());
    }
    let line = |line: &Params| {
        let product = ProductId::parse(line.text("product")?.unwrap_or_default());
        let hash = Uuid::parse_str(line.text("hash")?.unwrap_or_default());
        match (product, hash) {
            (Ok(product), Ok(hash)) => Ok((product, hash)),
            _ => Err(ShopRule::Lines.into()),
        }
    };
    groups.iter().map(line).collect()
}

async fn list(State(app): State<Arc<App>>, caller: Caller, headers: HeaderMap, params: Params) -> Answer {
    let me = caller.member("read")?;
    as_new_as_asked(&app, &headers, Read::Orders).await?;
    let found = app.shop().orders(me, &page(&params)?)?;
    Ok(as_of(found.position, Json(OrderPage::from(&found.item)).into_response()))
}

async fn sales(State(app): State<Arc<App>>, caller: Caller, headers: HeaderMap, params: Params) -> Answer {
    let me = caller.member("read")?;
    as_new_as_asked(&app, &headers, Read::Orders).await?;
    let found = app.shop().sales(me, &page(&params)?).await?;
    Ok(as_of(found.position, Json(OrderPage::from(&found.item)).into_response()))
}

async fn show(State(app): State<Arc<App>>, caller: Caller, headers: HeaderMap, Id(id): Id<Uuid>) -> Answer {
    let me = caller.member("read")?;
    as_new_as_asked(&app, &headers, Read::Orders).await?;
    let found = app.shop().ordered(me, id).await?;
    Ok(as_of(found.position, Json(Order::from(&*found.item)).into_response()))
}

async fn cancel(State(app): State<Arc<App>>, Id(id): Id<Uuid>, asked: Commanded) -> Answer {
    let outcome = app.shop().cancel(asked.me, id, &asked.command).await?;
    Ok(done(&outcome, Json(Order::from(&*outcome.answer)).into_response()))
}

fn page(params: &Params) -> Result<PageAsked, ApiError> {
    Ok(PageAsked::parse(params.whole("page")?, params.whole("limit")?, Sort::default(), None)?)
}
