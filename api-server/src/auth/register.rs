//! `POST /auth/register`.
use std::fmt::Display;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::identity::{
    DisplayName, Email, EmailRule, NewAccount, Password, PasswordRule, Username, UsernameRule,
};
use serde_json::{Map, Value, json};
use service::identity::{RegisterError, TakenField};
use wire::ApiError;
use wire::mastodon::SignedUp;

use crate::App;
use crate::attempts::Attempts;
use crate::browser::browser;
use crate::cookies::{Cookies, Jar};
use crate::guard::address;
use crate::params::Params;
use wire::request::RequestId;

/// An account, a session for it, and a token.
pub(super) async fn register(
    State(app): State<Arc<App>>,
    Extension(attempts): Extension<Arc<Attempts>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    extensions: Extensions,
    params: Params,
) -> Result<Response, ApiError> {
    if !app.about.registrations {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "Registrations are closed"));
    }
    let (username, email, password) = parse(&params)?;
    attempts.register(address(&app, &extensions, &headers), app.use_cases.entropy.now())?;
    let new = NewAccount { username, display_name: DisplayName::default(), bot: false };
    let browser = browser(&app, &headers);
    match app.sessions().sign_up(new, email, &password, &browser, &request.origin(None)).await {
        Ok((profile, begun)) => {
            let mut response = Json(SignedUp::of(&profile, begun.granted, &app.links)).into_response();
            Cookies::of(&app.links).hold(Jar::Session, &begun.secret, response.headers_mut());
            Ok(response)
        }
        Err(RegisterError::Taken(TakenField::Username)) => Err(refused(&[taken("username")])),
        Err(RegisterError::Taken(TakenField::Email)) => Err(refused(&[taken("email")])),
        Err(error) => Err(error.into()),
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
