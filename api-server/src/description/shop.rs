//! `/api/rookery/v1/shop`: what is sold.
use domain::posts::IdempotencyKey;
use domain::shop::Money;
use domain::shop::catalog::{PageAsked, Sought};
use domain::shop::checkout::Quantity;
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Category, LongText, ProductId, ProductName, Summary, TaxClass, Wording};
use serde_json::{Map, Value, json};

use super::channels::line;
use super::words::{Paths, answer, object, reference, text, with_body};

const PRODUCTS: &str = "/api/rookery/v1/shop/products";

/// What can be asked for.
pub(super) fn paths() -> Paths {
    Paths::from_iter([
        (PRODUCTS.to_owned(), json!({ "get": products() })),
        (format!("{PRODUCTS}/{{id}}"), json!({ "get": product(), "put": describe(), "delete": disable() })),
        ("/api/rookery/v1/shop/stock/{id}".to_owned(), json!({ "get": stock(), "put": count() })),
        ("/api/rookery/v1/shop/cart".to_owned(), json!({ "get": cart() })),
        ("/api/rookery/v1/shop/cart/lines/{id}".to_owned(), json!({ "put": change() })),
    ])
}

/// What more than one operation speaks of.
pub(super) fn schemas() -> Vec<(&'static str, Value)> {
    let mut product = object(&[
        ("id", json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]+$", "maxLength": ProductId::LONGEST })),
        ("name", text("What it is called")),
        ("description", text("A line that says what it is; may be empty")),
        ("long_text", text("All that there is to say, of several lines; may be empty")),
        ("category", text("What kind of thing it is; may be empty")),
        ("price", reference("Price")),
        ("tax_class", json!({ "enum": TaxClass::ALL.map(TaxClass::as_str) })),
    ]);
    for image in ["small_image", "large_image"] {
        product["properties"][image] = json!({ "type": ["string", "null"], "format": "uri" });
    }
    let price = object(&[
        (
            "amount",
            json!({ "type": "integer", "minimum": 0, "description": "In minor units: cents, where there are such" }),
        ),
        ("currency", json!({ "type": "string", "pattern": "^[A-Z]{3}$" })),
    ]);
    let kept = object(&[
        ("disabled", json!({ "type": "boolean", "description": "Whether it is not sold" })),
        (
            "version",
            json!({ "type": "integer", "minimum": 0, "description": "How often something has happened to it" }),
        ),
    ]);
    let count = json!({ "type": "integer", "minimum": 0 });
    let page = object(&[
        ("products", json!({ "type": "array", "items": reference("ListedProduct") })),
        ("page", json!({ "type": "integer", "minimum": 1 })),
        ("pages", count.clone()),
        ("total", count),
    ]);
    let listed = object(&[
        ("available", json!({ "type": "integer", "minimum": 0, "description": "So many pieces can be had" })),
        ("topic", text("The topic of the live gateway on which changes of it are told")),
    ]);
    let stock = object(&[
        ("id", text("The product")),
        ("on_hand", json!({ "type": "integer", "minimum": 0, "description": "So many pieces are there" })),
        (
            "reserved",
            json!({ "type": "integer", "minimum": 0, "description": "So many of them are promised to orders" }),
        ),
        (
            "version",
            json!({ "type": "integer", "minimum": 0, "description": "How often something has happened to it" }),
        ),
    ]);
    let problem = object(&[
        ("type", text("A name for the kind of problem")),
        ("title", text("The status in words")),
        ("status", json!({ "type": "integer" })),
        ("detail", text("What is wrong, in words; others of the same kind say more by further members")),
        ("code", text("What programs tell it from others by")),
        ("request_id", json!({ "type": "string", "format": "uuid" })),
    ]);
    vec![
        ("Product", product),
        ("ListedProduct", json!({ "allOf": [reference("Product"), listed] })),
        ("Stock", stock),
        ("Cart", cart_shown()),
        ("Price", price),
        ("KeptProduct", json!({ "allOf": [reference("Product"), kept] })),
        ("ProductPage", page),
        ("Problem", problem),
    ]
}

fn products() -> Value {
    let parameters = [
        query("page", &whole(1, PageAsked::LAST), "Which page, from 1"),
        query("limit", &whole(1, PageAsked::LARGEST), "How many on a page"),
        query("sort", &json!({ "enum": ["name", "price", "newest"] }), "In which order"),
        query("category", &line(Category::MAX), "Only things of this kind"),
        query(
            "q",
            &json!({ "type": "string", "maxLength": Sought::LONGEST }),
            "Words, each of which has to be there, or one that begins with it",
        ),
        query("in_stock", &json!({ "type": "boolean" }), "Only what can be had now"),
        query("min_price", &price(), "What it costs at least, in minor units"),
        query("max_price", &price(), "What it costs at the most, in minor units"),
        at_least(),
    ];
    operation(
        "products",
        "A page of the catalogue",
        &parameters,
        &[("200", shown("The page", "ProductPage"))],
    )
}

fn product() -> Value {
    let answers =
        [("200", shown("The product", "ListedProduct")), ("404", problem("Nobody finds such a product"))];
    operation("product", "A product, as visitors find it", &[id(), at_least()], &answers)
}

fn describe() -> Value {
    let mut form = object(&[
        ("name", json!({ "type": "string", "minLength": 1, "maxLength": ProductName::MAX })),
        ("price", price()),
        ("currency", json!({ "type": "string", "pattern": "^[A-Z]{3}$" })),
    ]);
    let more = [
        ("description", line(Summary::MAX)),
        ("long_text", line(LongText::MAX)),
        ("category", line(Category::MAX)),
        ("small_image", line(Wording::LONGEST_URL)),
        ("large_image", line(Wording::LONGEST_URL)),
        ("tax_class", json!({ "enum": TaxClass::ALL.map(TaxClass::as_str) })),
        ("disabled", json!({ "type": "boolean" })),
        ("version", version()),
    ];
    for (name, schema) in more {
        form["properties"][name] = schema;
    }
    let answers = [
        ("200", shown("It is like this now", "KeptProduct")),
        ("409", problem("version_conflict: it stands elsewhere, at current_version")),
        ("422", problem("invalid: the field breaks a rule; or key_reused")),
    ];
    let summary = "Says what a product is like, new or not; for those who keep the shop";
    with_body(keepers(operation("describeProduct", summary, &[id(), key()], &answers)), &form)
}

fn disable() -> Value {
    let answers = [
        ("200", shown("It is not sold any more", "KeptProduct")),
        ("404", problem("There is no such product")),
    ];
    let summary = "Takes a product out of the shop; for those who keep it";
    keepers(operation("disableProduct", summary, &[id(), key()], &answers))
}

fn stock() -> Value {
    let answers = [("200", shown("What there is; nothing of what nobody counted", "Stock"))];
    keepers(operation(
        "stock",
        "How much there is of a product; for those who keep the shop",
        &[id()],
        &answers,
    ))
}

fn count() -> Value {
    let mut form = object(&[("on_hand", whole(0, i64::try_from(Pieces::MOST).unwrap_or(i64::MAX)))]);
    form["properties"]["version"] = version();
    let answers = [
        ("200", shown("There is so much now", "Stock")),
        ("409", problem("version_conflict: it stands elsewhere, at current_version")),
        ("422", problem("invalid: the field breaks a rule; or key_reused")),
    ];
    let summary = "Says how much there is of a product, as somebody counted; for those who keep the shop";
    with_body(keepers(operation("countStock", summary, &[id(), key()], &answers)), &form)
}

fn cart() -> Value {
    let summary = "One's own cart, at the prices of now; a guest's too, with the token of POST /auth/guest";
    members(operation("cart", summary, &[at_least()], &[("200", shown("The cart", "Cart"))]))
}

fn change() -> Value {
    let mut form = object(&[("quantity", whole(0, Quantity::MOST))]);
    form["properties"]["version"] = version();
    let answers = [
        ("200", shown("The whole cart", "Cart")),
        ("409", problem("version_conflict: the cart stands elsewhere, at current_version")),
        ("422", problem("invalid: the field breaks a rule; or key_reused")),
    ];
    let summary = "So many of a product are in one's cart from now on, be one a guest or not; 0 takes it out";
    with_body(members(operation("changeCart", summary, &[id(), key()], &answers)), &form)
}

fn cart_shown() -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    let sum = json!({ "anyOf": [reference("Price"), { "type": "null" }] });
    let flag = |what: &str| json!({ "type": "boolean", "description": what });
    let line = object(&[
        ("product", text("What")),
        ("quantity", count.clone()),
        ("hash", text("Of all that an order takes from this line")),
        ("sold", flag("Whether it is sold at all; else it can't be ordered")),
        ("name", json!({ "type": ["string", "null"] })),
        ("small_image", json!({ "type": ["string", "null"] })),
        ("unit_price", sum.clone()),
        ("total", sum.clone()),
        ("tax_class", json!({ "type": ["string", "null"] })),
        ("in_stock", flag("Whether there are so many")),
        ("more_in_stock", flag("Whether there are more")),
        ("topic", text("The topic of the live gateway on which changes of the product are told")),
    ]);
    object(&[
        ("id", json!({ "type": ["string", "null"], "format": "uuid" })),
        ("version", count),
        ("hash", text("Of all that an order depends on")),
        ("lines", json!({ "type": "array", "items": line })),
        ("total", sum),
    ])
}

pub(super) fn members(mut operation: Value) -> Value {
    operation["responses"]["401"] = problem("The token is missing, or not valid");
    operation["security"] = json!([{ "bearer": [] }]);
    operation
}

fn version() -> Value {
    let what = "Where it stands as far as one knows: whoever says it overwrites nobody";
    json!({ "type": "integer", "minimum": 0, "description": what })
}

pub(super) fn operation(id: &str, summary: &str, parameters: &[Value], answers: &[(&str, Value)]) -> Value {
    let usual = [
        ("4XX", problem("Something is wrong with it; behind (409): the shop is not that far yet")),
        ("503", problem("Too much to do, or something is away")),
    ];
    let answers: Map<String, Value> =
        usual.iter().chain(answers).map(|(status, answer)| ((*status).to_owned(), answer.clone())).collect();
    json!({ "operationId": id, "summary": summary, "parameters": parameters, "responses": answers })
}

pub(super) fn keepers(mut operation: Value) -> Value {
    operation["responses"]["401"] = problem("The token is missing, or not valid");
    operation["responses"]["403"] = problem("They don't keep the shop");
    operation["security"] = json!([{ "bearer": [] }]);
    operation
}

pub(super) fn shown(description: &str, schema: &str) -> Value {
    let mut answer = answer(description, &reference(schema));
    answer["headers"] = json!({
        "X-Shop-Position": { "description": "The place of the last event that it follows from", "schema": { "type": "integer" } },
    });
    answer
}

/// What follows from no place in particular.
pub(super) fn shown_plainly(description: &str, schema: &str) -> Value {
    answer(description, &reference(schema))
}

pub(super) fn problem(description: &str) -> Value {
    json!({
        "description": description,
        "content": { "application/problem+json": { "schema": reference("Problem") } },
    })
}

fn id() -> Value {
    let schema = json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]+$", "maxLength": ProductId::LONGEST });
    json!({ "name": "id", "in": "path", "required": true, "description": "The product", "schema": schema })
}

pub(super) fn key() -> Value {
    let what = "A name for this attempt: the same key with the same words again does nothing and is answered the same";
    header("Idempotency-Key", &line(IdempotencyKey::MAX), what)
}

pub(super) fn at_least() -> Value {
    header("If-Position-At-Least", &json!({ "type": "integer", "minimum": 0 }), "As new as this, or newer")
}

fn header(name: &str, schema: &Value, what: &str) -> Value {
    json!({ "name": name, "in": "header", "required": false, "schema": schema, "description": what })
}

pub(super) fn query(name: &str, schema: &Value, what: &str) -> Value {
    json!({ "name": name, "in": "query", "required": false, "schema": schema, "description": what })
}

/// What a thing may cost.
fn price() -> Value {
    whole(0, i64::try_from(Money::PRICIEST).unwrap_or(i64::MAX))
}

pub(super) fn whole(least: i64, most: i64) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}
