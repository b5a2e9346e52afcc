//! `/auth/account`: one's own account.
use serde_json::{Value, json};

use super::identity::{email, password};
use super::words::{Paths, done, operation, own, refusal, text, with_body};

/// What can be asked for.
pub(super) fn paths() -> Paths {
    let html = json!({ "text/html": { "schema": { "type": "string" } } });
    let page = json!({ "description": "The page", "content": html });
    let elsewhere = json!({ "description": "To the log-in: nobody is logged in" });
    let mut deleted = done("It is deleted, for good; the session is over");
    deleted["content"]["text/html"] = html["text/html"].clone();
    let mut wrong = refusal("Nobody is logged in, or the proof is wrong");
    wrong["content"]["text/html"] = html["text/html"].clone();
    let mut delete = own(
        "deleteAccount",
        "Deletes the account with everything of it",
        &[
            ("200", deleted),
            ("403", refusal("Another site asks")),
            ("422", refusal("Something is missing")),
            ("429", refusal("Wrong too often")),
        ],
    );
    delete["responses"]["401"] = wrong;
    Paths::from_iter([
        (
            "/auth/account".to_owned(),
            json!({ "get": operation("accountPage", "A page about one's account, for whoever is logged in", &[("200", page), ("303", elsewhere)]) }),
        ),
        ("/auth/account/export".to_owned(), json!({ "get": export() })),
        ("/auth/account/delete".to_owned(), json!({ "post": with_body(delete, &proof()) })),
    ])
}

fn proof() -> Value {
    json!({
        "type": "object",
        "properties": { "email": email(), "password": password(), "code": text("What logs in once, from a mail") },
        "required": ["email"],
        "anyOf": [{ "required": ["password"] }, { "required": ["code"] }],
    })
}

fn export() -> Value {
    let tar = json!({ "application/x-tar": { "schema": { "type": "string", "format": "binary" } } });
    let archive =
        json!({ "description": "The archive: actor.json, outbox/, media/ and tables", "content": tar });
    let mut export = own(
        "exportAccount",
        "Everything of the account as one archive",
        &[("200", archive), ("429", refusal("Too often"))],
    );
    export["security"] = json!([{ "session": [] }, { "bearer": [] }]);
    export
}
