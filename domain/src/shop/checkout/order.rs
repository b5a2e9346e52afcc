//! An order: a cart to the letter as somebody was shown it when they said yes.
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use super::event::{Cancelling, OrderPlaced, OrderRefused};
use super::{CartShown, LineShown, Quantity, Refusal};
use crate::Timestamp;
use crate::ids::AccountId;
use crate::shop::pim::{ImageUrl, ProductId, ProductName, TaxClass};
use crate::shop::{Money, MoneyRule, ShopRule};

/// Which cart somebody says yes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// Where it stood.
    pub version: u64,
    /// What was shown of it.
    pub hash: Uuid,
}

/// A line of an order, as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// What.
    pub product: ProductId,
    /// How many.
    pub quantity: Quantity,
    /// What it was called.
    pub name: ProductName,
    /// The small picture.
    pub small_image: Option<ImageUrl>,
    /// For one.
    pub unit_price: Money,
    /// For all of them.
    pub total: Money,
    /// How it was taxed.
    pub tax_class: TaxClass,
}

/// Why a cart is not ordered. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OrderRule {
    /// It is not what was shown.
    #[error("the cart is not the one that was shown")]
    Changed,
    /// There is nothing in it.
    #[error("there is nothing in the cart")]
    Empty,
    /// Something in it is not sold any more.
    #[error("there is something in the cart that is not sold any more")]
    NotSold,
    /// It has come to be of two currencies.
    #[error("a cart is of one currency")]
    Mixed,
    /// It is more than a sum can be.
    #[error("a sum is at most {}", Money::MOST)]
    TooMuch,
    /// Its words are more than what is kept of one order.
    #[error("this is too much to be kept as one order: order some of it, and then the rest")]
    TooLong,
}

/// How an order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderState {
    /// It is placed, and what is in it kept for whoever ordered.
    Placed,
    /// It came to nothing.
    Refused(Refusal),
    /// It was taken back, and nothing is kept for it any more.
    Cancelled(Cancelling),
    /// Nobody has paid it in time, and nothing is kept for it any more.
    Expired,
    /// Somebody is paying it.
    Paying {
        /// By which payment.
        payment: Uuid,
        /// Since when.
        since: Timestamp,
    },
    /// It is paid by this payment.
    Paid(Uuid),
}

impl OrderState {
    pub(super) const PLACED: &'static str = "placed";
    pub(super) const REFUSED: &'static str = "refused";
    pub(super) const CANCELLED: &'static str = "cancelled";
    pub(super) const EXPIRED: &'static str = "expired";
    pub(super) const PAYING: &'static str = "paying";
    pub(super) const PAID: &'static str = "paid";

    /// In one word, as others are told.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Placed => Self::PLACED,
            Self::Refused(_) => Self::REFUSED,
            Self::Cancelled(_) => Self::CANCELLED,
            Self::Expired => Self::EXPIRED,
            Self::Paying { .. } => Self::PAYING,
            Self::Paid(_) => Self::PAID,
        }
    }
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Which.
    pub id: Uuid,
    /// Whose.
    pub buyer: AccountId,
    /// When.
    pub at: Timestamp,
    /// What was shown: the hash of the cart.
    pub hash: Uuid,
    /// What is in it; nothing of one that came to nothing.
    pub lines: Vec<OrderLine>,
    /// For everything.
    pub total: Option<Money>,
    /// How it stands.
    pub state: OrderState,
    /// Until when it has to be paid, if that was said.
    pub pay_by: Option<Timestamp>,
    /// All payments that were begun, in their order.
    pub payments: Vec<Uuid>,
    /// Those of them that took money which has to be given back.
    pub astray: Vec<Uuid>,
}

impl Agreed {
    /// Reads which.
    pub fn parse(version: Option<i64>, hash: &str) -> Result<Self, ShopRule> {
        let version = version.and_then(|version| u64::try_from(version).ok()).ok_or(ShopRule::Version)?;
        Ok(Self { version, hash: Uuid::parse_str(hash).map_err(|_| ShopRule::Hash)? })
    }
}

impl OrderRule {
    /// What of the cart breaks it.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Changed => "hash",
            Self::Empty | Self::NotSold | Self::TooLong => "lines",
            Self::Mixed => "currency",
            Self::TooMuch => "total",
        }
    }
}

impl CartShown {
    /// What is ordered if this is the cart that somebody said yes to.
    pub fn order(&self, agreed: Agreed) -> Result<(Vec<OrderLine>, Money), OrderRule> {
        if (self.version, self.hash) != (agreed.version, agreed.hash) {
            return Err(OrderRule::Changed);
        }
        let lines: Option<Vec<OrderLine>> = self.lines.iter().map(OrderLine::of).collect();
        let lines = lines.ok_or(OrderRule::NotSold)?;
        let first = lines.first().ok_or(OrderRule::Empty)?;
        let nothing = Money::none(first.total.currency().clone());
        let total = lines.iter().try_fold(nothing, |sum, line| sum.plus(&line.total));
        let total = total.map_err(|rule| match rule {
            MoneyRule::Mixed => OrderRule::Mixed,
            _ => OrderRule::TooMuch,
        })?;
        Ok((lines, total))
    }
}

impl OrderLine {
    /// Nothing if it is not sold any more.
    fn of(line: &LineShown) -> Option<Self> {
        let sold = line.sold.as_ref()?;
        Some(Self {
            product: line.product.clone(),
            quantity: line.quantity,
            name: sold.name.clone(),
            small_image: sold.small_image.clone(),
            unit_price: sold.unit_price.clone(),
            total: sold.total.clone(),
            tax_class: sold.tax_class,
        })
    }
}

impl Order {
    /// One that was placed.
    #[must_use]
    pub fn placed(event: &OrderPlaced, at: Timestamp) -> Self {
        Self {
            id: event.order,
            buyer: event.buyer,
            at,
            hash: event.hash,
            lines: event.lines.clone(),
            total: Some(event.total.clone()),
            state: OrderState::Placed,
            pay_by: event.pay_by,
            payments: vec![],
            astray: vec![],
        }
    }

    /// One that came to nothing.
    #[must_use]
    pub fn refused(event: &OrderRefused, at: Timestamp) -> Self {
        Self {
            id: event.order,
            buyer: event.buyer,
            at,
            hash: event.hash,
            lines: vec![],
            total: None,
            state: OrderState::Refused(event.refusal.clone()),
            pay_by: None,
            payments: vec![],
            astray: vec![],
        }
    }
}
