//! `/auth`, by mail: confirming an address, a new password, a code that logs in once.
use domain::identity::Email;
use serde_json::{Value, json};

use super::identity::{entered, password};
use super::words::{Paths, answer, done, object, operation, refusal, text, with_body};

/// What can be asked for.
pub(super) fn paths() -> Paths {
    let to = object(&[("email", json!({ "type": "string", "format": "email", "maxLength": Email::MAX }))]);
    let sent = [
        ("200", done("The mail is sent, if an account has the address")),
        ("422", refusal("It is no address")),
        ("429", refusal("Too often")),
    ];
    let token = text("What the mail said");
    let code = object(&[("email", to["properties"]["email"].clone()), ("code", text("What the mail said"))]);
    Paths::from_iter([
        (
            "/auth/forgot".to_owned(),
            json!({ "post": with_body(operation("forgot", "Sends a link that sets a new password", &sent), &to) }),
        ),
        (
            "/auth/code".to_owned(),
            json!({ "post": with_body(operation("sendCode", "Sends a code that logs in once", &sent), &to) }),
        ),
        (
            "/auth/code/login".to_owned(),
            json!({ "post": with_body(operation("logInByCode", "Logs in with such a code", &[
                ("200", answer("Logged in; a cookie is set", &entered())),
                ("401", refusal("It is not the code, or no longer")),
            ]), &code) }),
        ),
        (
            "/auth/confirm".to_owned(),
            json!({
                "get": with_token(operation("confirmPage", "A page that asks whether to confirm", &[page("200"), page("410")])),
                "post": with_body(
                    operation("confirm", "Confirms an address", &proven()),
                    &object(&[("token", token.clone())]),
                ),
            }),
        ),
        (
            "/auth/confirm/again".to_owned(),
            json!({ "post": by_bearer(operation("confirmAgain", "Sends the link once more", &[
                ("200", done("It is sent")),
            ])) }),
        ),
        (
            "/auth/reset".to_owned(),
            json!({
                "get": with_token(operation("resetPage", "A page that asks for the new password", &[page("200"), page("410")])),
                "post": with_body(
                    operation("reset", "Sets a new password; everything else is logged out", &proven()),
                    &object(&[("token", token), ("password", password())]),
                ),
            }),
        ),
    ])
}

fn page(status: &'static str) -> (&'static str, Value) {
    (
        status,
        json!({ "description": "The page; 410 if the link was used, or its time is over", "content": html() }),
    )
}

fn html() -> Value {
    json!({ "text/html": { "schema": { "type": "string" } } })
}

/// Programs are told so in JSON, and browsers, which ask for HTML, by a page.
fn proven() -> [(&'static str, Value); 2] {
    let mut answers = [done("It is done"), refusal("The link was used, or its time is over")];
    for answer in &mut answers {
        answer["content"]["text/html"] = html()["text/html"].clone();
    }
    let [done, over] = answers;
    [("200", done), ("410", over)]
}

fn with_token(mut operation: Value) -> Value {
    operation["parameters"] = json!([{
        "name": "token", "in": "query", "required": false, "schema": { "type": "string" },
        "description": "What the mail said",
    }]);
    operation
}

fn by_bearer(mut operation: Value) -> Value {
    operation["security"] = json!([{ "bearer": [] }]);
    operation
}
