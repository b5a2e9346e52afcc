//! Apps that people let act for them.
use jiff::Timestamp;
use thiserror::Error;
use url::Url;

use super::{Digest, Scopes};
use crate::ids::AppId;

/// A program that asks people for tokens; registered for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Its id.
    pub id: AppId,
    /// What it said of itself.
    pub about: NewApp,
}

/// What an app says of itself, and how it is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApp {
    /// The name that it shows itself by.
    pub client_id: ClientId,
    /// What is kept of its secret.
    pub secret: Digest,
    /// How people call it.
    pub name: AppName,
    /// Its page.
    pub website: Option<Website>,
    /// Where people may be sent back to; at least one.
    pub redirects: Vec<RedirectUri>,
    /// All that it may ever ask for.
    pub scopes: Scopes,
    /// When it registered.
    pub created_at: Timestamp,
}

/// Why an app was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AppRule {
    /// It has no name.
    #[error("Application name can't be blank")]
    NoName,
    /// Its name is too long.
    #[error("Application name is too long (maximum is {max} characters)")]
    LongName {
        /// The limit.
        max: usize,
    },
    /// Its name holds control characters.
    #[error("Application name contains control characters")]
    Control,
    /// It says nowhere to send people back to.
    #[error("Redirect URI can't be blank")]
    NoRedirect,
    /// It names too many places.
    #[error("Redirect URI has too many entries (maximum is {max})")]
    ManyRedirects {
        /// The limit.
        max: usize,
    },
    /// A place that is too long.
    #[error("Redirect URI is too long (maximum is {max} characters)")]
    LongRedirect {
        /// The limit.
        max: usize,
    },
    /// A place that is none.
    #[error("Redirect URI must be an absolute URI.")]
    NoPlace,
    /// A place where a browser would run what it is sent.
    #[error("Redirect URI is forbidden by the server.")]
    Dangerous,
    /// A page that is none.
    #[error("Website is not a valid URL")]
    Website,
}

/// What an app shows itself by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(String);

impl ClientId {
    /// Bytes at the most: what is longer is nobody's.
    pub const LONGEST: usize = 128;

    /// A name that we gave, or that somebody claims.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How people call an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppName(String);

impl AppName {
    /// Characters at the most.
    pub const MAX: usize = 60;

    /// Checks a name that an app chose.
    pub fn parse(raw: &str) -> Result<Self, AppRule> {
        let name = raw.trim();
        if name.is_empty() {
            return Err(AppRule::NoName);
        }
        if name.chars().any(char::is_control) {
            return Err(AppRule::Control);
        }
        if name.chars().count() > Self::MAX {
            return Err(AppRule::LongName { max: Self::MAX });
        }
        Ok(Self(name.to_owned()))
    }

    /// A name as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The page of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Website(String);

impl Website {
    /// Bytes at the most.
    pub const MAX: usize = 2_000;

    /// Checks an address; nothing is no page.
    pub fn parse(raw: &str) -> Result<Option<Self>, AppRule> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Ok(None);
        }
        let url = Url::parse(raw).ok().filter(|_| raw.len() <= Self::MAX).ok_or(AppRule::Website)?;
        let leads_somewhere = matches!(url.scheme(), "http" | "https") && url.has_host();
        if leads_somewhere { Ok(Some(Self(raw.to_owned()))) } else { Err(AppRule::Website) }
    }

    /// An address as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where people are sent back to: compared byte for byte, never as a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Bytes at the most.
    pub const MAX: usize = 2_000;
    /// Places that an app may name.
    pub const MOST: usize = 20;
    /// Nowhere: the person is shown the code and types it.
    pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
    /// A browser would run these, or read what is none of the app's.
    const DANGEROUS: [&str; 8] =
        ["javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source"];

    /// Checks a place: an absolute URI without a fragment, of the web or of an app on the device.
    pub fn parse(raw: &str) -> Result<Self, AppRule> {
        if raw.len() > Self::MAX {
            return Err(AppRule::LongRedirect { max: Self::MAX });
        }
        // it becomes a header
        let plain = raw.bytes().all(|byte| byte.is_ascii_graphic());
        let url = Url::parse(raw).ok().filter(|_| plain).ok_or(AppRule::NoPlace)?;
        if Self::DANGEROUS.contains(&url.scheme()) {
            return Err(AppRule::Dangerous);
        }
        let of_the_web = matches!(url.scheme(), "http" | "https");
        let nobodys = url.username().is_empty() && url.password().is_none();
        if url.fragment().is_some() || (of_the_web && !(url.has_host() && nobodys)) {
            return Err(AppRule::NoPlace);
        }
        Ok(Self(raw.to_owned()))
    }

    /// All places of a list in which several may stand in one entry.
    pub fn parse_all<'a>(entries: impl IntoIterator<Item = &'a str>) -> Result<Vec<Self>, AppRule> {
        let raw: Vec<&str> = entries.into_iter().flat_map(str::split_whitespace).collect();
        match raw.len() {
            0 => Err(AppRule::NoRedirect),
            many if many > Self::MOST => Err(AppRule::ManyRedirects { max: Self::MOST }),
            _ => raw.into_iter().map(Self::parse).collect(),
        }
    }

    /// A place as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The place.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The place with these words in its query, after those that it has.
    #[must_use]
    pub fn with<'a>(&self, words: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        let words = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(words).finish();
        let between = match self.0.split_once('?') {
            None => "?",
            Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        };
        format!("{}{between}{words}", self.0)
    }

    /// Whether the code is shown rather than sent.
    #[must_use]
    pub fn is_out_of_band(&self) -> bool {
        self.0 == Self::OUT_OF_BAND
    }
}

impl App {
    /// The registered place that is exactly this one.
    #[must_use]
    pub fn redirect(&self, asked: &str) -> Option<&RedirectUri> {
        self.about.redirects.iter().find(|known| known.as_str() == asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_has_a_name_that_people_can_read() {
        assert_eq!(AppName::parse(" Crow's nest ").unwrap().as_str(), "Crow's nest");
        assert_eq!(AppName::parse(" "), Err(AppRule::NoName));
        assert_eq!(AppName::parse("a\u{0}b"), Err(AppRule::Control));
        assert!(AppName::parse(&"x".repeat(60)).is_ok());
        assert_eq!(AppName::parse(&"x".repeat(61)), Err(AppRule::LongName { max: 60 }));
    }

    #[test]
    fn people_are_sent_back_to_the_web_or_to_an_app_and_to_nothing_else() {
        let good = [
            RedirectUri::OUT_OF_BAND,
            "https://elk.zone/api/a.example/oauth/https%3A%2F%2Felk.zone",
            "http://127.0.0.1:4002/settings?x=1",
            "oauth2redirect://com.keylesspalace.tusky/",
            "org.joinmastodon.android-auth://callback",
            "com.example:/cb",
        ];
        for raw in good {
            assert_eq!(RedirectUri::parse(raw).unwrap().as_str(), raw);
        }
        let bad =
            ["", "/relative", "elk.zone", "https://", "https://a/#f", "https://u:p@a/", "https://ä.example/"];
        for raw in bad {
            assert_eq!(RedirectUri::parse(raw), Err(AppRule::NoPlace), "{raw:?}");
        }
        for raw in ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "vbscript:x", "file:///etc"] {
            assert_eq!(RedirectUri::parse(raw), Err(AppRule::Dangerous), "{raw:?}");
        }
        let long = format!("https://a/{}", "x".repeat(2_000));
        assert_eq!(RedirectUri::parse(&long), Err(AppRule::LongRedirect { max: 2_000 }));
    }

    #[test]
    fn several_places_may_stand_in_one_entry() {
        let all = RedirectUri::parse_all(["https://a/ https://b/\nhttps://c/", "urn:ietf:wg:oauth:2.0:oob"]);
        assert_eq!(all.unwrap().len(), 4);
        assert_eq!(RedirectUri::parse_all([" "]), Err(AppRule::NoRedirect));
        assert_eq!(RedirectUri::parse_all(["https://a/ x"]), Err(AppRule::NoPlace));
        let many = vec!["https://a/"; 21];
        assert_eq!(RedirectUri::parse_all(many), Err(AppRule::ManyRedirects { max: 20 }));
    }

    #[test]
    fn what_a_place_had_in_its_query_stays() {
        let with = |raw: &str| RedirectUri::stored(raw).with([("code", "a b&c"), ("state", "ä")]);
        assert_eq!(with("https://a/cb"), "https://a/cb?code=a+b%26c&state=%C3%A4");
        assert_eq!(with("x.y:/cb?z=%2F"), "x.y:/cb?z=%2F&code=a+b%26c&state=%C3%A4");
        assert_eq!(with("https://a/?"), "https://a/?code=a+b%26c&state=%C3%A4");
    }

    #[test]
    fn a_website_is_a_page_or_nothing() {
        assert_eq!(Website::parse(" "), Ok(None));
        assert_eq!(Website::parse("https://a.example").unwrap().unwrap().as_str(), "https://a.example");
        for bad in
            ["a.example", "javascript:alert(1)", "ftp://a", &format!("https://a/{}", "x".repeat(2_000))]
        {
            assert_eq!(Website::parse(bad), Err(AppRule::Website), "{bad:?}");
        }
    }
}
