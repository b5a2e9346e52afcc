//! `/api/rookery/v1/shop/products`: the catalogue, and what whoever keeps the shop says of it.
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::shop::catalog::{PageAsked, Sort};
use domain::shop::pim::{
    Category, ImageUrl, LongText, Product, ProductId, ProductName, Summary, TaxClass, Wording,
};
use domain::shop::{Money, MoneyRule, ShopRule};
use service::shop::{Known, Outcome, Wanted};
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
    as_new_as_asked(&app, &headers).await?;
    let sort = Sort::parse(params.text("sort")?.unwrap_or_default())?;
    let category = params.text("category")?.filter(|category| !category.is_empty());
    let category = category.map(Category::parse).transpose()?;
    let asked = PageAsked::parse(params.whole("page")?, params.whole("limit")?, sort, category)?;
    let page = app.shop().products(&asked)?;
    Ok(as_of(page.position, Json(rookery::ProductPage::from(&page.item)).into_response()))
}

async fn show(State(app): State<Arc<App>>, headers: HeaderMap, Id(id): Id<ProductId>) -> Answer {
    as_new_as_asked(&app, &headers).await?;
    let found = app.shop().product(&id)?;
    Ok(as_of(found.position, Json(rookery::ListedProduct::from(&*found.item)).into_response()))
}

async fn describe(State(app): State<Arc<App>>, Id(id): Id<String>, asked: Commanded) -> Answer {
    let (product, version) = (product(ProductId::parse(&id)?, &asked.params)?, asked.version()?);
    let wanted = Wanted { product, version };
    Ok(kept(&app.shop().describe(asked.me, wanted, &asked.command).await?))
}

async fn disable(State(app): State<Arc<App>>, Id(id): Id<ProductId>, asked: Commanded) -> Answer {
    Ok(kept(&app.shop().disable(asked.me, &id, &asked.command).await?))
}

/// How a product is to be.
fn product(id: ProductId, params: &Params) -> Result<Product, ApiError> {
    let wording = Wording {
        name: ProductName::parse(params.text("name")?.unwrap_or_default())?,
        description: Summary::parse(params.text("description")?.unwrap_or_default())?,
        long_text: LongText::parse(params.text("long_text")?.unwrap_or_default())?,
        category: Category::parse(params.text("category")?.unwrap_or_default())?,
        small_image: ImageUrl::parse(params.text("small_image")?.unwrap_or_default(), "small_image")?,
        large_image: ImageUrl::parse(params.text("large_image")?.unwrap_or_default(), "large_image")?,
    };
    Ok(Product {
        id,
        wording,
        price: Money::price(params.whole("price")?, params.text("currency")?.unwrap_or_default())
            .map_err(unpriced)?,
        tax_class: TaxClass::parse(params.text("tax_class")?.unwrap_or_default())?,
        disabled: params.flag("disabled")?.unwrap_or_default(),
    })
}

fn unpriced(rule: MoneyRule) -> ShopRule {
    let field = if rule == MoneyRule::Currency { "currency" } else { "price" };
    ShopRule::Money { field, rule }
}

fn kept(outcome: &Outcome<Known>) -> Response {
    done(outcome, Json(rookery::KeptProduct::from(&outcome.answer)).into_response())
}
