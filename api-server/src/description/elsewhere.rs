//! `/auth/elsewhere`: accounts that people have at other servers.
use serde_json::{Value, json};

use super::words::{Paths, answer, done, moment, object, operation, own, refusal, text, with_body};

/// What can be asked for.
pub(super) fn paths() -> Paths {
    let linked = json!({ "anyOf": [moment("Since when it is linked"), { "type": "null" }] });
    let provider = object(&[
        ("name", text("Its name in addresses")),
        ("title", text("What people call it")),
        ("linked_at", linked),
    ]);
    let providers = object(&[("providers", json!({ "type": "array", "items": provider }))]);
    let back = json!({ "type": "object", "properties": { "back": text("Where to go on afterwards") } });
    let off = json!({ "description": "The way there; a cookie is set" });
    let on = json!({ "description": "Logged in or linked, and the way on" });
    Paths::from_iter([
        (
            "/auth/elsewhere".to_owned(),
            json!({ "get": operation("elsewhere", "The other servers, and which of them are linked", &[
                ("200", answer("The servers", &providers)),
            ]) }),
        ),
        (
            "/auth/elsewhere/{name}".to_owned(),
            json!({
                "get": at_one(operation("leave", "Off to log in there", &[("303", off), ("4XX", page())])),
                "delete": at_one(own("unlink", "What is linked there is so no longer", &[
                    ("200", done("It is not linked any more")),
                    ("404", refusal("It was not")),
                ])),
            }),
        ),
        (
            "/auth/elsewhere/{name}/link".to_owned(),
            json!({ "post": at_one(with_body(own("link", "Says where to go to link what one has there", &[
                ("200", answer("The address", &object(&[("address", text("Where to go"))]))),
            ]), &back)) }),
        ),
        (
            "/auth/elsewhere/{name}/back".to_owned(),
            json!({ "get": at_one(operation("back", "Where the other server sends people back to", &[
                ("303", on),
                ("4XX", page()),
            ])) }),
        ),
    ])
}

fn page() -> Value {
    json!({ "description": "A page that says what is wrong", "content": { "text/html": { "schema": { "type": "string" } } } })
}

fn at_one(mut operation: Value) -> Value {
    operation["parameters"] = json!([{
        "name": "name", "in": "path", "required": true, "schema": { "type": "string" },
        "description": "The other server",
    }]);
    operation
}
