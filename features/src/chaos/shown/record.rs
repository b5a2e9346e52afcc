//! What two tabs were shown and told.
use std::collections::{BTreeMap, BTreeSet};

use ledger::sales::Shelf;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A cart as somebody was shown it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    pub(super) version: u64,
    pub(super) hash: String,
    pub(super) lines: BTreeMap<String, Line>,
    /// What everything costs.
    pub(super) total: Option<u64>,
}

/// A line of a cart, or of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    /// Its hash; an order's line has none.
    pub(super) hash: String,
    pub(super) quantity: u64,
    /// What one costs.
    pub(super) unit: u64,
}

/// What is so between two moments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Truth {
    pub(super) cart: Seen,
    /// Orders that stand, the last ones.
    pub(super) orders: BTreeSet<String>,
    pub(super) stock: BTreeMap<String, Shelf>,
}

/// What one of them does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Deed {
    /// A tab changes the cart.
    Put,
    /// The keeper changes a price.
    Price,
    /// The keeper counts.
    Count,
    /// A tab orders what it was shown.
    Order { shown: Seen, told: Told },
}

/// What whoever orders is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told {
    /// It is ordered.
    Placed { id: String, order: Seen },
    /// The cart is this by now, and these lines are not as they were shown.
    Changed { cart: Seen, differing: BTreeSet<String> },
    /// There is too little: of what so many are wanted and so many there.
    OutOfStock(BTreeMap<String, (u64, u64)>),
    /// Something else.
    Else(String),
}

/// Deeds at once, between two truths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Moment {
    pub(super) name: String,
    pub(super) before: Truth,
    pub(super) deeds: Vec<Deed>,
    pub(super) after: Truth,
}

/// All moments.
#[derive(Debug, Default, Serialize)]
pub(super) struct Moments(pub(super) Vec<Moment>);

impl Seen {
    /// A cart, or an order, as it is told.
    pub(super) fn read(told: &Value) -> Option<Self> {
        let line = |line: &Value| {
            let hash = line["hash"].as_str().unwrap_or_default().to_owned();
            let (quantity, unit) = (line["quantity"].as_u64()?, line["unit_price"]["amount"].as_u64()?);
            Some((line["product"].as_str()?.to_owned(), Line { hash, quantity, unit }))
        };
        Some(Self {
            version: told["version"].as_u64().unwrap_or_default(),
            hash: told["hash"].as_str()?.to_owned(),
            lines: told["lines"].as_array()?.iter().map(line).collect::<Option<_>>()?,
            total: told["total"]["amount"].as_u64(),
        })
    }

    /// What of it, or of the other, is not in both.
    pub(super) fn differing(&self, other: &Self) -> BTreeSet<String> {
        let hash = |seen: &Self, product: &String| seen.lines.get(product).map(|line| line.hash.clone());
        let all = self.lines.keys().chain(other.lines.keys());
        all.filter(|product| hash(self, product) != hash(other, product)).cloned().collect()
    }

    /// Of what how many at which price.
    pub(super) fn plain(&self) -> (Vec<(&String, u64, u64)>, Option<u64>) {
        (self.lines.iter().map(|(product, line)| (product, line.quantity, line.unit)).collect(), self.total)
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        (self.version, &self.hash) == (other.version, &other.hash)
    }
}

impl Told {
    /// From the status and the body of an answer.
    pub(super) fn read(status: u16, body: &Value) -> Option<Self> {
        Some(match (status, body["code"].as_str()) {
            (201, _) => Self::Placed { id: body["id"].as_str()?.to_owned(), order: Seen::read(body)? },
            (409, Some("cart_changed")) => {
                let differing = body["differing"].as_array()?.iter();
                let differing = differing.map(|product| Some(product.as_str()?.to_owned()));
                Self::Changed {
                    cart: Seen::read(&body["cart"])?,
                    differing: differing.collect::<Option<_>>()?,
                }
            }
            (409, Some("out_of_stock")) => {
                let line = |line: &Value| {
                    let numbers = (line["wanted"].as_u64()?, line["available"].as_u64()?);
                    Some((line["product"].as_str()?.to_owned(), numbers))
                };
                Self::OutOfStock(body["lines"].as_array()?.iter().map(line).collect::<Option<_>>()?)
            }
            _ => Self::Else(format!("{status} {body}")),
        })
    }
}
