//! A question that a post asks, with answers to choose from.
mod ask;
mod facts;
mod rule;
mod vote;

pub use ask::NewPoll;
pub use facts::PollFacts;
pub use rule::PollRule;
pub use vote::{Choices, Ending, PollEnded, Vote};

use jiff::Timestamp;

/// A poll with what is counted of it. It has the id of its post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Its answers, in order.
    pub options: Vec<PollOption>,
    /// Whether one may choose several.
    pub multiple: bool,
    /// Whether what each answer got is shown only when it is over.
    pub hides_totals: bool,
    /// Until when one may vote.
    pub ends_at: Timestamp,
    /// Whether it was ended: some moment after its time was over.
    pub is_over: bool,
    /// How many have voted.
    pub voters: u64,
}

/// An answer of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// What it says.
    pub title: String,
    /// How often it was chosen.
    pub votes: u64,
}

impl Poll {
    /// Choices in all.
    #[must_use]
    pub fn votes(&self) -> u64 {
        self.options.iter().map(|option| option.votes).sum()
    }

    /// Whether it asks the same as another, whatever was counted and however long it lasts.
    #[must_use]
    pub fn asks_the_same_as(&self, other: &Self) -> bool {
        let titles = |poll: &Self| poll.options.iter().map(|option| option.title.clone()).collect::<Vec<_>>();
        self.multiple == other.multiple && titles(self) == titles(other)
    }
}
