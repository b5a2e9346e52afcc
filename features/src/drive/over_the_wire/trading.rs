//! What people do in the shop, as clients ask.
use std::sync::atomic::Ordering;

use reqwest::header::{CONTENT_TYPE, COOKIE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::super::{Answer, AtShop, Basket, Drive, Reader, Refused, Ware};
use super::OverTheWire;
use super::refusals::{accepted, no_answer};
use crate::rest::Reply;

/// Where an answer says what it follows from, and where a client says what it has seen already.
const POSITION: &str = "x-shop-position";
const AT_LEAST: &str = "if-position-at-least";

pub(super) async fn trade(wire: &OverTheWire, by: Reader<'_>, act: &AtShop) -> Answer<Vec<Ware>> {
    let at = |id: &str| format!("/api/rookery/v1/shop/products/{id}");
    match act {
        AtShop::Keep(name) => {
            wire.operate(&["accounts", "promote", "--username", name, "--role", "admin"]).await?;
            Ok(vec![])
        }
        AtShop::Describe(ware) => {
            let body = json!({
                "name": ware.name, "category": ware.category, "price": ware.price, "currency": "EUR",
            });
            ask(wire, by, Method::PUT, &at(&ware.id), Some(body)).await.map(|_| vec![])
        }
        AtShop::Disable(id) => ask(wire, by, Method::DELETE, &at(id), None).await.map(|_| vec![]),
        AtShop::Count(id, pieces) => {
            let path = format!("/api/rookery/v1/shop/stock/{id}");
            ask(wire, by, Method::PUT, &path, Some(json!({ "on_hand": pieces }))).await.map(|_| vec![])
        }
        AtShop::Want(id, quantity) => {
            let path = format!("/api/rookery/v1/shop/cart/lines/{id}");
            let seen = ask(wire, by, Method::PUT, &path, Some(json!({ "quantity": quantity }))).await?;
            cart(&seen).ok_or_else(|| Refused::broken("no cart", &seen))
        }
        AtShop::Cart => {
            let seen = ask(wire, by, Method::GET, "/api/rookery/v1/shop/cart", None).await?;
            cart(&seen).ok_or_else(|| Refused::broken("no cart", &seen))
        }
        AtShop::Visit => {
            let request = wire.rest().request(Method::POST, "/auth/guest");
            let (token, held) = entered(wire, request, "a guest").await?;
            Ok(vec![Ware { name: held, ..nothing(token) }])
        }
        AtShop::Enter { held, email, password } => {
            let form = json!({ "email": email, "password": password });
            let request = wire.rest().request(Method::POST, "/auth/login").header(COOKIE, held).json(&form);
            let (token, _) = entered(wire, request, "logging in").await?;
            Ok(vec![nothing(token)])
        }
        AtShop::Order(basket) => {
            let body = json!({ "version": basket.version, "hash": basket.hash });
            let seen = ask(wire, by, Method::POST, "/api/rookery/v1/shop/orders", Some(body)).await?;
            order(&seen).map(|ware| vec![ware]).ok_or_else(|| Refused::broken("no order", &seen))
        }
        AtShop::Pay(id, token) => {
            let path = format!("/api/rookery/v1/shop/orders/{id}/payment");
            let seen = ask(wire, by, Method::POST, &path, Some(json!({ "token": token }))).await?;
            order(&seen).map(|ware| vec![ware]).ok_or_else(|| Refused::broken("no order", &seen))
        }
        AtShop::Cancel(id) => {
            let path = format!("/api/rookery/v1/shop/orders/{id}");
            ask(wire, by, Method::DELETE, &path, None).await.map(|_| vec![])
        }
        AtShop::Orders => {
            let seen = ask(wire, by, Method::GET, "/api/rookery/v1/shop/orders", None).await?;
            let wares = seen["orders"].as_array().and_then(|all| all.iter().map(order).collect());
            wares.ok_or_else(|| Refused::broken("no page", &seen))
        }
        AtShop::Stock(id) => {
            let path = format!("/api/rookery/v1/shop/stock/{id}");
            let seen = ask(wire, by, Method::GET, &path, None).await?;
            stock(&seen).map(|ware| vec![ware]).ok_or_else(|| Refused::broken("no stock", &seen))
        }
        AtShop::Past(id) => {
            let path = format!("/api/rookery/v1/shop/events?stream=product:{id}");
            let seen = ask(wire, by, Method::GET, &path, None).await?;
            let told = |event: &Value| {
                Some(Ware { name: event["kind"].as_str()?.to_owned(), ..nothing(id.clone()) })
            };
            let past = seen["events"].as_array().and_then(|all| all.iter().map(told).collect());
            past.ok_or_else(|| Refused::broken("no past", &seen))
        }
        AtShop::Look(id) => {
            let seen = ask(wire, by, Method::GET, &at(id), None).await?;
            shown(&seen).map(|ware| vec![ware]).ok_or_else(|| Refused::broken("no product", &seen))
        }
        AtShop::Browse(category, sort) => page(wire, by, &format!("category={category}&sort={sort}")).await,
        AtShop::Search { category, words, most } => {
            let most = most.map(|most| format!("&max_price={most}")).unwrap_or_default();
            page(wire, by, &format!("category={category}&q={words}{most}")).await
        }
    }
}

/// A token, and the cookie that came with it.
async fn entered(wire: &OverTheWire, request: RequestBuilder, what: &str) -> Answer<(String, String)> {
    let answer = wire.rest().answer(request, what).await.map_err(|error| no_answer(&error))?;
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
    let held = header("set-cookie").and_then(|set| set.split(';').next()).unwrap_or_default().to_owned();
    if let Some(position) = header(POSITION).and_then(|position| position.parse().ok()) {
        wire.shop_seen.fetch_max(position, Ordering::Relaxed);
    }
    let status = answer.status().as_u16();
    let body: Value = serde_json::from_str(&answer.text().await.unwrap_or_default()).unwrap_or_default();
    let reply = Reply { status, is_json: true, body, older: None, newer: None };
    let body = accepted(reply)?.body;
    let token = body["access_token"].as_str().ok_or_else(|| Refused::broken("no token", &body))?;
    Ok((token.to_owned(), held))
}

fn nothing(id: String) -> Ware {
    let (name, category) = (String::new(), String::new());
    Ware { id, name, category, price: 0, available: 0, wanted: 0, basket: None }
}

async fn page(wire: &OverTheWire, by: Reader<'_>, query: &str) -> Answer<Vec<Ware>> {
    let path = format!("/api/rookery/v1/shop/products?limit=100&{query}");
    let seen = ask(wire, by, Method::GET, &path, None).await?;
    let wares = seen["products"].as_array().and_then(|all| all.iter().map(shown).collect());
    wares.ok_or_else(|| Refused::broken("no page", &seen))
}

/// Whichever server answers, it has seen at least what this client was answered from before.
async fn ask(
    wire: &OverTheWire,
    by: Reader<'_>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Answer<Value> {
    let seen = wire.shop_seen.load(Ordering::Relaxed);
    let mut request = wire.rest().request(method, path).header(AT_LEAST, seen);
    if let Some(session) = by {
        request = request.bearer_auth(&session.bearer);
    }
    if let Some(body) = &body {
        request = request.json(body);
    }
    let answer = wire.rest().answer(request, path).await.map_err(|error| no_answer(&error))?;
    let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Ok(position) = header(POSITION).parse() {
        wire.shop_seen.fetch_max(position, Ordering::Relaxed);
    }
    let kind = header(CONTENT_TYPE.as_str());
    let said_json = ["application/json", "application/problem+json"].contains(&kind);
    let status = answer.status().as_u16();
    let body: Option<Value> = serde_json::from_str(&answer.text().await.unwrap_or_default()).ok();
    let is_json = said_json && body.is_some();
    let reply = Reply { status, body: body.unwrap_or_default(), is_json, older: None, newer: None };
    Ok(accepted(reply)?.body)
}

fn shown(product: &Value) -> Option<Ware> {
    let text = |name: &str| product[name].as_str().map(str::to_owned);
    let (price, available) = (product["price"]["amount"].as_i64()?, product["available"].as_u64()?);
    Some(Ware {
        id: text("id")?,
        name: text("name")?,
        category: text("category")?,
        price,
        available,
        wanted: 0,
        basket: None,
    })
}

/// What is in a cart, and what it costs.
fn cart(seen: &Value) -> Option<Vec<Ware>> {
    let basket = Basket { version: seen["version"].as_u64()?, hash: seen["hash"].as_str()?.parse().ok()? };
    let line = |line: &Value| {
        Some(Ware {
            id: line["product"].as_str()?.to_owned(),
            name: line["name"].as_str().unwrap_or_default().to_owned(),
            category: String::new(),
            price: line["total"]["amount"].as_i64().unwrap_or_default(),
            available: 0,
            wanted: line["quantity"].as_u64()?,
            basket: Some(basket),
        })
    };
    seen["lines"].as_array()?.iter().map(line).collect()
}

/// How an order stands, how much is in it, and what it costs.
fn order(seen: &Value) -> Option<Ware> {
    let quantities = seen["lines"].as_array()?.iter().map(|line| line["quantity"].as_u64());
    Some(Ware {
        id: seen["id"].as_str()?.to_owned(),
        name: seen["state"].as_str()?.to_owned(),
        category: String::new(),
        price: seen["total"]["amount"].as_i64().unwrap_or_default(),
        available: 0,
        wanted: quantities.sum::<Option<u64>>()?,
        basket: None,
    })
}

/// How many there are of something, and how many of them are promised.
fn stock(seen: &Value) -> Option<Ware> {
    let (available, wanted) = (seen["on_hand"].as_u64()?, seen["reserved"].as_u64()?);
    Some(Ware { available, wanted, ..nothing(seen["id"].as_str()?.to_owned()) })
}
