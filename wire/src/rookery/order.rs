//! Orders as those who placed them, and those who keep the shop, read them.
use std::sync::Arc;

use domain::shop::catalog::PageShown;
use domain::shop::checkout::{self, Cancelling, CartShown, OrderLine, OrderState, Owner, Refusal};
use domain::shop::fulfilment::Lacking;
use domain::shop::pim::{ImageUrl, ProductId};
use http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};
use service::shop::Unheard;
use uuid::Uuid;

use super::{Cart, Price};
use crate::ApiError;

/// Whose an order is that somebody placed who was forgotten.
const ERASED: &str = "erased";

/// An order.
#[derive(Debug, Clone, Serialize)]
pub struct Order<'a> {
    /// Which.
    pub id: Uuid,
    /// Whose: an account, or a word for somebody who was forgotten.
    pub buyer: String,
    /// When.
    pub placed_at: String,
    /// How it stands.
    pub state: &'static str,
    /// Why it stands so, where there is more to say.
    pub reason: Option<&'static str>,
    /// What was shown: the hash of the cart.
    pub hash: Uuid,
    /// What is in it; nothing of one that came to nothing.
    pub lines: Vec<Ordered<'a>>,
    /// For everything.
    pub total: Option<Price<'a>>,
    /// Until when it has to be paid, if it has to be.
    pub pay_by: Option<String>,
    /// Payments that took money which whoever keeps the shop has to give back.
    pub to_give_back: &'a [Uuid],
    /// What there was too little of, if that was why it came to nothing.
    pub lacking: Vec<Value>,
}

/// A line of an order, as it was shown when it was ordered.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Ordered<'a> {
    /// What.
    pub product: &'a str,
    /// How many.
    pub quantity: u64,
    /// What it was called.
    pub name: &'a str,
    /// The small picture.
    pub small_image: Option<&'a str>,
    /// For one.
    pub unit_price: Price<'a>,
    /// For all of them.
    pub total: Price<'a>,
    /// How it was taxed.
    pub tax_class: &'a str,
}

/// A page of orders, the last one first.
#[derive(Debug, Clone, Serialize)]
pub struct OrderPage<'a> {
    /// What is on it.
    pub orders: Vec<Order<'a>>,
    /// Its number, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// How many orders.
    pub total: usize,
}

/// Says no: the cart is not the one that was shown, but this; these lines of it differ from what was shown.
#[must_use]
pub fn cart_changed(cart: &CartShown, differing: &[ProductId]) -> ApiError {
    let mut error = ApiError::new(StatusCode::CONFLICT, "the cart is not the one that was shown");
    error.code = Some("cart_changed");
    let differing: Vec<&str> = differing.iter().map(ProductId::as_str).collect();
    error.members = vec![("cart", json!(Cart::from(cart))), ("differing", json!(differing))];
    error
}

/// Says no: there is not so much. The order that came to nothing can be read as any other.
#[must_use]
pub fn out_of_stock(order: Uuid, short: &[Lacking]) -> ApiError {
    let mut error = ApiError::new(StatusCode::CONFLICT, "there is not so much");
    error.code = Some("out_of_stock");
    error.members = vec![("order", json!(order)), ("lines", lacking(short).into())];
    error
}

/// Says no: no money was taken, and the order can be paid otherwise as long as it stands.
#[must_use]
pub fn unpaid(order: &checkout::Order) -> ApiError {
    let mut error = ApiError::new(StatusCode::PAYMENT_REQUIRED, "no money was taken");
    error.code = Some("unpaid");
    error.members = vec![("order", json!(Order::from(order)))];
    error
}

/// Says no: the message is not heard.
#[must_use]
pub fn unheard(why: Unheard) -> ApiError {
    let mut error = ApiError::bad_request(why.to_string());
    error.code = Some(match why {
        Unheard::Forged => "bad_signature",
        Unheard::Stale => "stale",
    });
    error
}

fn lacking(short: &[Lacking]) -> Vec<Value> {
    let line = |line: &Lacking| {
        json!({
            "product": line.product.as_str(),
            "wanted": line.wanted.number(),
            "available": line.available.number(),
        })
    };
    short.iter().map(line).collect()
}

impl<'a> From<&'a checkout::Order> for Order<'a> {
    fn from(order: &'a checkout::Order) -> Self {
        let (reason, short) = match &order.state {
            OrderState::Refused(Refusal::OutOfStock { lacking: short }) => {
                (Some("out_of_stock"), lacking(short))
            }
            OrderState::Cancelled(Cancelling::ByBuyer) => (Some("by_buyer"), vec![]),
            OrderState::Cancelled(Cancelling::ByKeeper) => (Some("by_keeper"), vec![]),
            OrderState::Placed | OrderState::Expired | OrderState::Paying { .. } | OrderState::Paid(_) => {
                (None, vec![])
            }
        };
        Self {
            id: order.id,
            buyer: if Owner::is_alias(order.buyer) { ERASED.to_owned() } else { order.buyer.to_string() },
            placed_at: order.at.to_string(),
            state: order.state.as_str(),
            reason,
            hash: order.hash,
            lines: order.lines.iter().map(Ordered::from).collect(),
            total: order.total.as_ref().map(Price::from),
            pay_by: order.pay_by.map(|pay_by| pay_by.to_string()),
            to_give_back: &order.astray,
            lacking: short,
        }
    }
}

impl<'a> From<&'a OrderLine> for Ordered<'a> {
    fn from(line: &'a OrderLine) -> Self {
        Self {
            product: line.product.as_str(),
            quantity: line.quantity.number(),
            name: line.name.as_str(),
            small_image: line.small_image.as_ref().map(ImageUrl::as_str),
            unit_price: Price::from(&line.unit_price),
            total: Price::from(&line.total),
            tax_class: line.tax_class.as_str(),
        }
    }
}

impl<'a> From<&'a PageShown<Arc<checkout::Order>>> for OrderPage<'a> {
    fn from(page: &'a PageShown<Arc<checkout::Order>>) -> Self {
        Self {
            orders: page.items.iter().map(|order| Order::from(&**order)).collect(),
            page: page.number,
            pages: page.pages,
            total: page.total,
        }
    }
}
