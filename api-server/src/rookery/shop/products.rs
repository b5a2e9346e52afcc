//! `/api/rookery/v1/shop/products`: the catalogue, and what whoever keeps the shop says of it.
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::shop::catalog::{PageAsked, Sort, Sought};
use domain::shop::pim::{Category, Product, ProductForm, ProductId};
use service::shop::{Known, Outcome, Read, Wanted};
use wire::ApiError;
use wire::rookery;

use super::commanded::Commanded;
use super::{as_new_as_asked, as_of, done};
use crate::App;
use crate::params::Params;
use crate::path::Id;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/shop/products", get(list))
        .route("/api/rookery/v1/shop/products/{id}", get(show).put(describe).delete(disable))
}

type Answer = Result<Response, ApiError>;

async fn list(State(app): State<Arc<App>>, headers: HeaderMap, params: Params) -> Answer {
    as_new_as_asked(&app, &headers, Read::Products).await?;
    let sort = Sort::parse(params.text("sort")?.unwrap_or_default())?;
    let category = params.text("category")?.filter(|category| !category.is_empty());
    let category = category.map(Category::parse).transpose()?;
    let asked = PageAsked::parse(params.whole("page")?, params.whole("limit")?, sort, category)?;
    let asked = asked.of_what(Sought::parse(
        params.text("q")?.unwrap_or_default(),
        params.flag("in_stock")?.unwrap_or_default(),
        params.whole("min_price")?,
        params.whole("max_price")?,
    )?);
    let page = app.shop().products(&asked)?;
    Ok(as_of(page.position, json(rookery::product_page(&page.item))))
}

async fn show(State(app): State<Arc<App>>, headers: HeaderMap, Id(id): Id<ProductId>) -> Answer {
    as_new_as_asked(&app, &headers, Read::Products).await?;
    let found = app.shop().product(&id)?;
    Ok(as_of(found.position, json(rookery::product_found(&found.item).to_owned())))
}

async fn describe(State(app): State<Arc<App>>, Id(id): Id<String>, asked: Commanded) -> Answer {
    let (product, version) = (product(&id, &asked.params)?, asked.version()?);
    let wanted = Wanted { product, version };
    Ok(kept(&app.shop().describe(asked.me, wanted, &asked.command).await?))
}

async fn disable(State(app): State<Arc<App>>, Id(id): Id<ProductId>, asked: Commanded) -> Answer {
    Ok(kept(&app.shop().disable(asked.me, &id, &asked.command).await?))
}

/// What is JSON already.
fn json(written: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], written).into_response()
}

/// How a product is to be.
fn product(id: &str, params: &Params) -> Result<Product, ApiError> {
    Ok(Product::parse(&ProductForm {
        id,
        name: params.text("name")?.unwrap_or_default(),
        description: params.text("description")?.unwrap_or_default(),
        long_text: params.text("long_text")?.unwrap_or_default(),
        category: params.text("category")?.unwrap_or_default(),
        small_image: params.text("small_image")?.unwrap_or_default(),
        large_image: params.text("large_image")?.unwrap_or_default(),
        price: params.whole("price")?,
        currency: params.text("currency")?.unwrap_or_default(),
        tax_class: params.text("tax_class")?.unwrap_or_default(),
        disabled: params.flag("disabled")?.unwrap_or_default(),
    })?)
}

fn kept(outcome: &Outcome<Known>) -> Response {
    done(outcome, Json(rookery::KeptProduct::from(&outcome.answer)).into_response())
}
