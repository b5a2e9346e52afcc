//! How whoever asks sees posts.
use std::sync::Arc;

use domain::Timestamp;
use domain::ids::AccountId;
use domain::reading::Filters;
use wire::ApiError;
use wire::mastodon::{Lens, Links};

use crate::App;

/// The eyes of whoever asks, for one answer.
pub(crate) struct Eyes<'a> {
    links: &'a Links,
    filters: Option<Arc<Filters>>,
    now: Timestamp,
}

impl App {
    /// The eyes of a reader, or of a visitor, who filters nothing.
    pub(crate) async fn eyes(&self, reader: Option<AccountId>) -> Result<Eyes<'_>, ApiError> {
        let filters = match reader {
            Some(reader) => Some(self.reading().filters_lately(reader).await?),
            None => None,
        };
        Ok(Eyes { links: &self.links, filters, now: self.use_cases.entropy.now() })
    }
}

impl Eyes<'_> {
    /// All addresses.
    pub(crate) fn links(&self) -> &Links {
        self.links
    }
}

impl<'a> From<&'a Eyes<'_>> for Lens<'a> {
    fn from(eyes: &'a Eyes<'_>) -> Self {
        Self::new(eyes.links, eyes.filters.as_ref().map_or(&[][..], |filters| &filters.filters), eyes.now)
    }
}
