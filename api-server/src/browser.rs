//! The browser that somebody logs in with.
use axum::http::header::{HeaderMap, USER_AGENT};
use domain::identity::Agent;
use service::identity::Browser;

use crate::App;
use crate::cookies::{Cookies, Jar};

/// What it says that it is, and what it holds.
pub(crate) fn browser(app: &App, headers: &HeaderMap) -> Browser {
    let agent = headers.get(USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned());
    Browser {
        agent: Agent::parse(&agent.unwrap_or_default()),
        held: Cookies::of(&app.links).held(Jar::Session, headers),
    }
}
