//! The language of a post.

/// A language code as clients send it: `en`, `pt-BR`, `zh-Hant`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

#[cfg(test)]
mod tests {
    use super::Language;

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
