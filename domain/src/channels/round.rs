//! What a channel's owner asks those who watch, for a while.
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ids::{AccountId, Snowflake};
use crate::recorded::Numbered;

/// A prediction or a poll: of each kind a channel has one at a time that is not over. It is told as it stands after each step,
/// and stored as it is told.
pub trait Round: Numbered + Serialize + DeserializeOwned + Clone + Send + Sync + Unpin + 'static {
    /// Its kind, as adapters store it.
    const KIND: i16;

    /// Its id.
    fn number(&self) -> Snowflake;

    /// Whose channel it is in.
    fn channel(&self) -> AccountId;

    /// Whether it is not over.
    fn is_open(&self) -> bool;

    /// When something has to be done about it, if so.
    fn due_at(&self) -> Option<Timestamp>;
}
