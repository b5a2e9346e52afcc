//! The language of a post.
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A language code as clients send it: `en`, `pt-BR`, `zh-Hant`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Language(String);

impl Language {
    /// Takes something of the form of a BCP 47 tag; anything else is no language, as in Mastodon.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let mut parts = raw.split('-');
        let primary = parts
            .next()
            .is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()));
        let rest = parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        (primary && rest && raw.len() <= 35).then(|| Self(raw.to_owned()))
    }

    /// A code as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The languages that somebody reads of an account: none for all.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Languages(Vec<Language>);

/// Why languages were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LanguagesRule {
    /// One of them is none.
    #[error("Languages is invalid")]
    Unknown,
    /// They are too many.
    #[error("Languages has too many (maximum is {max})")]
    TooMany {
        /// The limit.
        max: usize,
    },
}

impl Languages {
    /// Whatever language it is.
    pub const ALL: Self = Self(Vec::new());
    /// So many at the most.
    pub const MOST: usize = 50;

    /// Those that somebody named; an empty name is none.
    pub fn parse(raw: &[&str]) -> Result<Self, LanguagesRule> {
        let named = raw.iter().filter(|name| !name.is_empty()).map(|name| Language::parse(name));
        let mut those: Vec<Language> = named.collect::<Option<_>>().ok_or(LanguagesRule::Unknown)?;
        those.sort();
        those.dedup();
        if those.len() > Self::MOST {
            return Err(LanguagesRule::TooMany { max: Self::MOST });
        }
        Ok(Self(those))
    }

    /// Those that an adapter stored.
    pub fn stored<'a>(raw: impl IntoIterator<Item = &'a str>) -> Self {
        Self(raw.into_iter().map(Language::stored).collect())
    }

    /// Whether all are read.
    #[must_use]
    pub fn are_all(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that are named.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Language::as_str)
    }

    /// Whether something in a language is read: what does not say its language always is.
    #[must_use]
    pub fn admit(&self, language: Option<&str>) -> bool {
        self.are_all() || language.is_none_or(|language| self.iter().any(|one| one == language))
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Languages, LanguagesRule};

    #[test]
    fn languages_admit_their_own_and_what_says_none() {
        let admitted = |raw: &[&str]| {
            let those = Languages::parse(raw).unwrap();
            [None, Some("de"), Some("en")].map(|language| those.admit(language))
        };
        assert_eq!(admitted(&[]), [true; 3]);
        assert_eq!(admitted(&[""]), [true; 3]);
        assert_eq!(admitted(&["de"]), [true, true, false]);
        assert_eq!(admitted(&["en", "de", "en"]), [true; 3]);
        assert_eq!(Languages::parse(&["en", "english"]), Err(LanguagesRule::Unknown));
        let many: Vec<String> = (0..51).map(|n| format!("en-x{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(Languages::parse(&many), Err(LanguagesRule::TooMany { max: 50 }));
        assert!(Languages::parse(&many[1..]).is_ok());
    }

    #[test]
    fn only_language_codes_are_languages() {
        for good in ["en", "deu", "pt-BR", "zh-Hant-TW"] {
            assert_eq!(Language::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "e", "english", "en_US", "en-", "e1", "en\0", &format!("en{}", "-abcdefgh".repeat(5))]
        {
            assert_eq!(Language::parse(bad), None, "{bad:?}");
        }
    }
}
