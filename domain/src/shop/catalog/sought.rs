//! What somebody looks for in the catalogue.
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::Listing;
use crate::shop::{Money, ShopRule};

/// What somebody looks for; everything if they say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sought {
    /// What each word of which something begins with; nothing if they asked by no words.
    words: Option<Vec<String>>,
    in_stock: bool,
    least: Option<u64>,
    most: Option<u64>,
}

impl Sought {
    /// Characters of what is asked by, at the most.
    pub const LONGEST: usize = 200;
    /// Words that matter; those after them don't.
    const WORDS: usize = 16;

    /// Reads it: words, of which each has to be there, or something that begins with it; whether it must be had at once; and what it
    /// may cost, in minor units.
    pub fn parse(
        text: &str,
        in_stock: bool,
        least: Option<i64>,
        most: Option<i64>,
    ) -> Result<Self, ShopRule> {
        if text.len() > 8 * Self::LONGEST || text.graphemes(true).count() > Self::LONGEST {
            return Err(ShopRule::Words);
        }
        let price = |asked: Option<i64>, field| {
            let within = |asked| u64::try_from(asked).ok().filter(|asked| *asked <= Money::PRICIEST);
            asked.map(|asked| within(asked).ok_or(ShopRule::PriceRange { field })).transpose()
        };
        let (least, most) = (price(least, "min_price")?, price(most, "max_price")?);
        if least.zip(most).is_some_and(|(least, most)| least > most) {
            return Err(ShopRule::Backwards);
        }
        let is_said = !text.trim().is_empty();
        let words = is_said.then(|| words(text).take(Self::WORDS).collect());
        Ok(Self { words, in_stock, least, most })
    }

    /// Whether nothing was said.
    pub(super) fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether nothing but words was said.
    pub(super) fn is_words_alone(&self) -> bool {
        !self.in_stock && self.least.is_none() && self.most.is_none()
    }

    pub(super) fn words(&self) -> Option<&[String]> {
        self.words.as_deref()
    }

    /// Whether it is to be had as they want it; its words are looked up otherwise.
    pub(super) fn suits(&self, listing: &Listing) -> bool {
        let price = listing.price.amount();
        let costs =
            self.least.is_none_or(|least| price >= least) && self.most.is_none_or(|most| price <= most);
        costs && (!self.in_stock || listing.available.number() > 0)
    }
}

/// The words of a text as they are looked up: small letters, without accents.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    text.unicode_words().map(|word| {
        if word.is_ascii() {
            return word.to_ascii_lowercase();
        }
        let letters = word.nfkd().filter(|letter| !is_combining_mark(*letter));
        letters.flat_map(char::to_lowercase).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_up_without_accents_and_capitals() {
        let read: Vec<String> = words("Räbe, PRINT\u{fb01}x rook-2 — 東京!").collect();
        assert_eq!(read, ["rabe", "printfix", "rook", "2", "東", "京"]);
    }

    #[test]
    fn a_range_of_prices_goes_up() {
        let parse = |least, most| Sought::parse("", false, least, most);
        assert!(parse(Some(5), Some(5)).is_ok());
        assert_eq!(parse(Some(6), Some(5)), Err(ShopRule::Backwards));
        assert_eq!(parse(Some(-1), None), Err(ShopRule::PriceRange { field: "min_price" }));
        assert_eq!(parse(None, Some(1_000_000_001)), Err(ShopRule::PriceRange { field: "max_price" }));
        assert_eq!(Sought::parse(&"ä".repeat(201), false, None, None), Err(ShopRule::Words));
        assert!(Sought::parse(" ", false, None, None).unwrap().is_everything());
    }
}
