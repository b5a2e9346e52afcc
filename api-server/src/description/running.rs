//! What is there for those who run the server, and this document.
use serde_json::json;

use super::words::{Paths, answer, object, operation};

/// What can be asked for.
pub(super) fn paths() -> Paths {
    let flag = json!({ "type": "boolean" });
    let parts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let readiness = object(&[("ready", flag.clone()), ("parts", parts)]);
    let page = json!({ "description": "As Prometheus reads them", "content": { "text/plain": { "schema": { "type": "string" } } } });
    Paths::from_iter([
        (
            "/healthz".to_owned(),
            json!({ "get": operation("alive", "Whether the server lives", &[
                ("200", answer("It does", &object(&[("alive", flag)]))),
            ]) }),
        ),
        (
            "/readyz".to_owned(),
            json!({ "get": {
                "operationId": "ready",
                "summary": "Whether the server can work",
                "responses": {
                    "200": answer("It can", &readiness),
                    "503": answer("It can't: the parts say why", &readiness),
                },
            } }),
        ),
        ("/metrics".to_owned(), json!({ "get": operation("metrics", "Figures", &[("200", page)]) })),
        (
            "/openapi.json".to_owned(),
            json!({ "get": operation("description", "This document", &[
                ("200", answer("The document", &json!({ "type": "object" }))),
            ]) }),
        ),
    ])
}
