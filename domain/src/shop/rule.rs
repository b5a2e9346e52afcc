//! Why something is refused in the shop.
use thiserror::Error;

use super::catalog::{PageAsked, Sought};
use super::checkout::{Cart, PaymentToken, Quantity};
use super::fulfilment::Pieces;
use super::pim::{LongText, ProductId, Wording};
use super::{Money, MoneyRule};
use crate::channels::LineRule;

/// A rule of the shop that was broken, and by which field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ShopRule {
    /// A text is missing, too long, or no text.
    #[error("{rule}")]
    Line {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        rule: LineRule,
    },
    /// It is no such sum.
    #[error("{rule}")]
    Money {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        rule: MoneyRule,
    },
    /// Things are called otherwise.
    #[error("Id must be 1 to {} letters, digits and any of - _ .", ProductId::LONGEST)]
    Id,
    /// The long text is too long.
    #[error("Long text is too long (maximum is {} characters)", LongText::MAX)]
    LongText,
    /// It is no picture's address.
    #[error("the address of an image is http or https, of at most {} bytes", Wording::LONGEST_URL)]
    Image {
        /// The field.
        field: &'static str,
    },
    /// Nobody taxes like that.
    #[error("Tax class must be standard, reduced or zero")]
    Tax,
    /// Nobody counted that.
    #[error("On hand must be a whole number from 0 to {}", Pieces::MOST)]
    Pieces,
    /// More than that is promised already.
    #[error("On hand must be at least {promised}: so many are promised already")]
    Promised {
        /// How many.
        promised: u64,
    },
    /// A cart stands elsewhere.
    #[error("Version must be the one of the cart that was shown")]
    Version,
    /// A cart is shown otherwise.
    #[error("Hash must be the one of the cart that was shown")]
    Hash,
    /// A cart has other lines.
    #[error(
        "Lines must be those of the cart that was shown, at most {}, each a product and a hash",
        Cart::LINES
    )]
    Lines,
    /// Nobody pays with that.
    #[error("Token must be 1 to {} letters, digits and any of - _ .", PaymentToken::LONGEST)]
    Token,
    /// It is no file of rows.
    #[error("File must be a file of rows, in UTF-8")]
    File,
    /// Nobody can want so many.
    #[error("Quantity must be a whole number from 0 to {}", Quantity::MOST)]
    Quantity,
    /// There is no such page.
    #[error("Page must be a whole number from 1 to {}", PageAsked::LAST)]
    Page,
    /// Pages are of another size.
    #[error("Limit must be a whole number from 1 to {}", PageAsked::LARGEST)]
    Limit,
    /// Nobody looks for so much.
    #[error("Q is too long (maximum is {} characters)", Sought::LONGEST)]
    Words,
    /// Nothing costs that.
    #[error("{} price must be a whole number of minor units from 0 to {}", if *.field == "min_price" { "Min" } else { "Max" }, Money::PRICIEST)]
    PriceRange {
        /// The field.
        field: &'static str,
    },
    /// Nothing costs more than the one and less than the other.
    #[error("Max price must not be below min price")]
    Backwards,
    /// It is not sorted like that.
    #[error("Sort must be name, price or newest")]
    Sort,
}

impl ShopRule {
    /// The field of the request that broke it.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Line { field, .. }
            | Self::Money { field, .. }
            | Self::Image { field }
            | Self::PriceRange { field } => field,
            Self::Id => "id",
            Self::LongText => "long_text",
            Self::Tax => "tax_class",
            Self::Pieces | Self::Promised { .. } => "on_hand",
            Self::Version => "version",
            Self::Hash => "hash",
            Self::Lines => "lines",
            Self::Token => "token",
            Self::File => "file",
            Self::Quantity => "quantity",
            Self::Page => "page",
            Self::Limit => "limit",
            Self::Words => "q",
            Self::Backwards => "max_price",
            Self::Sort => "sort",
        }
    }
}
