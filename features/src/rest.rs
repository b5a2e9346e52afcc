//! A client of the REST interface that knows no more than HTTP and JSON.
use std::time::Duration;

use domain::ids::Snowflake;
use reqwest::header::{CONTENT_TYPE, LINK};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use thiserror::Error;

/// How long an answer may take before it counts as none.
const PATIENCE: Duration = Duration::from_secs(30);

/// One server, as its clients reach it.
#[derive(Debug, Clone)]
pub struct Rest {
    http: reqwest::Client,
    base: String,
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body; null where it is not JSON.
    pub body: Value,
    /// Whether the body says that it is JSON, and is.
    pub is_json: bool,
    /// Where the next older page begins.
    pub older: Option<Snowflake>,
    /// Where the next newer page begins.
    pub newer: Option<Snowflake>,
}

/// There was no answer: nobody knows whether what was asked was done.
#[derive(Debug, Error)]
#[error("no answer to {what}")]
pub struct NoAnswer {
    what: String,
    source: reqwest::Error,
}

/// What a request carries besides its path.
#[derive(Debug, Clone, Default)]
pub struct Ask<'a> {
    /// The bearer token.
    pub bearer: Option<&'a str>,
    /// The query.
    pub query: Vec<(&'a str, String)>,
    /// A JSON body.
    pub body: Option<Value>,
    /// The name of this attempt.
    pub key: Option<&'a str>,
}

impl<'a> Ask<'a> {
    /// As the owner of this token, or as a visitor.
    pub fn by(bearer: Option<&'a str>) -> Self {
        Self { bearer, ..Self::default() }
    }

    /// With this body.
    #[must_use]
    pub fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }
}

impl Rest {
    /// The server at an address such as `http://127.0.0.1:8000`.
    pub fn new(base: impl Into<String>) -> Self {
        // a client that is sent elsewhere is to notice it
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap_or_default();
        Self { http, base: base.into() }
    }

    /// Its address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// `GET`.
    pub async fn get(&self, path: &str, ask: Ask<'_>) -> Result<Reply, NoAnswer> {
        self.ask(Method::GET, path, ask).await
    }

    /// `POST`.
    pub async fn post(&self, path: &str, ask: Ask<'_>) -> Result<Reply, NoAnswer> {
        self.ask(Method::POST, path, ask).await
    }

    /// `PATCH`.
    pub async fn patch(&self, path: &str, ask: Ask<'_>) -> Result<Reply, NoAnswer> {
        self.ask(Method::PATCH, path, ask).await
    }

    /// `PUT`.
    pub async fn put(&self, path: &str, ask: Ask<'_>) -> Result<Reply, NoAnswer> {
        self.ask(Method::PUT, path, ask).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str, ask: Ask<'_>) -> Result<Reply, NoAnswer> {
        self.ask(Method::DELETE, path, ask).await
    }

    /// `POST` of a file, as a form.
    pub async fn upload(
        &self,
        path: &str,
        ask: Ask<'_>,
        file: &[u8],
        description: &str,
    ) -> Result<Reply, NoAnswer> {
        let part = Part::bytes(file.to_vec()).file_name("picture");
        let form = Form::new().part("file", part).text("description", description.to_owned());
        self.send_form(Method::POST, path, ask, form).await
    }

    /// A form with files in it.
    pub async fn send_form(
        &self,
        method: Method,
        path: &str,
        ask: Ask<'_>,
        form: Form,
    ) -> Result<Reply, NoAnswer> {
        let request = self.request(method, path).multipart(form);
        let request = ask.bearer.into_iter().fold(request, RequestBuilder::bearer_auth);
        self.send(request, path).await
    }

    /// A request to be completed and then given to [`Self::send`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.endless(method, path).timeout(PATIENCE)
    }

    /// A request whose answer may go on for ever.
    pub fn endless(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Sends what was built.
    pub async fn send(&self, request: RequestBuilder, what: &str) -> Result<Reply, NoAnswer> {
        let no_answer = |source| NoAnswer { what: what.to_owned(), source };
        Reply::read(self.answer(request, what).await?).await.map_err(no_answer)
    }

    /// Sends what was built, for those who read the answer themselves.
    pub async fn answer(&self, request: RequestBuilder, what: &str) -> Result<Response, NoAnswer> {
        request.send().await.map_err(|source| NoAnswer { what: what.to_owned(), source })
    }

    async fn ask(&self, method: Method, path: &str, ask: Ask<'_>) -> Result<Reply, NoAnswer> {
        let what = format!("{method} {path}");
        let mut request = self.request(method, path).query(&ask.query);
        if let Some(bearer) = ask.bearer {
            request = request.bearer_auth(bearer);
        }
        if let Some(key) = ask.key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(body) = &ask.body {
            request = request.json(body);
        }
        self.send(request, &what).await
    }
}

impl Reply {
    /// Whether it says yes.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    async fn read(response: Response) -> Result<Self, reqwest::Error> {
        let header =
            |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let said_json = header(CONTENT_TYPE).starts_with("application/json");
        let (older, newer) = (linked(header(LINK), "next", "max_id"), linked(header(LINK), "prev", "min_id"));
        let status = response.status().as_u16();
        let body = serde_json::from_slice(&response.bytes().await?).ok();
        Ok(Self {
            status,
            is_json: said_json && body.is_some(),
            body: body.unwrap_or_default(),
            older,
            newer,
        })
    }
}

/// The value of `parameter` in the link of this relation.
fn linked(header: &str, relation: &str, parameter: &str) -> Option<Snowflake> {
    let relation = format!("rel=\"{relation}\"");
    let link = header.split(", ").find(|link| link.ends_with(&relation))?;
    let url = link.strip_prefix('<')?.split_once('>')?.0.parse::<url::Url>().ok()?;
    let (_, value) = url.query_pairs().find(|(name, _)| name == parameter)?;
    value.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_header_names_the_next_and_the_previous_page() {
        let header = "<http://a.example/x?limit=2&max_id=5>; rel=\"next\", <http://a.example/x?limit=2&min_id=9>; rel=\"prev\"";
        assert_eq!(linked(header, "next", "max_id"), Some(Snowflake::stored(5)));
        assert_eq!(linked(header, "prev", "min_id"), Some(Snowflake::stored(9)));
        assert_eq!(linked("", "next", "max_id"), None);
        assert_eq!(linked("</x?max_id=5>; rel=\"next\"", "next", "max_id"), None, "a link is absolute");
    }
}
