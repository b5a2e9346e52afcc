//! What polls ask of the world.
use async_trait::async_trait;
use domain::ids::{AccountId, PostId};
use domain::posts::{Ending, Vote};
use domain::{Recorded, Timestamp};

use crate::PortError;
use crate::posts::Saved;

/// Keeps votes, and counts them.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PollRepository: Send + Sync {
    /// Saves a vote and counts it, both or neither: of many by one account one counts, and the others are `Repeated`. `Gone` if
    /// the poll takes no such vote any more: it is over, asks something else, or its post was deleted.
    async fn vote(&self, vote: Vote) -> Result<Saved<()>, PortError>;

    /// Who voted in a poll.
    async fn list_voters(&self, post: PostId) -> Result<Vec<AccountId>, PortError>;

    /// Polls whose time was over at `now` and that nobody has ended yet, those that wait longest first.
    async fn list_due(&self, now: Timestamp, most: usize) -> Result<Vec<Ending>, PortError>;

    /// Ends a poll and tells so, once; `false` if it was ended before, or lasts until another time by now, and then nothing is
    /// told.
    async fn end(&self, ending: Recorded<Ending>) -> Result<bool, PortError>;
}
