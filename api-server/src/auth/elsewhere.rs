//! `/auth/elsewhere`: logging in with an account that one has at another server, linking it, and unlinking it.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, LOCATION};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::identity::{Secret, WayBack};
use domain::ids::AccountId;
use serde_json::{Map, Value, json};
use service::identity::{ElsewhereError, Returned, Sent};
use service::{Failure, Kind};
use wire::ApiError;
use wire::mastodon::Moment;
use wire::request::RequestId;

use super::sessions::here;
use super::take_along;
use crate::App;
use crate::browser::browser;
use crate::cookies::{Cookies, Jar};
use crate::pages::{Trouble, page};
use crate::params::Params;

/// Bytes of a code or a state at the most.
const LONGEST: usize = 4_096;

/// The other servers, and which of them somebody who is logged in has linked.
pub(super) async fn list(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    let linked = match logged_in(&app, &headers).await? {
        Some(account) => app.use_cases.elsewhere.list(account).await?,
        None => vec![],
    };
    let providers: Vec<Value> = app
        .use_cases
        .elsewhere
        .providers()
        .map(|(name, title)| {
            let since = linked.iter().find(|(provider, _)| *provider == Some(name));
            json!({ "name": name, "title": title, "linked_at": since.map(|(_, linked)| Moment(linked.linked_at)) })
        })
        .collect();
    Ok(Json(json!({ "providers": providers })))
}

/// Off to log in there.
pub(super) async fn leave(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    params: Result<Params, ApiError>,
) -> Response {
    let back =
        params.ok().and_then(|params| Some(WayBack::parse(params.text("back").ok()??))).unwrap_or_default();
    match app.use_cases.elsewhere.send(&name, None, back).await {
        Ok(sent) => off(&app, &sent),
        Err(error) => trouble(&app, error),
    }
}

/// Off to link what one has there: says where to, because a page may not send its forms to other servers.
pub(super) async fn link(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let account = here(&app, &headers).await?.session.account;
    let back = WayBack::parse(params.text("back")?.unwrap_or_default());
    let sent = app.use_cases.elsewhere.send(&name, Some(account), back).await?;
    let mut response = Json(json!({ "address": sent.way })).into_response();
    Cookies::of(&app.links).hold(Jar::Elsewhere, &sent.sealed, response.headers_mut());
    Ok(response)
}

/// And back.
pub(super) async fn back(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    params: Result<Params, ApiError>,
) -> Response {
    let mut response = match returned(&app, &name, &request, &headers, params).await {
        Ok(response) => response,
        Err(error) => trouble(&app, error),
    };
    // whatever came of it, it is not repeated
    Cookies::of(&app.links).forget(Jar::Elsewhere, response.headers_mut());
    response
}

/// What is linked there is so no longer.
pub(super) async fn unlink(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Map<String, Value>>, ApiError> {
    let account = here(&app, &headers).await?.session.account;
    let unlinked = app.use_cases.elsewhere.unlink(&name, account).await?;
    if unlinked { Ok(Json(Map::new())) } else { Err(ApiError::not_found()) }
}

async fn returned(
    app: &App,
    provider: &str,
    request: &RequestId,
    headers: &HeaderMap,
    params: Result<Params, ApiError>,
) -> Result<Response, ElsewhereError> {
    let params = params.map_err(|_| ElsewhereError::NotSent)?;
    let text = |name| params.text(name).ok().flatten().filter(|text| text.len() <= LONGEST);
    let cookies = Cookies::of(&app.links);
    let sealed = cookies.held(Jar::Elsewhere, headers).ok_or(ElsewhereError::NotSent)?;
    let returned = Returned {
        provider,
        sealed: &sealed,
        state: text("state").unwrap_or_default(),
        code: &Secret::new(text("code").unwrap_or_default()),
        issuer: text("iss"),
        here: logged_in(app, headers).await?,
    };
    let browser = browser(app, headers);
    let welcome = app.use_cases.elsewhere.receive(returned, &browser, &request.origin(None)).await?;
    let mut response = to(welcome.back.as_str());
    if let Some(begun) = welcome.begun {
        cookies.hold(Jar::Session, &begun.secret, response.headers_mut());
        if let Some(account) = begun.granted.token.grantee.account() {
            take_along(app, account, request, headers, &mut response).await;
        }
    }
    Ok(response)
}

/// Whose the session is that the browser came with, if it is good.
async fn logged_in(app: &App, headers: &HeaderMap) -> Result<Option<AccountId>, service::PortError> {
    match Cookies::of(&app.links).held(Jar::Session, headers) {
        Some(held) => Ok(app.sessions().find(&held).await?.map(|here| here.session.account)),
        None => Ok(None),
    }
}

fn off(app: &App, sent: &Sent) -> Response {
    let mut response = to(&sent.way);
    Cookies::of(&app.links).hold(Jar::Elsewhere, &sent.sealed, response.headers_mut());
    response
}

fn to(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}

/// On a page: a browser asks, with somebody before it.
fn trouble(app: &App, error: ElsewhereError) -> Response {
    let words = match error.kind() {
        Kind::Unavailable => "The other server does not answer just now. Try again in a moment.".to_owned(),
        Kind::NotFound => "Nobody can log in with that server here.".to_owned(),
        _ => {
            let words = error.to_string();
            let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
            format!("{}{rest}.", first.to_uppercase())
        }
    };
    let status = ApiError::from(error).status;
    page(status, &Trouble { server: &app.about.title, words: &words })
}
