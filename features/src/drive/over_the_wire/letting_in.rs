//! An app is let in by the forms that a browser without scripts would send, and gives its token back.
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::super::{Answer, Apps, Reader, Refused, Rule, Session};
use super::OverTheWire;

const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
const SCOPES: &str = "read write follow";

/// What the app was told when it registered.
#[derive(Debug, Clone)]
pub(super) struct App {
    id: String,
    secret: String,
}

pub(super) async fn register(driver: &OverTheWire, redirect: &str) -> Answer<App> {
    let form = json!({"client_name": "Crow", "redirect_uris": redirect, "scopes": SCOPES});
    let body = driver.post(None, "/api/v1/apps", form).await?;
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let app = text("client_id").zip(text("client_secret")).map(|(id, secret)| App { id, secret });
    app.ok_or_else(|| Refused::broken("not an app", &body))
}

pub(super) async fn let_in(driver: &OverTheWire, email: &str, password: &str) -> Answer<Session> {
    let app = driver.app.get_or_try_init(|| register(driver, OUT_OF_BAND)).await?;
    let mut visit = Visit { driver, http: client()?, cookies: vec![] };
    let allowed = visit.says_yes(app, OUT_OF_BAND, &[], (email, password)).await?;
    let page = visit.open(&allowed.location).await?;
    let code = between(&page.text, "class=\"oauth-code\" readonly value=\"", "\"")?;
    let grant = json!({
        "grant_type": "authorization_code", "code": code, "redirect_uri": OUT_OF_BAND,
        "client_id": app.id, "client_secret": app.secret,
    });
    driver.enter("/oauth/token", grant).await
}

/// Two apps, the first of which is let in and has its code.
pub(super) async fn apps(driver: &OverTheWire, email: &str, password: &str) -> Answer<Apps> {
    let (app, other) = (register(driver, Apps::REDIRECT).await?, register(driver, Apps::REDIRECT).await?);
    let mut visit = Visit { driver, http: client()?, cookies: vec![] };
    let proof = [("code_challenge", Apps::CHALLENGE), ("code_challenge_method", "S256")];
    let allowed = visit.says_yes(&app, Apps::REDIRECT, &proof, (email, password)).await?;
    let code = allowed.location.split_once("code=").map(|(_, code)| code.to_owned());
    let code = code.ok_or_else(|| Refused::broken("not a code", &Value::from(allowed.location)))?;
    Ok(Apps { client: (app.id, app.secret), code, other: (other.id, other.secret) })
}

pub(super) async fn give_back(driver: &OverTheWire, session: &Session) -> Answer<()> {
    let app = driver.app.get_or_try_init(|| register(driver, OUT_OF_BAND)).await?;
    let form = json!({"client_id": app.id, "client_secret": app.secret, "token": session.bearer});
    driver.post(None, "/oauth/revoke", form).await.map(drop)
}

/// Logs in as a browser does, and deletes the account.
pub(super) async fn leave(
    driver: &OverTheWire,
    (address, word): (&str, &str),
    email: &str,
    password: &str,
) -> Answer<()> {
    let mut visit = Visit { driver, http: client()?, cookies: vec![] };
    visit.send_to("/auth/login", &[("email", address), ("password", word)]).await?;
    let page = visit.send_to("/auth/account/delete", &[("email", email), ("password", password)]).await?;
    match page.status {
        200 => Ok(()),
        401 => Err(Refused::by(Rule::Credentials)),
        _ => Err(Refused::broken("not deleted", &Value::from(page.text))),
    }
}

/// An archive that is not JSON, unless it is refused.
pub(super) async fn take_along(driver: &OverTheWire, by: Reader<'_>) -> Answer<Vec<u8>> {
    let request = driver.rest().request(Method::GET, "/auth/account/export");
    let request = by.into_iter().fold(request, |request, session| request.bearer_auth(&session.bearer));
    let answer = request.send().await.map_err(|error| broken(&error))?;
    match answer.status().as_u16() {
        200 => Ok(answer.bytes().await.map_err(|error| broken(&error))?.into()),
        401 => Err(Refused::by(Rule::LogIn)),
        status => Err(Refused::broken("not an archive", &Value::from(status))),
    }
}

fn client() -> Answer<Client> {
    Client::builder().redirect(Policy::none()).build().map_err(|error| broken(&error))
}

/// A browser's visit; each request goes to the next server.
struct Visit<'d> {
    driver: &'d OverTheWire,
    http: Client,
    cookies: Vec<(String, String)>,
}

/// What a browser is shown.
struct Page {
    status: u16,
    location: String,
    text: String,
}

impl Visit<'_> {
    async fn open(&mut self, path: &str) -> Answer<Page> {
        let request = self.http.get(format!("{}{path}", self.driver.rest().base()));
        self.send(request).await
    }

    async fn send_to(&mut self, path: &str, form: &[(&str, &str)]) -> Answer<Page> {
        let request = self.http.post(format!("{}{path}", self.driver.rest().base())).form(form);
        self.send(request).await
    }

    /// Logs in on the way that an app opened, lets it in, and is sent back to it.
    async fn says_yes(
        &mut self,
        app: &App,
        redirect: &str,
        proof: &[(&str, &str)],
        (email, password): (&str, &str),
    ) -> Answer<Page> {
        let query = [
            ("client_id", app.id.as_str()),
            ("redirect_uri", redirect),
            ("response_type", "code"),
            ("scope", SCOPES),
        ];
        let query = query.iter().chain(proof);
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let form = self.open(&format!("/oauth/authorize?{query}")).await?;
        let entered = self.submit(&form, &[("email", email), ("password", password)]).await?;
        if entered.status == 401 {
            return Err(Refused::by(Rule::Credentials));
        }
        let question = self.open(&entered.location).await?;
        self.submit(&question, &[("decision", "allow")]).await
    }

    /// Sends the first form of a page.
    async fn submit(&mut self, page: &Page, fill: &[(&str, &str)]) -> Answer<Page> {
        let action = between(&page.text, "action=\"", "\"")?.replace("&#38;", "&").replace("&amp;", "&");
        let csrf = between(&page.text, "name=\"csrf\" value=\"", "\"")?;
        let form: Vec<(&str, &str)> = fill.iter().copied().chain([("csrf", csrf)]).collect();
        let request = self.http.post(format!("{}{action}", self.driver.rest().base())).form(&form);
        self.send(request).await
    }

    async fn send(&mut self, request: RequestBuilder) -> Answer<Page> {
        let cookie: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer =
            request.header(COOKIE, cookie.join("; ")).send().await.map_err(|error| broken(&error))?;
        self.keep(&answer);
        let text = |value: Option<&reqwest::header::HeaderValue>| {
            value.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        let (status, location) = (answer.status().as_u16(), text(answer.headers().get(LOCATION)));
        Ok(Page { status, location, text: answer.text().await.map_err(|error| broken(&error))? })
    }

    fn keep(&mut self, answer: &Response) {
        let set = answer.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        for (name, value) in set.filter_map(|set| set.split(';').next()?.split_once('=')) {
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Answer<&'t str> {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.map(|(found, _)| found).ok_or_else(|| Refused::broken("not the page", &Value::from(text)))
}

fn broken(error: &reqwest::Error) -> Refused {
    Refused { rule: Rule::Broken, words: error.to_string() }
}
