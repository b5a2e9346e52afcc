//! The pages that links in mails lead to: plain HTML, without scripts.
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, X_FRAME_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use domain::identity::{Password, Secret};

const FRAME: &str = include_str!("page.html");

/// One page: what it is called, and what stands on it, as HTML.
pub(super) struct Page {
    status: StatusCode,
    heading: &'static str,
    body: String,
}

/// Whether a person asks, by a browser's form.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|kinds| kinds.contains("text/html"))
}

impl Page {
    fn new(heading: &'static str, body: String) -> Self {
        Self { status: StatusCode::OK, heading, body }
    }

    pub(super) fn over() -> Self {
        let body = "<p>This link was used already, or is over. Ask for another one.</p><p><a href=\"/login\">To the log-in</a></p>";
        Self { status: StatusCode::GONE, heading: "This link is over", body: body.to_owned() }
    }

    pub(super) fn confirm(secret: &Secret) -> Self {
        let form = form("confirm", secret, "", "Confirm the address");
        Self::new("Is this your address?", form)
    }

    pub(super) fn confirmed() -> Self {
        Self::new(
            "Thank you",
            "<p>Your address is confirmed.</p><p><a href=\"/\">On to the timelines</a></p>".to_owned(),
        )
    }

    pub(super) fn reset(secret: &Secret, trouble: Option<&str>) -> Self {
        let trouble = trouble.map(|words| format!("<p role=\"alert\">A password {}.</p>", escaped(words)));
        let field = format!(
            "{}<label>New password<input type=\"password\" name=\"password\" autocomplete=\"new-password\" minlength=\"{}\" \
             required autofocus></label><p>Whoever is logged in to your account will no longer be.</p>",
            trouble.unwrap_or_default(),
            Password::MIN
        );
        Self::new("Choose a new password", form("reset", secret, &field, "Set the password"))
    }

    pub(super) fn was_reset() -> Self {
        Self::new(
            "It is set",
            "<p>Your new password is set.</p><p><a href=\"/login\">Log in with it</a></p>".to_owned(),
        )
    }

    pub(super) fn account(name: &str, trouble: Option<&str>) -> Self {
        let trouble =
            trouble.map(|words| format!("<p role=\"alert\">{}</p>", escaped(words))).unwrap_or_default();
        let name = escaped(name);
        let body = format!(
            "<h2>Take it with you</h2><p><a href=\"/auth/account/export\" download>Everything of @{name} as one archive</a>: what you \
             wrote, your pictures, whom you follow and what you keep.</p><h2>Delete it</h2>{trouble}<form method=\"post\" action=\"/auth/account/delete\"><p>Everything of @{name} is deleted for \
             good: what you wrote, whom you follow, every picture. Nobody gets the name after you. This can't be undone.</p>\
             <label>Your e-mail address<input type=\"email\" name=\"email\" autocomplete=\"email\" required></label>\
             <label>Your password<input type=\"password\" name=\"password\" autocomplete=\"current-password\"></label>\
             <label>or a code to log in with, that came by mail<input name=\"code\" inputmode=\"numeric\" \
             autocomplete=\"one-time-code\" maxlength=\"8\"></label><button>Delete my account</button></form>"
        );
        Self::new("Your account", body)
    }

    pub(super) fn account_deleted() -> Self {
        let body = "<p>Your account is deleted. What is kept of it goes within minutes.</p>";
        Self::new("Farewell", body.to_owned())
    }

    /// The whole page, which nobody may keep, frame or add anything to. The address holds a secret: no other site is told it.
    pub(super) fn shown(self, title: &str) -> Response {
        let html = FRAME
            .replace("{heading}", self.heading)
            .replace("{title}", &escaped(title))
            .replace("{body}", &self.body);
        let headers: [(HeaderName, &str); 5] = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
            (
                CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            ),
            (X_FRAME_OPTIONS, "DENY"),
            (REFERRER_POLICY, "no-referrer"),
        ];
        (self.status, headers.map(|(name, value)| (name, HeaderValue::from_static(value))), html)
            .into_response()
    }
}

fn form(action: &str, secret: &Secret, fields: &str, button: &str) -> String {
    let secret = escaped(secret.reveal());
    format!(
        "<form method=\"post\" action=\"/auth/{action}\"><input type=\"hidden\" name=\"token\" value=\"{secret}\">{fields}\
         <button>{button}</button></form>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
