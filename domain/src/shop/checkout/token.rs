//! What stands for somebody's means to pay.
use std::fmt;

use crate::shop::ShopRule;

/// What whoever takes the money has given a buyer for their card, or whatever they pay with. Never shown in a log, and not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct PaymentToken(String);

impl PaymentToken {
    /// Bytes of the longest.
    pub const LONGEST: usize = 200;

    /// Reads one.
    pub fn parse(raw: &str) -> Result<Self, ShopRule> {
        let legal = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let is_one = (1..=Self::LONGEST).contains(&raw.len()) && raw.bytes().all(legal);
        if is_one { Ok(Self(raw.to_owned())) } else { Err(ShopRule::Token) }
    }

    /// For whoever takes the money.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PaymentToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaymentToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_plain_and_is_not_shown() {
        let token = PaymentToken::parse("tok_1-A.b").unwrap();
        assert_eq!((token.reveal(), format!("{token:?}").contains("tok")), ("tok_1-A.b", false));
        for bad in ["", "a b", "ä", "a\n", "a/b", &"x".repeat(201)] {
            assert_eq!(PaymentToken::parse(bad), Err(ShopRule::Token), "{bad:?}");
        }
    }
}
