//! Somebody looks through what they favourited.
use domain::ids::AccountId;
use domain::page::{Listed, Window};

use super::Reading;
use crate::PortError;
use crate::posts::Entry;

impl Reading {
    /// What somebody favourited.
    pub async fn favourites(&self, of: AccountId, window: Window) -> Result<Vec<Listed<Entry>>, PortError> {
        self.marks.favourites(of, window).await
    }
}
