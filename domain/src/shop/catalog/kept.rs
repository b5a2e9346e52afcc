//! The catalogue as it is kept in a file: whoever changes this shape gives it another number there.
use serde::{Deserialize, Serialize};

use super::ProductListed;
use crate::shop::fulfilment::Pieces;
use crate::shop::pim::ProductId;

/// All that a catalogue follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCatalog {
    /// What visitors find, by its id.
    pub(super) listings: Vec<KeptListing>,
    /// How much there is, also of what they don't find.
    pub(super) available: std::collections::BTreeMap<ProductId, Pieces>,
}

/// What visitors find, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptListing {
    pub(super) since: u64,
    #[serde(flatten)]
    pub(super) listed: ProductListed,
}
