//! `/auth`: people register and log in with e-mail and password or by mail, see what is logged in, and end it. The cookie of
//! their session is read here and by the pages of `/oauth`, and nowhere else.
mod account;
mod elsewhere;
mod guest;
mod log_in;
mod mail;
mod pages;
mod register;
mod sessions;

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{delete, get, post};

use crate::App;
use crate::guard::{self, Gate};

pub(crate) use guest::take_along;
pub(crate) use register::LONGEST_REASON;

/// All of it.
pub(crate) fn routes(app: &Arc<App>, gate: &Gate) -> Router<Arc<App>> {
    let with_token = Router::new()
        .route("/auth/confirm/again", post(mail::confirm_again))
        .route("/api/v1/accounts", post(register::register_by_app))
        .route("/auth/account/export", get(account::export))
        .layer(from_fn_with_state(gate.clone(), guard::identify));
    // links in mails lead here from anywhere
    let from_mails = Router::new()
        .route("/auth/reset", get(mail::reset_page))
        .route("/auth/confirm", get(mail::confirm_page));
    // and other servers send people back from there
    let from_elsewhere = Router::new()
        .route("/auth/elsewhere/{name}", get(elsewhere::leave))
        .route("/auth/elsewhere/{name}/back", get(elsewhere::back));
    Router::new()
        .route("/auth/forgot", post(mail::forgot))
        .route("/auth/reset", post(mail::reset))
        .route("/auth/code", post(mail::send_code))
        .route("/auth/code/login", post(mail::log_in_by_code))
        .route("/auth/confirm", post(mail::confirm))
        .route("/auth/register", post(register::register))
        .route("/auth/login", post(log_in::log_in))
        .route("/auth/logout", post(sessions::log_out))
        .route("/auth/session", get(sessions::session))
        .route("/auth/token", get(sessions::token))
        .route("/auth/ws", get(sessions::live_token))
        .route("/auth/guest", post(guest::guest))
        .route("/auth/sessions", get(sessions::list).delete(sessions::end_all))
        .route("/auth/sessions/{id}", delete(sessions::end))
        .route("/auth/account", get(account::page))
        .route("/auth/account/delete", post(account::delete))
        .route("/auth/apps/{id}", delete(sessions::end_app))
        .route("/auth/elsewhere", get(elsewhere::list))
        .route("/auth/elsewhere/{name}", delete(elsewhere::unlink))
        .route("/auth/elsewhere/{name}/link", post(elsewhere::link))
        .layer(from_fn_with_state(app.clone(), guard::same_site))
        .merge(with_token)
        .merge(from_mails)
        .merge(from_elsewhere)
        .layer(map_response(unstored))
}

async fn unstored(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
