//! Polls as events carry them, and as stores keep them.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Poll, PollOption};

/// A poll as it was when something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollFacts {
    /// Its answers.
    pub options: Vec<OptionFacts>,
    /// Whether one may choose several.
    pub multiple: bool,
    /// Whether what each answer got is shown only when it is over.
    pub hides_totals: bool,
    /// Until when one may vote.
    pub ends_at: Timestamp,
    /// Whether it was ended.
    pub is_over: bool,
    /// How many had voted.
    pub voters: u64,
}

/// An answer as it was when something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionFacts {
    /// What it says.
    pub title: String,
    /// How often it had been chosen.
    pub votes: u64,
}

impl From<&Poll> for PollFacts {
    fn from(poll: &Poll) -> Self {
        let option = |option: &PollOption| OptionFacts { title: option.title.clone(), votes: option.votes };
        Self {
            options: poll.options.iter().map(option).collect(),
            multiple: poll.multiple,
            hides_totals: poll.hides_totals,
            ends_at: poll.ends_at,
            is_over: poll.is_over,
            voters: poll.voters,
        }
    }
}

impl From<&PollFacts> for Poll {
    fn from(facts: &PollFacts) -> Self {
        let option = |option: &OptionFacts| PollOption { title: option.title.clone(), votes: option.votes };
        Self {
            options: facts.options.iter().map(option).collect(),
            multiple: facts.multiple,
            hides_totals: facts.hides_totals,
            ends_at: facts.ends_at,
            is_over: facts.is_over,
            voters: facts.voters,
        }
    }
}
