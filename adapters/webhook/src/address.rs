//! Where somebody is called: over TLS, or on this machine.
use std::str::FromStr;

use thiserror::Error;
use url::Url;

/// Where somebody is called. It is not shown: whoever knows some addresses may use them.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Url);

/// What is no such place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("is no https:// address (http:// is for this machine alone)")]
pub struct NotAnAddress;

impl FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let url = Url::parse(text.trim()).map_err(|_| NotAnAddress)?;
        let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let fits = url.scheme() == "https" || (url.scheme() == "http" && here);
        let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if fits && plain { Ok(Self(url)) } else { Err(NotAnAddress) }
    }
}

impl Address {
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_called_over_tls_unless_they_are_here() {
        for good in
            ["https://books.example/a?b=c", "http://127.0.0.1:9/", "http://localhost:9", "http://[::1]:9/"]
        {
            assert!(good.parse::<Address>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "books.example",
            "http://books.example/",
            "http://127.0.0.1.books.example/",
            "ftp://localhost/",
            "https://a:b@books.example/",
            "https://a/#b",
        ] {
            assert_eq!(bad.parse::<Address>(), Err(NotAnAddress), "{bad}");
        }
    }
}
