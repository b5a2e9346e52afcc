//! What people say of a picture.
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::MediaRule;
use crate::posts::is_forbidden_control;

/// What somebody says of their picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caption {
    /// For those who can't see it.
    pub description: Option<Description>,
    /// What must stay in sight when it is cut.
    pub focus: Focus,
}

/// What is said anew of a picture; the rest stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaptionEdit {
    /// Other words, or none.
    pub description: Option<Option<Description>>,
    /// Another point.
    pub focus: Option<Focus>,
}

impl CaptionEdit {
    /// Reads what somebody said, as far as they did.
    pub fn parse(description: Option<&str>, focus: Option<&str>) -> Result<Self, MediaRule> {
        Ok(Self {
            description: description.map(Description::parse).transpose()?,
            focus: focus.map(Focus::parse).transpose()?,
        })
    }

    /// What is said from now on.
    #[must_use]
    pub fn over(self, before: Caption) -> Caption {
        Caption {
            description: self.description.unwrap_or(before.description),
            focus: self.focus.unwrap_or(before.focus),
        }
    }
}

/// A picture in words: never blank, at most 1,500 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// Characters at the most, as people see them.
    pub const MAX: usize = 1_500;

    /// Checks what somebody wrote; nothing but space is no description.
    pub fn parse(raw: &str) -> Result<Option<Self>, MediaRule> {
        let too_long = MediaRule::DescriptionTooLong { max: Self::MAX };
        if raw.len() > Self::MAX * 8 {
            return Err(too_long);
        }
        let text: String = raw.replace("\r\n", "\n").nfc().collect();
        let text = text.trim();
        if text.chars().any(is_forbidden_control) {
            return Err(MediaRule::Control);
        }
        if text.graphemes(true).count() > Self::MAX {
            return Err(too_long);
        }
        Ok((!text.is_empty()).then(|| Self(text.to_owned())))
    }

    /// A description as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The point of a picture that must stay in sight, in ten-thousandths from the middle to the right and to the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Focus {
    /// To the right.
    pub x: i16,
    /// To the top.
    pub y: i16,
}

impl Focus {
    /// The middle.
    pub const MIDDLE: Self = Self { x: 0, y: 0 };
    const WHOLE: f64 = 10_000.0;

    /// Reads `x,y`, two numbers between -1 and 1; nothing is the middle.
    pub fn parse(raw: &str) -> Result<Self, MediaRule> {
        if raw.is_empty() {
            return Ok(Self::MIDDLE);
        }
        let (x, y) = raw.split_once(',').ok_or(MediaRule::Focus)?;
        Ok(Self { x: part(x)?, y: part(y)? })
    }

    /// Both as numbers between -1 and 1.
    #[must_use]
    pub fn parts(self) -> (f64, f64) {
        (f64::from(self.x) / Self::WHOLE, f64::from(self.y) / Self::WHOLE)
    }
}

fn part(raw: &str) -> Result<i16, MediaRule> {
    let number: f64 = raw.trim().parse().map_err(|_| MediaRule::Focus)?;
    if !(-1.0..=1.0).contains(&number) {
        return Err(MediaRule::Focus);
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is between -10000 and 10000")]
    Ok((number * Focus::WHOLE).round() as i16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_a_limit_and_no_controls() {
        let said = |raw: &str| Description::parse(raw).map(|words| words.map(|words| words.0));
        assert_eq!(said("  a rook \r\n on a chimney "), Ok(Some("a rook \n on a chimney".to_owned())));
        assert_eq!(said(" \n "), Ok(None));
        assert!(said(&"👩‍👩‍👧‍👦".repeat(400)).is_ok(), "counted as people see them");
        assert_eq!(said(&"x".repeat(1_501)), Err(MediaRule::DescriptionTooLong { max: 1_500 }));
        assert_eq!(
            said(&format!("e{}", "\u{301}".repeat(100_000))),
            Err(MediaRule::DescriptionTooLong { max: 1_500 })
        );
        assert_eq!(said("a\0b"), Err(MediaRule::Control));
    }

    #[test]
    fn a_focus_is_two_numbers_between_minus_one_and_one() {
        assert_eq!(Focus::parse("-0.42, 1"), Ok(Focus { x: -4_200, y: 10_000 }));
        assert_eq!(Focus { x: -4_200, y: 10_000 }.parts(), (-0.42, 1.0));
        assert_eq!(Focus::parse(""), Ok(Focus::MIDDLE));
        for bad in ["1", "1,", "a,b", "1.1,0", "0,-2", "NaN,0", "inf,0", "0,0,0"] {
            assert_eq!(Focus::parse(bad), Err(MediaRule::Focus), "{bad:?}");
        }
    }
}
