//! What became of a thing since somebody looked last.
use std::sync::Arc;

use super::Listing;

/// What there was, and what there is in its place.
#[derive(Debug, Clone)]
pub(super) struct Turned {
    pub(super) gone: Option<Arc<Listing>>,
    pub(super) come: Option<Arc<Listing>>,
}

impl Turned {
    /// Whether it is found by the same words under the same number.
    pub(super) fn is_said_alike(&self) -> bool {
        match (&self.gone, &self.come) {
            (Some(gone), Some(come)) => gone.number == come.number && gone.wording == come.wording,
            (None, None) => true,
            _ => false,
        }
    }
}
