//! Money: whole minor units of one currency. Nothing is rounded, and nothing overflows.
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What money is counted in: three capital letters, as ISO 4217 has them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Currency(String);

/// An amount, in minor units: 995 EUR is nine euros and 95 cents.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// How many minor units.
    amount: u64,
    /// Of what.
    currency: Currency,
}

/// Why it is no such sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MoneyRule {
    /// No amount, or one that is too high.
    #[error("Price must be a whole number of minor units from 0 to {max}")]
    Price {
        /// The limit.
        max: u64,
    },
    /// It is no currency.
    #[error("Currency must be three capital letters, such as EUR")]
    Currency,
    /// Two currencies can't be added up.
    #[error("a sum is of one currency")]
    Mixed,
    /// It is more than anybody can pay.
    #[error("a sum is at most {max}")]
    TooMuch {
        /// The limit.
        max: u64,
    },
}

impl Currency {
    /// Reads one.
    pub fn parse(raw: &str) -> Result<Self, MoneyRule> {
        let is_one = raw.len() == 3 && raw.bytes().all(|letter| letter.is_ascii_uppercase());
        if is_one { Ok(Self(raw.to_owned())) } else { Err(MoneyRule::Currency) }
    }

    /// Its three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many digits of an amount stand behind the point (ISO 4217).
    #[must_use]
    pub fn digits(&self) -> usize {
        match self.as_str() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
            | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Money {
    /// The highest sum: what every JSON parser reads exactly.
    pub const MOST: u64 = (1 << 53) - 1;
    /// The highest price of one thing: the largest cart full of it is still a sum.
    pub const PRICIEST: u64 = 1_000_000_000;

    /// The price of one thing.
    pub fn price(amount: Option<i64>, currency: &str) -> Result<Self, MoneyRule> {
        let amount = amount.and_then(|amount| u64::try_from(amount).ok());
        let amount = amount.filter(|amount| *amount <= Self::PRICIEST);
        let amount = amount.ok_or(MoneyRule::Price { max: Self::PRICIEST })?;
        Ok(Self { amount, currency: Currency::parse(currency)? })
    }

    /// Nothing, of that currency.
    #[must_use]
    pub fn none(currency: Currency) -> Self {
        Self { amount: 0, currency }
    }

    /// How many minor units.
    #[must_use]
    pub const fn amount(&self) -> u64 {
        self.amount
    }

    /// Of what.
    #[must_use]
    pub const fn currency(&self) -> &Currency {
        &self.currency
    }

    /// As machines read it: digits, and a point before the last of them where the currency has parts.
    #[must_use]
    pub fn written(&self) -> String {
        let digits = self.currency.digits();
        let all = format!("{:0>width$}", self.amount, width = digits + 1);
        let (whole, part) = all.split_at(all.len() - digits);
        if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
    }

    /// Together with more of the same currency.
    pub fn plus(&self, more: &Self) -> Result<Self, MoneyRule> {
        if self.currency != more.currency {
            return Err(MoneyRule::Mixed);
        }
        self.so_much(self.amount.checked_add(more.amount))
    }

    /// So many times.
    pub fn times(&self, count: u64) -> Result<Self, MoneyRule> {
        self.so_much(self.amount.checked_mul(count))
    }

    fn so_much(&self, amount: Option<u64>) -> Result<Self, MoneyRule> {
        let amount = amount.filter(|amount| *amount <= Self::MOST);
        let amount = amount.ok_or(MoneyRule::TooMuch { max: Self::MOST })?;
        Ok(Self { amount, currency: self.currency.clone() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn euros(amount: u64) -> Money {
        Money { amount, currency: Currency::parse("EUR").unwrap() }
    }

    #[test]
    fn a_price_is_whole_and_within_bounds() {
        assert_eq!(Money::price(Some(0), "EUR"), Ok(euros(0)));
        assert_eq!(Money::price(Some(1_000_000_000), "EUR"), Ok(euros(Money::PRICIEST)));
        for bad in [None, Some(-1), Some(1_000_000_001), Some(i64::MAX), Some(i64::MIN)] {
            assert_eq!(Money::price(bad, "EUR"), Err(MoneyRule::Price { max: Money::PRICIEST }), "{bad:?}");
        }
        for bad in ["", "eur", "EU", "EURO", "ÄBC", "E1R", "EU "] {
            assert_eq!(Money::price(Some(1), bad), Err(MoneyRule::Currency), "{bad:?}");
        }
    }

    #[test]
    fn a_sum_is_of_one_currency() {
        let yen = Money::price(Some(1), "JPY").unwrap();
        assert_eq!(euros(1).plus(&yen), Err(MoneyRule::Mixed));
        assert_eq!(yen.plus(&yen).map(|sum| sum.amount()), Ok(2));
    }

    #[test]
    fn a_price_is_written_with_the_digits_that_its_currency_has() {
        let written = |amount, currency| Money::price(Some(amount), currency).unwrap().written();
        assert_eq!([1_995, 5, 0, 100].map(|cents| written(cents, "EUR")), ["19.95", "0.05", "0.00", "1.00"]);
        assert_eq!((written(500, "JPY").as_str(), written(1_234, "KWD").as_str()), ("500", "1.234"));
    }

    proptest! {
        #[test]
        fn a_sum_is_exact_or_refused(one in 0..=Money::MOST, other in 0..=Money::MOST, count in 0_u64..5_000) {
            let exact = u128::from(one) + u128::from(other);
            let sum = euros(one).plus(&euros(other));
            prop_assert_eq!(sum.clone().ok().map(|sum| u128::from(sum.amount())), (exact <= u128::from(Money::MOST)).then_some(exact));
            prop_assert_eq!(sum, euros(other).plus(&euros(one)));
            let exact = u128::from(one) * u128::from(count);
            let times = euros(one).times(count).ok().map(|money| u128::from(money.amount()));
            prop_assert_eq!(times, (exact <= u128::from(Money::MOST)).then_some(exact));
        }
    }
}
