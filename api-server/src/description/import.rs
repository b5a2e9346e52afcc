//! `/api/rookery/v1/shop/import`: files, for those who keep the shop.
use domain::media::Upload;
use serde_json::{Value, json};
use wire::rookery::Imported;

use super::shop::{keepers, operation, problem, shown};
use super::words::{Paths, object, text};

const IMPORT: &str = "/api/rookery/v1/shop/import";

/// What can be asked for.
pub(super) fn paths() -> Paths {
    Paths::from_iter([
        (format!("{IMPORT}/products"), json!({ "post": products() })),
        (format!("{IMPORT}/stock"), json!({ "post": stock() })),
    ])
}

/// What more than one operation speaks of.
pub(super) fn schemas() -> Vec<(&'static str, Value)> {
    let count = |what: &str| json!({ "type": "integer", "minimum": 0, "description": what });
    let row = object(&[
        ("line", json!({ "type": "integer", "minimum": 1 })),
        ("reason", text("Why it could not be carried out; it stopped no other")),
    ]);
    let imported = object(&[
        ("changed", count("Rows that led to something")),
        ("same", count("Rows that say what was so already")),
        ("gone", count("Products that were taken out of the shop")),
        ("bad", count("Rows that could not be carried out")),
        (
            "rows",
            json!({ "type": "array", "maxItems": Imported::TOLD, "items": row, "description": "The first bad rows" }),
        ),
    ]);
    vec![("Imported", imported)]
}

fn products() -> Value {
    let summary = "Makes the range what a CSV file says: id, name, description, long text, category, small image, large image, \
        price in minor units. What is missing is taken out of the shop, unless a row was bad; the same file again does nothing; \
        for those who keep the shop";
    let currency = json!({ "type": "string", "pattern": "^[A-Z]{3}$", "default": "EUR" });
    handed_in("importProducts", summary, &[("currency", currency)])
}

fn stock() -> Value {
    let summary = "Makes the stocks what a CSV file says: id, quantity. Those that are missing stay; for those who keep the shop";
    handed_in("importStock", summary, &[])
}

fn handed_in(id: &str, summary: &str, more: &[(&str, Value)]) -> Value {
    let answers = [
        ("200", shown("What came of it", "Imported")),
        ("409", problem("import_under_way: another file is being imported, here or by another server")),
        ("413", problem("The file is too large: import it beside the server, by its command")),
        ("422", problem("invalid: it is no such file, or no such currency; or it has no product")),
    ];
    let what = format!("CSV in UTF-8, of {} bytes at the most", Upload::BYTES);
    let mut form = object(&[("file", json!({ "type": "string", "format": "binary", "description": what }))]);
    for (name, schema) in more {
        form["properties"][*name] = schema.clone();
    }
    let mut operation = keepers(operation(id, summary, &[], &answers));
    operation["requestBody"] =
        json!({ "required": true, "content": { "multipart/form-data": { "schema": form } } });
    operation
}
