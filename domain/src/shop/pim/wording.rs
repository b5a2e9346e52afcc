//! What is said of a product.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

use crate::channels::LineRule;
use crate::channels::line::{full_line, line};
use crate::posts::is_forbidden_control;
use crate::shop::ShopRule;

/// What a product is known by, in files and addresses too. Whoever keeps the shop gives it, and it stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProductId(String);

impl ProductId {
    /// Letters at the most.
    pub const LONGEST: usize = 64;

    /// Reads one.
    pub fn parse(raw: &str) -> Result<Self, ShopRule> {
        let legal = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let is_one = (1..=Self::LONGEST).contains(&raw.len()) && raw.bytes().all(legal);
        if is_one { Ok(Self(raw.to_owned())) } else { Err(ShopRule::Id) }
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProductId {
    type Err = ShopRule;

    fn from_str(text: &str) -> Result<Self, ShopRule> {
        Self::parse(text)
    }
}

impl fmt::Display for ProductId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! text {
    ($(#[$doc:meta])+ $name:ident, $field:literal: $read:ident($what:literal, $max:literal)) => {
        $(#[$doc])+
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Characters at the most, as people see them.
            pub const MAX: usize = $max;

            /// Reads one.
            pub fn parse(raw: &str) -> Result<Self, ShopRule> {
                let read = $read(raw, $what, Self::MAX);
                read.map(Self).map_err(|rule| ShopRule::Line { field: $field, rule })
            }

            /// As it is read by people.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

text!(
    /// What a product is called.
    ProductName, "name": full_line("Name", 200)
);
text!(
    /// A line that says what it is; may be empty.
    Summary, "description": line("Description", 500)
);
text!(
    /// What kind of thing it is; may be empty.
    Category, "category": line("Category", 100)
);

/// All that there is to say of it, of several lines; may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LongText(String);

impl LongText {
    /// Characters at the most, as people see them.
    pub const MAX: usize = 4_000;
    /// Bytes at the most.
    const BYTES: usize = 8 * Self::MAX;

    /// Reads one.
    pub fn parse(raw: &str) -> Result<Self, ShopRule> {
        if raw.len() > Self::BYTES {
            return Err(ShopRule::LongText);
        }
        let text: String = raw.replace("\r\n", "\n").trim().nfc().collect();
        if text.chars().any(is_forbidden_control) {
            let rule = LineRule::Control { what: "Long text" };
            return Err(ShopRule::Line { field: "long_text", rule });
        }
        let fits = text.len() <= Self::BYTES && text.graphemes(true).count() <= Self::MAX;
        if fits { Ok(Self(text)) } else { Err(ShopRule::LongText) }
    }

    /// As it is read by people.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a picture is, anywhere in the web.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImageUrl(String);

impl ImageUrl {
    /// Reads one; an empty one is none.
    pub fn parse(raw: &str, field: &'static str) -> Result<Option<Self>, ShopRule> {
        if raw.trim().is_empty() {
            return Ok(None);
        }
        let wrong = ShopRule::Image { field };
        if raw.len() > Wording::LONGEST_URL {
            return Err(wrong);
        }
        let url = Url::parse(raw.trim()).map_err(|_| wrong)?;
        let shown = matches!(url.scheme(), "http" | "https") && url.as_str().len() <= Wording::LONGEST_URL;
        if shown { Ok(Some(Self(url.into()))) } else { Err(wrong) }
    }

    /// As browsers read it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is said of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// What it is called.
    pub name: ProductName,
    /// A line that says what it is.
    pub description: Summary,
    /// All that there is to say.
    pub long_text: LongText,
    /// What kind of thing it is.
    pub category: Category,
    /// A small picture.
    pub small_image: Option<ImageUrl>,
    /// A large one.
    pub large_image: Option<ImageUrl>,
}

impl Wording {
    /// Bytes of the longest address of a picture.
    pub const LONGEST_URL: usize = 2_048;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_plain() {
        for good in ["1", "rook-print_2.b", &"a".repeat(64)] {
            assert_eq!(ProductId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "a b", "a/b", "ä", "a:b", &"a".repeat(65)] {
            assert_eq!(ProductId::parse(bad), Err(ShopRule::Id), "{bad:?}");
        }
    }

    #[test]
    fn a_name_is_needed_and_the_rest_may_be_empty() {
        let blank = ProductName::parse(" ").unwrap_err();
        assert_eq!((blank.field(), blank.to_string().as_str()), ("name", "Name can't be blank"));
        assert!(ProductName::parse(&"x".repeat(201)).is_err());
        assert!(Summary::parse(&"x".repeat(501)).is_err() && Category::parse(&"x".repeat(101)).is_err());
        assert_eq!(
            (Summary::parse(" "), Category::parse("")),
            (Ok(Summary::default()), Ok(Category::default()))
        );
    }

    #[test]
    fn a_long_text_has_lines() {
        assert_eq!(LongText::parse(" one\r\ntwo\n ").unwrap().as_str(), "one\ntwo");
        assert!(LongText::parse(&"👩‍👩‍👧".repeat(1_000)).is_ok());
        for bad in ["x".repeat(4_001), "e\u{301}".repeat(4_001), "\u{301}".repeat(20_000)] {
            assert_eq!(LongText::parse(&bad), Err(ShopRule::LongText));
        }
        assert_eq!(LongText::parse("a\0").unwrap_err().field(), "long_text");
    }

    #[test]
    fn a_picture_is_in_the_web() {
        let parse = |raw: &str| ImageUrl::parse(raw, "small_image");
        assert_eq!(parse("  "), Ok(None));
        assert_eq!(
            parse("https://r.example/a b.png").unwrap().unwrap().as_str(),
            "https://r.example/a%20b.png"
        );
        for bad in [
            "rook.png",
            "javascript:alert(1)",
            "data:image/png,x",
            "ftp://r.example/a",
            &format!("https://r.example/{}", "x".repeat(2_048)),
            &format!("https://r.example/{}", "ä".repeat(700)),
        ] {
            assert_eq!(parse(bad), Err(ShopRule::Image { field: "small_image" }), "{bad:.30}");
        }
    }
}
