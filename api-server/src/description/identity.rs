//! `/auth`: accounts and sessions.
use domain::identity::{Email, Password, Username};
use serde_json::{Value, json};

use crate::auth::LONGEST_REASON;

use super::words::{
    Paths, answer, done, moment, object, of_one, operation, own, reference, refusal, text, with_body,
};

/// What can be asked for.
pub(super) fn paths() -> Paths {
    let entered = answer("Logged in; a cookie is set", &entered());
    let session = json!({ "type": "string", "format": "uuid" });
    let app = json!({ "type": "string", "pattern": "^[0-9]{1,19}$" });
    Paths::from_iter([
        (
            "/auth/register".to_owned(),
            json!({ "post": with_body(operation("register", "Makes an account and logs in", &[
                ("200", answer("Logged in, unless the address has to be confirmed first: then without a token", &welcomed())),
                ("403", refusal("Registrations are closed, or another site asks")),
                ("422", refusal("A field breaks a rule; `details` says which, and how")),
            ]), &sign_up()) }),
        ),
        (
            "/auth/login".to_owned(),
            json!({ "post": with_body(operation("logIn", "Logs in with e-mail and password", &[
                ("200", entered),
                ("401", refusal("They do not belong together")),
                ("429", refusal("Too often")),
            ]), &log_in()) }),
        ),
        (
            "/auth/logout".to_owned(),
            json!({ "post": operation("logOut", "Ends the session that the browser came with", &[
                ("200", done("It is ended; there need not have been one")),
            ]) }),
        ),
        (
            "/auth/session".to_owned(),
            json!({ "get": own("session", "Who is logged in", &[
                ("200", answer("The session", &object(&[("id", session.clone()), ("account", reference("Account"))]))),
            ]) }),
        ),
        (
            "/auth/token".to_owned(),
            json!({ "get": own("token", "A bearer token for the page, for a while", &[
                ("200", answer("The token", &bearer())),
            ]) }),
        ),
        (
            "/auth/ws".to_owned(),
            json!({ "get": own("liveToken", "A bearer token for the live gateway alone, for an hour", &[
                ("200", answer("The token", &bearer())),
            ]) }),
        ),
        (
            "/auth/guest".to_owned(),
            json!({ "post": operation("guest", GUEST, &[
                ("200", answer("The token; a cookie is set, or set anew", &of_a_guest())),
                ("403", refusal("Another site asks")),
            ]) }),
        ),
        (
            "/oauth2/validate".to_owned(),
            json!({ "get": {
                "operationId": "validate",
                "summary": "Whose a token is, as libraries of PubSub ask; `Authorization: OAuth` does as well",
                "security": [{ "bearer": [] }],
                "responses": {
                    "200": answer("It is good", &validated()),
                    "401": answer("It is not", &object(&[("status", json!({ "const": 401 })), ("message", text("What is wrong"))])),
                    "429": refusal("Too often"),
                    "503": refusal("Too much to do, or something is away"),
                },
            } }),
        ),
        (
            "/auth/sessions".to_owned(),
            json!({
                "get": own("sessions", "What is logged in", &[("200", answer("Sessions and apps", &sessions()))]),
                "delete": own("endAll", "Ends every session and every token", &[("200", done("All are ended"))]),
            }),
        ),
        (
            "/auth/sessions/{id}".to_owned(),
            json!({ "delete": of_one(own("endSession", "Ends one session", &[
                ("200", done("It is ended")),
                ("404", refusal("It is none of one's own")),
            ]), "The session", &session) }),
        ),
        (
            "/auth/apps/{id}".to_owned(),
            json!({ "delete": of_one(own("endApp", "Lets an app act no longer", &[
                ("200", done("It is ended")),
                ("404", refusal("It was not let in")),
            ]), "The app", &app) }),
        ),
    ])
}

fn sign_up() -> Value {
    let mut form = object(&[
        ("username", json!({ "type": "string", "maxLength": Username::MAX, "pattern": "^[A-Za-z0-9_]+$" })),
        ("email", email()),
        ("password", password()),
    ]);
    form["properties"]["reason"] = json!({
        "type": ["string", "null"], "maxLength": LONGEST_REASON,
        "description": "What those who approve registrations should know",
    });
    form
}

fn log_in() -> Value {
    object(&[("email", email()), ("password", password())])
}

pub(super) fn email() -> Value {
    json!({ "type": "string", "format": "email", "maxLength": Email::MAX })
}

pub(super) fn password() -> Value {
    json!({
        "type": "string", "format": "password", "minLength": Password::MIN, "maxLength": Password::MAX,
        "description": "The longest is in bytes",
    })
}

pub(super) fn entered() -> Value {
    json!({ "allOf": [reference("Token"), object(&[("account", reference("Account"))])] })
}

fn welcomed() -> Value {
    json!({ "anyOf": [entered(), object(&[("account", reference("Account"))])] })
}

fn bearer() -> Value {
    let seconds = json!({ "type": "integer", "description": "In seconds" });
    json!({ "allOf": [reference("Token"), object(&[("expires_in", seconds)])] })
}

/// What becomes of a guest.
const GUEST: &str = "A bearer token for somebody who is not logged in, for a while: it is good for their own cart and its topic alone. \
    The cookie rookery-guest (__Host-rookery-guest behind TLS) knows them again for 90 days after they were here last. What is in \
    the cart then goes into that of whoever logs in with it: quantities add up, to what there is; X-Shop-Position says as of when";

fn of_a_guest() -> Value {
    let topic = text("The topic of the live gateway on which changes of their cart are told");
    json!({ "allOf": [bearer(), object(&[("topic", topic)])] })
}

fn validated() -> Value {
    let mut schema = object(&[
        ("client_id", text("The app that has it; `rookery` if none has")),
        ("scopes", json!({ "type": "array", "items": { "type": "string" } })),
        (
            "expires_in",
            json!({ "type": "integer", "minimum": 0, "description": "In seconds; 0 if it does not end by itself" }),
        ),
    ]);
    schema["properties"]["login"] = text("The name of the one it acts for, if for somebody");
    schema["properties"]["user_id"] = text("Their id");
    schema
}

fn sessions() -> Value {
    let session = object(&[
        ("id", text("Its id")),
        ("current", json!({ "type": "boolean", "description": "Whether it is the one that asks" })),
        ("agent", text("What the browser said of itself")),
        ("created_at", moment("When it began")),
        ("last_used_at", moment("When it was last seen")),
    ]);
    let app = object(&[
        ("application", json!({ "type": "object", "description": "Mastodon's Application" })),
        ("scopes", json!({ "type": "array", "items": { "type": "string" } })),
        ("created_at", moment("When it was let in")),
        ("last_used_at", moment("When it was last seen")),
    ]);
    let list = |items: Value| json!({ "type": "array", "items": items });
    object(&[("sessions", list(session)), ("apps", list(app))])
}
