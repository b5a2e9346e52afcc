//! What clients should do unless they are told otherwise.
use domain::identity::Account;
use domain::posts::Language;
use serde::Serialize;

/// How somebody posts and reads by default.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Preferences {
    #[serde(rename = "posting:default:visibility")]
    pub visibility: &'static str,
    #[serde(rename = "posting:default:sensitive")]
    pub sensitive: bool,
    #[serde(rename = "posting:default:language")]
    pub language: Option<String>,
    /// Media behind a warning stay there until somebody looks.
    #[serde(rename = "reading:expand:media")]
    pub expand_media: &'static str,
    #[serde(rename = "reading:expand:spoilers")]
    pub expand_spoilers: bool,
}

impl Preferences {
    /// Those of an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let defaults = &account.defaults;
        Self {
            visibility: defaults.visibility.as_str(),
            sensitive: defaults.sensitive,
            language: defaults.language.as_ref().map(Language::as_str).map(str::to_owned),
            expand_media: "default",
            expand_spoilers: false,
        }
    }
}
