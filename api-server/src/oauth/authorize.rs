//! `/oauth/authorize`: somebody lets an app act for them, or does not.
#![expect(clippy::result_large_err, reason = "a page is answered either way, and no error is kept")]

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, LOCATION};
use axum::http::{Extensions, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::identity::{Email, Password, Secret};
use service::identity::{Asked, AuthorizeError, Here, LoginError, Wish};
use wire::ApiError;
use wire::request::RequestId;

use crate::App;
use crate::attempts::Attempts;
use crate::auth::take_along;
use crate::browser::browser;
use crate::cookies::{Cookies, Jar};
use crate::guard::{address, is_ours};
use crate::pages::{Code, Consent, LogIn, Trouble, page, worded};
use crate::params::Params;

/// A page in any case: also what went wrong is said on one.
type Shown = Result<Response, Response>;

/// A visit to the pages: who came, and what for.
struct Visit<'a> {
    app: &'a App,
    params: &'a Params,
    headers: &'a HeaderMap,
    cookies: Cookies,
}

/// The first page: logging in, or what an app wants.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    params: Result<Params, ApiError>,
) -> Response {
    let shown = async {
        let params = params.map_err(|error| trouble(&app, error.status, error.message()))?;
        let visit = Visit::new(&app, &params, &headers);
        let wish = visit.wish().await?;
        let again = params.flag("force_login").ok().flatten().unwrap_or(false);
        match visit.here().await?.filter(|_| !again) {
            Some(here) => visit.consent(&wish, &here).await,
            None => visit.log_in(&wish, StatusCode::OK, None),
        }
    };
    shown.await.unwrap_or_else(|trouble| trouble)
}

/// What somebody said to an app's wish.
pub(super) async fn decide(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    params: Result<Params, ApiError>,
) -> Response {
    let decided = async {
        let params = params.map_err(|error| trouble(&app, error.status, error.message()))?;
        let visit = Visit::new(&app, &params, &headers);
        visit.is_no_forgery()?;
        let wish = visit.wish().await?;
        let Some(here) = visit.here().await? else { return visit.log_in(&wish, StatusCode::OK, None) };
        match params.text("decision").ok().flatten() {
            Some("allow") => visit.allow(&wish, &here).await,
            Some("deny") => {
                Ok(visit.answer(&wish, &[("error", "access_denied"), ("error_description", DENIED)]))
            }
            _ => visit.consent(&wish, &here).await,
        }
    };
    decided.await.unwrap_or_else(|trouble| trouble)
}

const DENIED: &str = "The resource owner or authorization server denied the request.";

/// Somebody logs in, and goes on to what the app wants.
pub(super) async fn log_in(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    extensions: Extensions,
    params: Result<Params, ApiError>,
) -> Response {
    let entered = async {
        let params = params.map_err(|error| trouble(&app, error.status, error.message()))?;
        let visit = Visit::new(&app, &params, &headers);
        visit.is_no_forgery()?;
        let wish = visit.wish().await?;
        let text = |name| params.text(name).ok().flatten().unwrap_or_default();
        let (email, password) = (Email::parse(text("email")), Password::parse(text("password")));
        let (Ok(email), Ok(password)) = (email, password) else { return visit.was_wrong(&wish) };
        let (from, now) = (address(&app, &extensions, &headers), app.use_cases.entropy.now());
        if attempts.log_in(&email, from, now).is_err() {
            let words = "That was too often. Wait a quarter of an hour, then try again.";
            return visit.log_in(&wish, StatusCode::TOO_MANY_REQUESTS, Some(words));
        }
        let browser = browser(&app, &headers);
        match app.sessions().log_in(&email, &password, &browser, &request.origin(None)).await {
            Ok((profile, begun)) => {
                let mut response = visit.go_on(&begun.secret);
                take_along(&app, profile.account.id, &request, &headers, &mut response).await;
                Ok(response)
            }
            Err(LoginError::InvalidCredentials) => {
                attempts.was_wrong(email, from, now);
                visit.was_wrong(&wish)
            }
            Err(error) => Err(visit.broken(error)),
        }
    };
    entered.await.unwrap_or_else(|trouble| trouble)
}

/// The code, for whoever types it into an app themselves.
pub(super) async fn native(State(app): State<Arc<App>>, params: Result<Params, ApiError>) -> Response {
    let code = params.ok().and_then(|params| params.text("code").ok().flatten().map(str::to_owned));
    match code.filter(|code| (1..=128).contains(&code.len())) {
        Some(code) => page(StatusCode::OK, &Code { server: &app.about.title, code: &code }),
        None => trouble(&app, StatusCode::BAD_REQUEST, "There is no code in this address."),
    }
}

fn trouble(app: &App, status: StatusCode, words: &str) -> Response {
    page(status, &Trouble { server: &app.about.title, words })
}

fn to(address: &str) -> Response {
    let mut response = StatusCode::FOUND.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl<'a> Visit<'a> {
    fn new(app: &'a App, params: &'a Params, headers: &'a HeaderMap) -> Self {
        Self { app, params, headers, cookies: Cookies::of(&app.links) }
    }

    /// What the app wants. One that is unknown, or wants people to be sent where it never said, is told nothing at all.
    async fn wish(&self) -> Result<Wish, Response> {
        let text = |name| self.params.text(name).ok().flatten();
        let asked = Asked {
            client_id: text("client_id").unwrap_or_default(),
            redirect_uri: text("redirect_uri").unwrap_or_default(),
            response_type: text("response_type").unwrap_or_default(),
            scope: text("scope"),
            state: text("state"),
            challenge: text("code_challenge"),
            challenge_method: text("code_challenge_method"),
        };
        self.app.apps().consider(asked).await.map_err(|error| match error {
            AuthorizeError::Refused { answer, code, words } if answer.redirect.is_out_of_band() => {
                self.trouble(&format!("The app asked for something that cannot be ({code}). {words}"))
            }
            AuthorizeError::Refused { answer, code, words } => {
                to(&answer.with(&[("error", code), ("error_description", &words)]))
            }
            AuthorizeError::Port(error) => self.broken(error),
            error => self.trouble(&sentence(&error.to_string())),
        })
    }

    /// The session that the browser came with.
    async fn here(&self) -> Result<Option<Here>, Response> {
        match self.cookies.held(Jar::Session, self.headers) {
            Some(held) => self.app.sessions().find(&held).await.map_err(|error| self.broken(error)),
            None => Ok(None),
        }
    }

    /// A form comes from one of our pages, which this very browser was shown.
    fn is_no_forgery(&self) -> Result<(), Response> {
        let shown = self.params.text("csrf").ok().flatten().unwrap_or_default();
        let jars =
            [Jar::Session, Jar::Form].into_iter().filter_map(|jar| self.cookies.held(jar, self.headers));
        let ours = jars.into_iter().any(|held| self.mark(&held) == domain::identity::Digest::stored(shown));
        if ours && is_ours(self.headers, &self.app.links.at("")) {
            return Ok(());
        }
        let words = "This form was not sent from its own page, or your browser keeps no cookies. Go back and try again.";
        Err(trouble(self.app, StatusCode::FORBIDDEN, words))
    }

    /// What a form shows to be one of ours: it is worth nothing without the cookie.
    fn mark(&self, held: &Secret) -> domain::identity::Digest {
        self.app.use_cases.secrets.digest(&Secret::new(format!("form {}", held.reveal())))
    }

    fn log_in(&self, wish: &Wish, status: StatusCode, wrong: Option<&str>) -> Shown {
        let held = self.cookies.held(Jar::Form, self.headers);
        let fresh = match held {
            Some(_) => None,
            None => Some(self.app.use_cases.secrets.secret().map_err(|error| self.broken(error))?),
        };
        let form = held.as_ref().or(fresh.as_ref()).map(|held| self.mark(held));
        let shown = LogIn {
            server: &self.app.about.title,
            app: wish.app.about.name.as_str(),
            action: &format!("/oauth/log_in?{}", self.params.query()),
            csrf: form.as_ref().map_or("", |mark| mark.as_str()),
            email: self.params.text("email").ok().flatten().filter(|_| wrong.is_some()).unwrap_or_default(),
            wrong,
            elsewhere: self.elsewhere(),
        };
        let mut response = page(status, &shown);
        if let Some(fresh) = fresh {
            self.cookies.hold(Jar::Form, &fresh, response.headers_mut());
        }
        Ok(response)
    }

    /// Where else one may log in, to come back to this page.
    fn elsewhere(&self) -> Vec<(String, &str)> {
        let back = format!("/oauth/authorize?{}", self.params.query());
        let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
        let providers = self.app.use_cases.elsewhere.providers();
        providers.map(|(name, title)| (format!("/auth/elsewhere/{name}?back={back}"), title)).collect()
    }

    fn was_wrong(&self, wish: &Wish) -> Shown {
        let words = "This e-mail address and this password do not belong together.";
        self.log_in(wish, StatusCode::UNAUTHORIZED, Some(words))
    }

    /// To the same page again, as somebody who is logged in.
    fn go_on(&self, secret: &Secret) -> Response {
        let asks_again = |pair: &&str| pair.split('=').next() != Some("force_login");
        let query: Vec<&str> = self.params.query().split('&').filter(asks_again).collect();
        let mut response = to(&format!("/oauth/authorize?{}", query.join("&")));
        *response.status_mut() = StatusCode::SEE_OTHER;
        self.cookies.hold(Jar::Session, secret, response.headers_mut());
        self.cookies.forget(Jar::Form, response.headers_mut());
        response
    }

    async fn consent(&self, wish: &Wish, here: &Here) -> Shown {
        let found = self.app.accounts().find(here.session.account).await;
        let Some(profile) = found.map_err(|error| self.broken(error))? else {
            return self.log_in(wish, StatusCode::OK, None);
        };
        let held = self.cookies.held(Jar::Session, self.headers);
        let mark = held.map(|held| self.mark(&held));
        let about = &wish.app.about;
        let shown = Consent {
            server: &self.app.about.title,
            app: about.name.as_str(),
            website: about.website.as_ref().map(domain::identity::Website::as_str),
            username: profile.account.username.as_str(),
            scopes: worded(&wish.scopes),
            action: &format!("/oauth/authorize?{}", self.params.query()),
            csrf: mark.as_ref().map_or("", |mark| mark.as_str()),
        };
        Ok(page(StatusCode::OK, &shown))
    }

    async fn allow(&self, wish: &Wish, here: &Here) -> Shown {
        let code =
            self.app.apps().allow(wish, here.session.account).await.map_err(|error| self.broken(error))?;
        Ok(self.answer(wish, &[("code", code.reveal())]))
    }

    /// Back to the app; where there is no way back, to a page that shows what it would be told.
    fn answer(&self, wish: &Wish, words: &[(&str, &str)]) -> Response {
        if !wish.answer.redirect.is_out_of_band() {
            return to(&wish.answer.with(words));
        }
        match words {
            [("code", code)] => to(&format!("/oauth/authorize/native?code={code}")),
            _ => page(
                StatusCode::OK,
                &Trouble { server: &self.app.about.title, words: "You did not let the app in." },
            ),
        }
    }

    fn trouble(&self, words: &str) -> Response {
        trouble(self.app, StatusCode::BAD_REQUEST, words)
    }

    fn broken(&self, error: impl Into<ApiError>) -> Response {
        let error = error.into();
        trouble(self.app, error.status, "This does not work just now. Try again in a moment.")
    }
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
