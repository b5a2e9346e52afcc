//! What a post says.
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::{EntityKind, entities};

/// How long a post may be: characters as people see them (extended grapheme clusters).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLimit {
    /// Characters at the most, spoiler included.
    pub max: usize,
    used: usize,
}

impl TextLimit {
    /// What a link counts, however long it is.
    pub const LINK: usize = 23;
    /// Bytes a character may take: one grapheme can hold 100,000 combining marks.
    const BYTES_EACH: usize = 8;

    /// A limit of so many characters.
    #[must_use]
    pub const fn new(max: usize) -> Self {
        Self { max, used: 0 }
    }

    /// What the spoiler leaves of it.
    #[must_use]
    pub fn after(self, spoiler: &Spoiler) -> Self {
        Self { used: self.used + weight(spoiler.as_str()), ..self }
    }

    fn admit(self, text: &str) -> Result<(), TextRule> {
        let too_long = TextRule::TooLong { max: self.max };
        if text.len() > self.max.saturating_mul(Self::BYTES_EACH).max(Self::LINK * 100) {
            return Err(too_long);
        }
        if self.used + weight(text) > self.max { Err(too_long) } else { Ok(()) }
    }
}

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextRule {
    /// Nothing to read.
    #[error("Text can't be blank")]
    Blank,
    /// Too long.
    #[error("Text character limit of {max} exceeded")]
    TooLong {
        /// The limit, spoiler included.
        max: usize,
    },
    /// Control characters other than tab and newline.
    #[error("Text contains control characters")]
    Control,
}

/// The text of a post: normalised (NFC, newlines as `\n`), within the limit that held when it was written. Empty at most
/// where a picture says enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostText(String);

impl PostText {
    /// Checks what somebody wrote. Links count 23 and `@name@domain` counts as `@name`, as in Mastodon.
    pub fn parse(raw: &str, limit: TextLimit) -> Result<Self, TextRule> {
        let text = Self::parse_or_empty(raw, limit)?;
        if text.is_empty() { Err(TextRule::Blank) } else { Ok(text) }
    }

    /// The same of what may be left out, as beside a picture: [`Post::publish`](super::Post::publish) says where.
    pub fn parse_or_empty(raw: &str, limit: TextLimit) -> Result<Self, TextRule> {
        let text = normalised(raw)?;
        limit.admit(&text)?;
        Ok(Self(text))
    }

    /// A text as an adapter stored it: old posts are not judged by today's limit.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What is shown instead of a text until the reader asks for it; empty for none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoiler(String);

impl Spoiler {
    /// Checks what somebody wrote.
    pub fn parse(raw: &str, limit: TextLimit) -> Result<Self, TextRule> {
        let text = normalised(raw)?;
        limit.admit(&text)?;
        Ok(Self(text))
    }

    /// A spoiler as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The text; empty for none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether a character has no place in a text: controls other than tab and newline.
#[must_use]
pub fn is_forbidden_control(c: char) -> bool {
    c.is_control() && c != '\t' && c != '\n'
}

fn normalised(raw: &str) -> Result<String, TextRule> {
    let text: String = raw.replace("\r\n", "\n").nfc().collect();
    let text = text.trim();
    if text.chars().any(is_forbidden_control) { Err(TextRule::Control) } else { Ok(text.to_owned()) }
}

fn weight(text: &str) -> usize {
    let graphemes = |part: &str| part.graphemes(true).count();
    entities(text).iter().fold(graphemes(text), |sum, entity| {
        let full = graphemes(&text[entity.range.clone()]);
        match &entity.kind {
            EntityKind::Link(_) => sum - full + TextLimit::LINK,
            EntityKind::Mention { name, .. } => sum - full + 1 + name.len(),
            EntityKind::Hashtag(_) => sum,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMIT: TextLimit = TextLimit::new(10);

    #[test]
    fn a_post_must_say_something() {
        for blank in ["", "   ", "\n\t\n", "\u{2003}"] {
            assert_eq!(PostText::parse(blank, LIMIT), Err(TextRule::Blank), "{blank:?}");
        }
    }

    #[test]
    fn characters_are_counted_as_people_see_them() {
        assert!(PostText::parse(&"👩‍👩‍👧‍👦".repeat(3), LIMIT).is_ok());
        assert!(PostText::parse(&"é".repeat(10), LIMIT).is_ok());
        assert_eq!(PostText::parse(&"x".repeat(11), LIMIT), Err(TextRule::TooLong { max: 10 }));
    }

    #[test]
    fn a_hundred_thousand_combining_marks_are_no_character() {
        let tower = format!("e{}", "\u{301}".repeat(100_000));
        assert_eq!(PostText::parse(&tower, TextLimit::new(500)), Err(TextRule::TooLong { max: 500 }));
    }

    #[test]
    fn a_link_counts_23_and_a_mention_without_its_domain() {
        let link = format!("https://example.org/{}", "x".repeat(300));
        assert!(PostText::parse(&link, TextLimit::new(23)).is_ok());
        assert!(PostText::parse(&link, TextLimit::new(22)).is_err());
        assert!(PostText::parse("@ada@example.org", TextLimit::new(4)).is_ok());
        assert!(PostText::parse("@ada@example.org", TextLimit::new(3)).is_err());
    }

    #[test]
    fn the_spoiler_takes_its_share() {
        let spoiler = Spoiler::parse("12345", LIMIT).unwrap();
        assert!(PostText::parse("67890", LIMIT.after(&spoiler)).is_ok());
        assert_eq!(PostText::parse("678901", LIMIT.after(&spoiler)), Err(TextRule::TooLong { max: 10 }));
    }

    #[test]
    fn controls_are_refused_but_tab_and_newline_are_text() {
        assert_eq!(PostText::parse("a\tb\r\nc", LIMIT).unwrap().as_str(), "a\tb\nc");
        for bad in ["a\0b", "a\u{1b}b", "a\u{7f}b", "a\rb", "a\u{85}b"] {
            assert_eq!(PostText::parse(bad, LIMIT), Err(TextRule::Control), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn parsing_twice_changes_nothing(raw in "\\PC{0,60}") {
            if let Ok(text) = PostText::parse(&raw, TextLimit::new(500)) {
                prop_assert_eq!(PostText::parse(text.as_str(), TextLimit::new(500)), Ok(text));
            }
        }
    }
}
