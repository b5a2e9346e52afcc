//! Which app asks: by HTTP Basic, or in the body.
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::identity::{ClientId, Secret};
use service::identity::{Client, GrantError};
use wire::oauth::OAuthError;

use crate::params::Params;

/// The app that asks; one that shows nothing is as good as unknown.
pub(super) fn client(headers: &HeaderMap, params: &Params) -> Result<Client, OAuthError> {
    let shown = match basic(headers) {
        Some(shown) => Some(shown),
        None => params
            .text("client_id")?
            .zip(params.text("client_secret")?)
            .map(|(id, secret)| (id.to_owned(), secret.to_owned())),
    };
    let short = |(id, secret): &(String, String)| id.len().max(secret.len()) <= ClientId::LONGEST;
    let (id, secret) = shown.filter(short).ok_or(GrantError::Client)?;
    Ok(Client { id: ClientId::new(id), secret: Secret::new(secret) })
}

/// What HTTP Basic says; the names that we give need no escaping in it.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, shown) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let text = STANDARD.decode(shown.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(text).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn basic_is_read_as_it_is_written() {
        let read = |value: &'static str| {
            basic(&HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(value))]))
        };
        assert_eq!(read("basic YTpiOmM="), Some(("a".to_owned(), "b:c".to_owned())));
        for bad in ["Bearer YTpi", "Basic", "Basic YWI=", "Basic !!!", "Basic /w=="] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
