//! The cookies that we give: who is logged in, who is a guest, which form was shown, and who was sent to log in elsewhere.
use axum::http::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use domain::identity::Secret;
use wire::mastodon::Links;

/// How they are called. Behind TLS their names bind them to this host and to TLS; on plain http browsers would refuse such names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    secure: bool,
}

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jar {
    /// Somebody is logged in.
    Session,
    /// A form was shown to somebody who is not.
    Form,
    /// Somebody was sent to log in elsewhere.
    Elsewhere,
    /// Somebody who is nobody here has a cart.
    Guest,
}

impl Jar {
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-rookery",
            (Self::Session, false) => "rookery",
            (Self::Form, true) => "__Host-rookery-form",
            (Self::Form, false) => "rookery-form",
            (Self::Elsewhere, true) => "__Host-rookery-elsewhere",
            (Self::Elsewhere, false) => "rookery-elsewhere",
            (Self::Guest, true) => "__Host-rookery-guest",
            (Self::Guest, false) => "rookery-guest",
        }
    }

    /// Bytes of the longest value that is looked at.
    fn longest(self) -> usize {
        match self {
            Self::Session | Self::Form | Self::Guest => 128,
            Self::Elsewhere => 4_000,
        }
    }
}

impl Cookies {
    const YEAR: u32 = 365 * 24 * 3600;
    /// How long a guest is known again after they were here last.
    const GUEST: u32 = 90 * 24 * 3600;

    pub(crate) fn of(links: &Links) -> Self {
        Self { secure: links.at("").starts_with("https://") }
    }

    /// What a cookie is called.
    pub(crate) fn name(self, jar: Jar) -> &'static str {
        jar.name(self.secure)
    }

    /// What a browser holds.
    pub(crate) fn held(self, jar: Jar, headers: &HeaderMap) -> Option<Secret> {
        let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            pairs.flat_map(|pairs| pairs.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == jar.name(self.secure))?;
        (!value.is_empty() && value.len() <= jar.longest()).then(|| Secret::new(value))
    }

    /// Has a browser hold this from now on; a form's is forgotten with the window.
    pub(crate) fn hold(self, jar: Jar, secret: &Secret, headers: &mut HeaderMap) {
        let age = match jar {
            Jar::Session => format!("; Max-Age={}", Self::YEAR),
            Jar::Guest => format!("; Max-Age={}", Self::GUEST),
            Jar::Elsewhere => "; Max-Age=600".to_owned(),
            Jar::Form => String::new(),
        };
        self.set(jar, secret.reveal(), &age, headers);
    }

    /// Has a browser forget it.
    pub(crate) fn forget(self, jar: Jar, headers: &mut HeaderMap) {
        self.set(jar, "", "; Max-Age=0", headers);
    }

    fn set(self, jar: Jar, value: &str, age: &str, headers: &mut HeaderMap) {
        let secure = if self.secure { "; Secure" } else { "" };
        let name = jar.name(self.secure);
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(secure: bool) -> String {
        let mut headers = HeaderMap::new();
        Cookies { secure }.hold(Jar::Session, &Secret::new("s"), &mut headers);
        headers[SET_COOKIE].to_str().unwrap().to_owned()
    }

    #[test]
    fn a_session_is_bound_to_the_host_and_no_script_reads_it() {
        assert_eq!(set(true), "__Host-rookery=s; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=31536000");
        assert_eq!(set(false), "rookery=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000");
    }

    #[test]
    fn what_a_browser_holds_is_found_among_others() {
        let headers =
            HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("a=b; rookery=x=y; rookery-form=z; c"))]);
        let plain = Cookies { secure: false };
        assert_eq!(plain.held(Jar::Session, &headers), Some(Secret::new("x=y")));
        assert_eq!(plain.held(Jar::Form, &headers), Some(Secret::new("z")));
        assert_eq!(Cookies { secure: true }.held(Jar::Session, &headers), None);
        assert_eq!(plain.held(Jar::Session, &HeaderMap::new()), None);
    }
}
