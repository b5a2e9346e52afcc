//! What was sold: what buyers were told, against what the shop lists and what it took from stock.
mod check;
mod plant;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A sale, from the first offer to the last look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sales {
    /// How many there were of each product.
    pub units: BTreeMap<String, u64>,
    /// What was asked for, and what came of it.
    pub attempts: Vec<Attempt>,
    /// What each server lists, by its name.
    pub lists: BTreeMap<String, Vec<Listed>>,
    /// What each server says of each product in stock, by its name.
    pub stocks: BTreeMap<String, BTreeMap<String, Shelf>>,
    /// What all of it comes to, by the way in which it was worked out.
    pub states: BTreeMap<String, String>,
}

/// Something that a buyer asked for, under a name that no other attempt has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The name.
    pub key: String,
    /// Who asked.
    pub buyer: String,
    /// For what.
    pub wish: Wish,
    /// What they were told at last.
    pub told: Told,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// These, as they were shown.
    Order {
        /// How many of each.
        lines: BTreeMap<String, u64>,
        /// The hash of what was shown.
        hash: String,
    },
    /// To take this order back.
    Cancel(String),
}

/// What a buyer is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// It is ordered, under this id.
    Placed(String),
    /// It is taken back.
    Cancelled,
    /// No, and why.
    Refused(String),
    /// Nothing, however often they asked.
    Nothing,
}

/// An order as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub buyer: String,
    /// How many of each.
    pub lines: BTreeMap<String, u64>,
    /// The hash of what was shown.
    pub hash: String,
    /// Whether it stands, or was placed once and stands no more, or came to nothing at once.
    pub state: State,
}

/// How an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// What is in it is kept for the buyer.
    Stands,
    /// It was placed, and has ended.
    Ended,
    /// It was never placed.
    Refused,
}

/// What there is of a product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// How many there are.
    pub on_hand: u64,
    /// How many of them are promised.
    pub reserved: u64,
}

/// One broken promise of a shop.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are what the messages say they are")]
pub enum SalesFault {
    /// What was not looked at can't be found wrong.
    #[error("nobody has looked at {at}")]
    Unlooked { at: String },
    /// There is no outcome.
    #[error("attempt \"{key}\" was never answered")]
    Unanswered { key: String },
    /// It is not listed.
    #[error("attempt \"{key}\" was told of order {order}, which is not listed")]
    Lost { key: String, order: String },
    /// It is listed otherwise.
    #[error("attempt \"{key}\" was told of order {order}, which is listed as another one")]
    NotAsShown { key: String, order: String },
    /// It was told of, and came to nothing.
    #[error("attempt \"{key}\" was told that order {order} stands, and it does not")]
    Broken { key: String, order: String },
    /// It was taken back, and stands.
    #[error("attempt \"{key}\" took order {order} back, and it stands")]
    Kept { key: String, order: String },
    /// One order for two.
    #[error("attempts \"{first}\" and \"{second}\" were told of one order, {order}")]
    Shared { first: String, second: String, order: String },
    /// An id is listed twice.
    #[error("order {order} is listed twice")]
    Twice { order: String },
    /// Nobody was told of it.
    #[error("order {order} is listed, and nobody was told of it")]
    Unasked { order: String },
    /// More is sold than there was.
    #[error("{sold} of {product} are sold, and there were {units}")]
    Oversold { product: String, sold: u64, units: u64 },
    /// The stock says something else than the orders.
    #[error("{sold} of {product} are sold, and {server} has {reserved} promised of {on_hand}")]
    Drifted { product: String, sold: u64, server: String, reserved: u64, on_hand: u64 },
    /// Two servers, or two ways to work it out, come to different things.
    #[error("{one} and {other} do not say the same")]
    Differs { one: String, other: String },
}
