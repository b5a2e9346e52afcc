//! Whose token a request or a socket carries.
use http::header::{AUTHORIZATION, HeaderMap, SEC_WEBSOCKET_PROTOCOL};
use service::identity::{AuthError, Bearer, Tokens};

/// Bytes of the longest token that is looked at.
const LONGEST: usize = 4096;

/// The token of a REST call: in the `Authorization` header, and nowhere else.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, AuthError> {
    bearer_by(headers, &["bearer"])
}

/// The same, under any of these words (in lower case), since programs say `OAuth` as well.
pub fn bearer_by<'a>(headers: &'a HeaderMap, schemes: &[&str]) -> Result<Option<&'a str>, AuthError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(AuthError::Invalid);
    }
    let (scheme, token) = value.to_str().ok().and_then(|value| value.split_once(' ')).unwrap_or_default();
    let token = token.trim();
    let known = schemes.contains(&scheme.to_ascii_lowercase().as_str());
    if known && !token.is_empty() && token.len() <= LONGEST {
        Ok(Some(token))
    } else {
        Err(AuthError::Invalid)
    }
}

/// The token of a stream, in the first of three places: the header, the query, the subprotocol. Browsers can set the last
/// two only; what they sent as subprotocol has to be echoed whatever was taken.
pub fn streaming_bearer(headers: &HeaderMap, query: Option<&str>) -> Result<Option<String>, AuthError> {
    if let Some(token) = bearer(headers)? {
        return Ok(Some(token.to_owned()));
    }
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let in_query = pairs.filter(|(name, _)| name == "access_token").map(|(_, token)| token.into_owned());
    let in_protocol =
        || headers.get(SEC_WEBSOCKET_PROTOCOL)?.to_str().ok().map(|token| token.trim().to_owned());
    let token = in_query.last().filter(|token| !token.is_empty()).or_else(in_protocol);
    match token {
        Some(token) if token.len() > LONGEST => Err(AuthError::Invalid),
        token => Ok(token.filter(|token| !token.is_empty())),
    }
}

/// Whose token it is; nobody's where there is none. A bad one is refused, also where none is needed.
pub async fn check(tokens: &Tokens, bearer: Option<&str>) -> Result<Option<Bearer>, AuthError> {
    match bearer {
        Some(bearer) => tokens.check(bearer).await.map(Some),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_token_has_one_place_in_rest() {
        assert!(matches!(bearer(&headers(&[])), Ok(None)));
        assert!(matches!(bearer(&headers(&[("authorization", "bearer abc")])), Ok(Some("abc"))));
        for bad in ["", "abc", "Basic abc", "Bearer", "Bearer  "] {
            assert!(bearer(&headers(&[("authorization", bad)])).is_err(), "{bad:?}");
        }
        let by_both = |value| bearer_by(&headers(&[("authorization", value)]), &["oauth", "bearer"]).is_ok();
        assert_eq!(
            ["OAuth abc", "BEARER abc", "oauth abc", "Basic abc"].map(by_both),
            [true, true, true, false]
        );
        let mut two = headers(&[("authorization", "Bearer a")]);
        two.append("authorization", HeaderValue::from_static("Bearer b"));
        assert!(bearer(&two).is_err());
    }

    #[test]
    fn a_token_has_three_places_in_streams() {
        let find = |pairs: &[_], query| streaming_bearer(&headers(pairs), query).unwrap();
        let (header, protocol) = (("authorization", "Bearer a"), ("sec-websocket-protocol", "c"));
        assert_eq!(find(&[header, protocol], Some("access_token=b")).as_deref(), Some("a"));
        assert_eq!(find(&[protocol], Some("x=1&access_token=b")).as_deref(), Some("b"));
        assert_eq!(find(&[protocol], Some("access_token=")).as_deref(), Some("c"));
        assert_eq!(find(&[], None), None);
    }
}
