//! `/openapi.json`: what is Rookery's own, described for programs. What is Mastodon's is described by Mastodon.
mod account;
mod channels;
mod elsewhere;
mod gateway;
mod identity;
mod import;
mod mail;
mod orders;
mod past;
mod payments;
mod rounds;
mod running;
mod shop;
mod words;

use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use wire::mastodon::Links;

use crate::App;
use crate::cookies::{Cookies, Jar};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/openapi.json", get(async |State(app): State<Arc<App>>| Json(document(&app.links))))
}

/// All of it, with the limits as the rules have them.
fn document(links: &Links) -> Value {
    let mut paths = identity::paths();
    for mut more in [
        account::paths(),
        mail::paths(),
        elsewhere::paths(),
        running::paths(),
        channels::paths(),
        rounds::paths(),
        gateway::paths(),
        shop::paths(),
        orders::paths(),
        payments::paths(),
        import::paths(),
        past::paths(),
    ] {
        paths.append(&mut more);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Rookery",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What is Rookery's own. Posts, timelines and all the rest are asked for by Mastodon's client API: https://docs.joinmastodon.org/methods/",
            "license": { "name": "Apache-2.0 OR MIT" }
        },
        "servers": [{ "url": links.at("") }],
        "paths": paths,
        "components": {
            "schemas": words::schemas(),
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "description": "A token of Mastodon's kind" },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": Cookies::of(links).name(Jar::Session),
                    "description": "The cookie that logging in gives. It is listened to only from our own pages and from programs."
                }
            }
        }
    })
}
