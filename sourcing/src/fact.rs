//! An event before it has its place.
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use crate::Kind;

/// Something that happened, to be appended. Whoever appends it again uses the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its own.
    pub id: Uuid,
    /// What kind of thing happened.
    pub kind: Kind,
    /// The version of the payload's shape; who reads an older one translates it.
    pub schema: u16,
    /// When, to the microsecond: what is finer is not kept.
    pub at: Timestamp,
    /// On whose behalf.
    pub actor: Option<Arc<str>>,
    /// The request that it belongs to.
    pub correlation: Uuid,
    /// The event that led to it, when one did.
    pub causation: Option<Uuid>,
    /// The trace of the request.
    pub trace: Option<Arc<str>>,
    /// What is to be known of it, as JSON.
    pub payload: Arc<str>,
}

impl Fact {
    /// Bytes of the longest payload.
    pub const LONGEST: usize = 64 * 1024;
    /// Bytes of the longest actor or trace.
    pub const LONGEST_LABEL: usize = 128;

    /// Leaves out what is not kept.
    pub(crate) fn round(&mut self) {
        // what is in range stays so
        self.at = Timestamp::from_microsecond(self.at.as_microsecond()).unwrap_or(self.at);
    }

    /// Whether it can be kept as it is.
    pub(crate) fn fits(&self) -> bool {
        let short = |label: &Option<Arc<str>>| {
            label.as_ref().is_none_or(|label| label.len() <= Self::LONGEST_LABEL && !label.contains('\0'))
        };
        let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(&self.payload).is_ok();
        short(&self.actor) && short(&self.trace) && self.payload.len() <= Self::LONGEST && is_json()
    }
}
