//! `POST /auth/register`.
use std::fmt::Display;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::identity::{
    DisplayName, Email, EmailRule, Grantee, NewAccount, Password, PasswordRule, Username, UsernameRule,
};
use serde_json::{Map, Value, json};
use service::identity::{RegisterError, TakenField};
use wire::ApiError;
use wire::mastodon::{Token, Welcomed};

use super::take_along;
use crate::App;
use crate::attempts::Attempts;
use crate::browser::browser;
use crate::caller::Caller;
use crate::cookies::{Cookies, Jar};
use crate::guard::address;
use crate::params::Params;
use wire::request::RequestId;

/// An account, and a session and a token for it, unless the address has to be confirmed first: then the account alone.
pub(super) async fn register(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    extensions: Extensions,
    params: Params,
) -> Result<Response, ApiError> {
    let form = admitted(&app, &attempts, &headers, &extensions, &params)?;
    let (Form { new, email, password, reason }, browser) = (form, browser(&app, &headers));
    match app.sessions().sign_up(new, email, &password, &reason, &browser, &request.origin(None)).await {
        Ok((profile, begun)) => {
            let (secret, granted) = begun.map(|begun| (begun.secret, begun.granted)).unzip();
            let mut response = Json(Welcomed::of(&profile, granted, &app.links)).into_response();
            if let Some(secret) = secret {
                Cookies::of(&app.links).hold(Jar::Session, &secret, response.headers_mut());
                take_along(&app, profile.account.id, &request, &headers, &mut response).await;
            }
            Ok(response)
        }
        Err(error) => Err(not_registered(error)),
    }
}

/// `POST /api/v1/accounts`: an app registers somebody, and gets their token. It is told where they may not log in yet.
pub(super) async fn register_by_app(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    caller: Caller,
    headers: HeaderMap,
    extensions: Extensions,
    params: Params,
) -> Result<Json<Token>, ApiError> {
    let bearer = caller.bearer.clone().ok_or_else(ApiError::unauthenticated)?.may("write:accounts")?;
    if params.flag("agreement")? != Some(true) {
        let rule = "must be accepted".to_owned();
        return Err(refused(&[Wrong { field: "agreement", code: "ERR_ACCEPTED", rule }]));
    }
    let Some(through) = bearer.grantee.app() else { return Err(ApiError::unauthenticated()) };
    let Form { new, email, password, reason } = admitted(&app, &attempts, &headers, &extensions, &params)?;
    let account = app.accounts().sign_up(new, email, &password, &reason, &caller.origin()).await;
    let account = account.map_err(not_registered)?;
    app.accounts().admit_new()?;
    let grantee = Grantee::Through { account: account.id, app: through };
    Ok(Json(app.use_cases.tokens.grant(grantee, bearer.scopes).await?.into()))
}

/// What somebody fills in.
struct Form {
    new: NewAccount,
    email: Email,
    password: Password,
    reason: String,
}

/// Characters of what is said to those who approve.
pub(crate) const LONGEST_REASON: usize = 500;

fn admitted(
    app: &App,
    attempts: &Attempts,
    headers: &HeaderMap,
    extensions: &Extensions,
    params: &Params,
) -> Result<Form, ApiError> {
    if !app.about.is_open() {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "Registrations are closed"));
    }
    let (username, email, password) = parse(params)?;
    let reason = params.text("reason")?.unwrap_or_default().trim().to_owned();
    if reason.len() > 8 * LONGEST_REASON || reason.chars().count() > LONGEST_REASON {
        let rule = format!("is too long (maximum is {LONGEST_REASON} characters)");
        return Err(refused(&[Wrong { field: "reason", code: "ERR_TOO_LONG", rule }]));
    }
    attempts.register(address(app, extensions, headers), app.use_cases.entropy.now())?;
    let new = NewAccount { username, display_name: DisplayName::default(), bot: false };
    Ok(Form { new, email, password, reason })
}

fn not_registered(error: RegisterError) -> ApiError {
    match error {
        RegisterError::Taken(TakenField::Username) => refused(&[taken("username")]),
        RegisterError::Taken(TakenField::Email) => refused(&[taken("email")]),
        error @ RegisterError::Port(_) => error.into(),
    }
}

/// All that is wrong is said at once.
fn parse(params: &Params) -> Result<(Username, Email, Password), ApiError> {
    let text = |name| params.text(name).map(Option::unwrap_or_default);
    let username = Username::parse(text("username")?).and_then(Username::not_reserved);
    let (email, password) = (Email::parse(text("email")?), Password::parse(text("password")?));
    match (username, email, password) {
        (Ok(username), Ok(email), Ok(password)) => Ok((username, email, password)),
        (username, email, password) => {
            let wrong = [
                username.err().map(|rule| Wrong::new("username", username_code(rule), rule)),
                email.err().map(|rule| Wrong::new("email", email_code(rule), rule)),
                password.err().map(|rule| Wrong::new("password", password_code(rule), rule)),
            ];
            Err(refused(&wrong.into_iter().flatten().collect::<Vec<_>>()))
        }
    }
}

/// What is wrong with a field, in Mastodon's code and in words.
struct Wrong {
    field: &'static str,
    code: &'static str,
    rule: String,
}

impl Wrong {
    fn new(field: &'static str, code: &'static str, rule: impl Display) -> Self {
        Self { field, code, rule: rule.to_string() }
    }
}

fn taken(field: &'static str) -> Wrong {
    Wrong::new(field, "ERR_TAKEN", RegisterError::Taken(TakenField::Username))
}

fn refused(wrong: &[Wrong]) -> ApiError {
    let sentence = |wrong: &Wrong| {
        let (first, rest) = wrong.field.split_at(1);
        format!("{}{rest} {}", first.to_ascii_uppercase(), wrong.rule)
    };
    let sentences: Vec<String> = wrong.iter().map(sentence).collect();
    let details: Map<String, Value> = wrong
        .iter()
        .map(|wrong| (wrong.field.to_owned(), json!([{ "error": wrong.code, "description": wrong.rule }])))
        .collect();
    ApiError::invalid(sentences.join(", ")).with_details(details.into())
}

fn username_code(rule: UsernameRule) -> &'static str {
    match rule {
        UsernameRule::Blank => "ERR_BLANK",
        UsernameRule::Invalid => "ERR_INVALID",
        UsernameRule::TooLong { .. } => "ERR_TOO_LONG",
        UsernameRule::Reserved => "ERR_RESERVED",
    }
}

fn email_code(rule: EmailRule) -> &'static str {
    match rule {
        EmailRule::Blank => "ERR_BLANK",
        EmailRule::Invalid => "ERR_INVALID",
        EmailRule::TooLong { .. } => "ERR_TOO_LONG",
    }
}

fn password_code(rule: PasswordRule) -> &'static str {
    match rule {
        PasswordRule::Blank => "ERR_BLANK",
        PasswordRule::TooShort { .. } => "ERR_TOO_SHORT",
        PasswordRule::TooLong { .. } => "ERR_TOO_LONG",
    }
}
