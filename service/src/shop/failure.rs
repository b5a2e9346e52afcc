//! What can go wrong in the shop.
use domain::shop::ShopRule;
use domain::shop::checkout::{CartRule, OrderRule, PaymentRule};
use serde_json::Value;
use sourcing::{BatchRule, Stopped, Unavailable};
use thiserror::Error;

use crate::{Failure, Kind, PortError};

/// Why something did not come to be in the shop.
#[derive(Debug, Error)]
pub enum ShopError {
    /// A rule is against it.
    #[error(transparent)]
    Rule(#[from] ShopRule),
    /// It does not go into a cart.
    #[error(transparent)]
    Cart(#[from] CartRule),
    /// The cart can't be ordered.
    #[error(transparent)]
    Order(#[from] OrderRule),
    /// The order stands otherwise.
    #[error(transparent)]
    Payment(#[from] PaymentRule),
    /// Nobody takes money here.
    #[error("nothing is paid here")]
    Unpayable,
    /// The key was used for something else.
    #[error("this Idempotency-Key was used for another request")]
    KeyReused,
    /// They don't keep the shop.
    #[error("only those who run this server keep its shop")]
    NotTheKeeper,
    /// There is no such thing in the shop.
    #[error("Record not found")]
    NotFound,
    /// It is not as whoever asks thinks.
    #[error("it was changed meanwhile: it is at version {current} now")]
    Conflict {
        /// Where it is.
        current: u64,
    },
    /// Others change it all the time, or too many wait for it. Nothing was done.
    #[error("too many are at this at the same time")]
    Busy,
    /// What is read is not loaded yet.
    #[error("the shop is being loaded")]
    Loading,
    /// What is read is not as new as was asked for.
    #[error("the shop is not that far yet")]
    Behind,
    /// What is read goes on no more.
    #[error("the shop stands still")]
    Stopped(#[from] Stopped),
    /// A sheet without a product is none.
    #[error("the file has no product, and so would empty the shop")]
    EmptySheet,
    /// Somebody imports a file already, here or by another server.
    #[error("another file is being imported: wait until that is done")]
    ImportUnderWay,
    /// What is to be told can't be told at once.
    #[error("the shop can't tell this at once")]
    Batch(#[from] BatchRule),
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl From<Unavailable> for ShopError {
    fn from(error: Unavailable) -> Self {
        Self::Port(error.into())
    }
}

impl From<ShopError> for PortError {
    fn from(error: ShopError) -> Self {
        match error {
            ShopError::Port(error) => error,
            other => Self::new("shop", other),
        }
    }
}

impl Failure for ShopRule {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn members(&self) -> Vec<(&'static str, Value)> {
        vec![("field", self.field().into())]
    }
}

impl Failure for ShopError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::Cart(_) | Self::Order(_) | Self::KeyReused | Self::EmptySheet => Kind::Invalid,
            Self::NotTheKeeper => Kind::Forbidden,
            Self::NotFound => Kind::NotFound,
            Self::Conflict { .. }
            | Self::Behind
            | Self::Payment(_)
            | Self::Unpayable
            | Self::ImportUnderWay => Kind::Conflict,
            Self::Busy | Self::Loading | Self::Stopped(_) | Self::Batch(_) => Kind::Unavailable,
            Self::Port(error) => error.kind(),
        }
    }

    fn code(&self) -> Option<&'static str> {
        match self {
            Self::KeyReused => Some("key_reused"),
            Self::Conflict { .. } => Some("version_conflict"),
            Self::Busy => Some("busy"),
            Self::Behind => Some("behind"),
            Self::Payment(rule) => Some(rule.code()),
            Self::Unpayable => Some("unpayable"),
            Self::ImportUnderWay => Some("import_under_way"),
            _ => None,
        }
    }

    fn members(&self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Rule(rule) => rule.members(),
            Self::Cart(_) => vec![("field", "id".into())],
            Self::Order(rule) => vec![("field", rule.field().into())],
            Self::Conflict { current } => vec![("current_version", (*current).into())],
            _ => vec![],
        }
    }
}
