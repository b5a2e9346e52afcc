//! `/api/rookery/v1/shop/orders`: what was ordered.
use domain::shop::catalog::PageAsked;
use domain::shop::checkout::{Cart, Quantity};
use domain::shop::pim::TaxClass;
use serde_json::{Value, json};

use super::shop::{at_least, keepers, key, members, operation, problem, query, shown, whole};
use super::words::{Paths, object, reference, text, with_body};

const ORDERS: &str = "/api/rookery/v1/shop/orders";

/// What can be asked for.
pub(super) fn paths() -> Paths {
    Paths::from_iter([
        (ORDERS.to_owned(), json!({ "get": list(), "post": place() })),
        (format!("{ORDERS}/{{id}}"), json!({ "get": show(), "delete": cancel() })),
        ("/api/rookery/v1/shop/sales".to_owned(), json!({ "get": sales() })),
    ])
}

/// What more than one operation speaks of.
pub(super) fn schemas() -> Vec<(&'static str, Value)> {
    let count = json!({ "type": "integer", "minimum": 0 });
    let mut line = object(&[
        ("product", text("What")),
        ("quantity", whole(1, Quantity::MOST)),
        ("name", text("What it was called")),
        ("unit_price", reference("Price")),
        ("total", reference("Price")),
        ("tax_class", json!({ "enum": TaxClass::ALL.map(TaxClass::as_str) })),
    ]);
    line["properties"]["small_image"] = json!({ "type": ["string", "null"], "format": "uri" });
    let lacking =
        object(&[("product", text("What")), ("wanted", count.clone()), ("available", count.clone())]);
    let pay_by = json!({
        "type": ["string", "null"],
        "format": "date-time",
        "description": "Until when it has to be paid: then it ends, and what is kept for it is free",
    });
    let to_give_back = json!({
        "type": "array",
        "items": { "type": "string", "format": "uuid" },
        "description": "Payments that took money which whoever keeps the shop has to give back",
    });
    let order = object(&[
        ("id", json!({ "type": "string", "format": "uuid" })),
        ("buyer", text("Whose: an account; `erased` if they left for good")),
        ("placed_at", json!({ "type": "string", "format": "date-time" })),
        ("state", json!({ "enum": ["placed", "paying", "paid", "refused", "cancelled", "expired"] })),
        ("reason", json!({ "type": ["string", "null"], "description": "Why it stands so" })),
        ("hash", text("What was shown: the hash of the cart")),
        ("lines", json!({ "type": "array", "items": line })),
        ("total", json!({ "anyOf": [reference("Price"), { "type": "null" }] })),
        ("pay_by", pay_by),
        ("to_give_back", to_give_back),
        ("lacking", json!({ "type": "array", "items": lacking })),
    ]);
    let page = object(&[
        ("orders", json!({ "type": "array", "items": reference("Order") })),
        ("page", json!({ "type": "integer", "minimum": 1 })),
        ("pages", count.clone()),
        ("total", count),
    ]);
    vec![("Order", order), ("OrderPage", page)]
}

fn place() -> Value {
    let line = object(&[
        ("product", text("What")),
        ("hash", json!({ "type": "string", "format": "uuid", "description": "The hash of the line" })),
    ]);
    let mut form = object(&[
        ("version", json!({ "type": "integer", "minimum": 0, "description": "Where the cart stood" })),
        ("hash", json!({ "type": "string", "format": "uuid", "description": "What was shown of it" })),
    ]);
    form["properties"]["lines"] = json!({
        "type": "array",
        "maxItems": Cart::LINES,
        "items": line,
        "description": "The lines that were shown: needed only to be told which of them differ",
    });
    let answers = [
        ("201", shown("It is placed, and the cart is empty", "Order")),
        (
            "409",
            problem(
                "cart_changed: it is not the one that was shown, but cart; these differ. out_of_stock: \
                 there is not so much; lines say what was wanted and what there is. Nothing was taken",
            ),
        ),
        ("422", problem("invalid: the cart can't be ordered, or the field breaks a rule; or key_reused")),
        (
            "503",
            problem(
                "unavailable: too many order at once, or something is away; try again under the same key",
            ),
        ),
    ];
    let summary = "Orders one's cart as it was shown: all of it, or nothing";
    with_body(members(operation("placeOrder", summary, &[key()], &answers)), &form)
}

fn list() -> Value {
    let answers = [("200", shown("The page", "OrderPage"))];
    members(operation("orders", "One's own orders, the last one first", &paged(), &answers))
}

fn sales() -> Value {
    let answers = [("200", shown("The page", "OrderPage"))];
    let summary = "Everybody's orders, the last one first; for those who keep the shop";
    keepers(operation("sales", summary, &paged(), &answers))
}

fn show() -> Value {
    let answers = [
        ("200", shown("The order", "Order")),
        ("404", problem("There is no such order, or it is another's")),
    ];
    members(operation("order", "An order of one's own", &[id(), at_least()], &answers))
}

fn cancel() -> Value {
    let answers = [
        ("200", shown("It does not stand any more, and what was kept for it is free again", "Order")),
        ("404", problem("There is no such order, or it is another's")),
        ("409", problem("being_paid or paid: it can't be taken back")),
        ("422", problem("key_reused")),
    ];
    let summary = "Takes an order back: one's own, or any, for those who keep the shop";
    members(operation("cancelOrder", summary, &[id(), key()], &answers))
}

pub(super) fn id() -> Value {
    json!({
        "name": "id", "in": "path", "required": true, "description": "The order",
        "schema": { "type": "string", "format": "uuid" },
    })
}

fn paged() -> [Value; 3] {
    [
        query("page", &whole(1, PageAsked::LAST), "Which page, from 1"),
        query("limit", &whole(1, PageAsked::LARGEST), "How many on a page"),
        at_least(),
    ]
}
