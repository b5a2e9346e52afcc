//! What descriptions are made of.
use serde_json::{Map, Value, json};

/// Paths with what can be done there.
pub(super) type Paths = Map<String, Value>;

/// Something that can be asked for. Whatever may be wrong with any request is said of each.
pub(super) fn operation(id: &str, summary: &str, answers: &[(&str, Value)]) -> Value {
    let refusals = [
        ("4XX", refusal("Something is wrong with it")),
        ("503", refusal("Too much to do, or something is away")),
    ];
    // what an operation says of its own comes over that
    let answers: Map<String, Value> = refusals
        .iter()
        .chain(answers)
        .map(|(status, answer)| ((*status).to_owned(), answer.clone()))
        .collect();
    json!({ "operationId": id, "summary": summary, "responses": answers })
}

/// The same, for those who are logged in.
pub(super) fn own(id: &str, summary: &str, answers: &[(&str, Value)]) -> Value {
    let answers = [answers, &[("401", refusal("Nobody is logged in"))]].concat();
    let mut operation = operation(id, summary, &answers);
    operation["security"] = json!([{ "session": [] }]);
    operation
}

/// The same, with something in its body.
pub(super) fn with_body(mut operation: Value, schema: &Value) -> Value {
    let form = json!({ "schema": schema });
    operation["requestBody"] = json!({ "required": true, "content": { "application/json": form } });
    operation
}

/// The same, of a thing with an id.
pub(super) fn of_one(mut operation: Value, what: &str, id: &Value) -> Value {
    operation["parameters"] =
        json!([{ "name": "id", "in": "path", "required": true, "description": what, "schema": id }]);
    operation
}

/// An answer that holds this.
pub(super) fn answer(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

/// An answer with nothing to say.
pub(super) fn done(description: &str) -> Value {
    answer(description, &json!({ "type": "object", "maxProperties": 0 }))
}

/// An answer that says no.
pub(super) fn refusal(description: &str) -> Value {
    answer(description, &reference("Error"))
}

/// What is described under this name.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// An object that has all of these.
pub(super) fn object(fields: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// A text.
pub(super) fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

/// A moment.
pub(super) fn moment(description: &str) -> Value {
    json!({ "type": "string", "format": "date-time", "description": description })
}

/// What more than one operation speaks of.
pub(super) fn schemas() -> Value {
    let number = json!({ "type": "string", "pattern": "^[0-9]+$" });
    let mut schemas = json!({
        "Error": object(&[("error", text("What is wrong, in words"))]),
        "Account": {
            "description": "Mastodon's CredentialAccount",
            "allOf": [object(&[
                ("id", number),
                ("username", text("The name after the @")),
                ("acct", text("The same")),
                ("display_name", text("The name that people read; may be empty")),
                ("url", text("The page")),
            ])],
        },
        "Token": object(&[
            ("access_token", text("What to show")),
            ("token_type", json!({ "const": "Bearer" })),
            ("scope", text("What it is good for")),
            ("created_at", json!({ "type": "integer", "description": "In seconds since 1970" })),
        ]),
    });
    let own = super::channels::schemas().into_iter().chain(super::rounds::schemas());
    let of_the_shop = super::shop::schemas().into_iter().chain(super::orders::schemas());
    let of_the_shop = of_the_shop.chain(super::import::schemas()).chain(super::past::schemas());
    for (name, schema) in own.chain(of_the_shop) {
        schemas[name] = schema;
    }
    schemas
}
