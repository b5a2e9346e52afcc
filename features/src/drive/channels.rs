//! What people do in channels, and what they are shown there.
use domain::ids::{AccountId, Snowflake};
use serde_json::json;

/// Something that somebody does in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnStage {
    /// Looks at the channel.
    Look(AccountId),
    /// Opens their own, or says what is on.
    Present {
        /// What is on.
        title: String,
        /// What kind of thing that is.
        category: String,
        /// Whether it is on now; as before if not said.
        live: Option<bool>,
    },
    /// Follows the channel.
    Follow(AccountId),
    /// No longer does.
    Unfollow(AccountId),
    /// Gives somebody points in the channel.
    Grant(AccountId, AccountId, i64),
    /// Says something there, under this name if it has one.
    Say(AccountId, String, Option<String>),
    /// The same, through the gateway.
    Publish(AccountId, String, Option<String>),
    /// Tells those who listen to what becomes of the channel, under this name.
    Tell {
        /// Whose channel.
        channel: AccountId,
        /// What.
        text: String,
        /// What makes it safe to try again.
        key: String,
        /// Whose account gets a token to run the gateway with, which is used then; one's own is used otherwise.
        operator: Option<String>,
    },
    /// Takes away what was said.
    Unsay(AccountId, Snowflake),
    /// Begins a prediction in the channel, with these outcomes.
    Predict(AccountId, String, Vec<String>),
    /// Puts points on the outcome at this place.
    Stake(AccountId, Snowflake, usize, i64),
    /// Lets nobody stake any more.
    Lock(AccountId, Snowflake),
    /// Says that the outcome at this place came true.
    Resolve(AccountId, Snowflake, usize),
    /// Lets nothing count.
    Cancel(AccountId, Snowflake),
    /// Asks something in the channel, with these choices.
    Ask(AccountId, String, Vec<String>),
    /// Votes for the choice at this place.
    Vote(AccountId, Snowflake, usize),
    /// Ends a poll.
    EndPoll(AccountId, Snowflake),
}

/// What whoever runs the gateway tells: a kind that nobody else tells, and the words.
pub(crate) fn notice(text: &str) -> String {
    json!({ "type": "notice", "data": { "text": text } }).to_string()
}

/// A channel as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What is on.
    pub title: String,
    /// What kind of thing that is.
    pub category: String,
    /// Whether it is on now.
    pub live: bool,
    /// How many follow it.
    pub followers: u64,
    /// Whether the one who looks does; nothing for a visitor.
    pub following: Option<bool>,
    /// The points of the one who looks; nothing for a visitor.
    pub points: Option<u64>,
    /// What was said there, the latest first.
    pub said: Vec<Heard>,
    /// The latest prediction.
    pub prediction: Option<Asked>,
    /// The latest poll.
    pub poll: Option<Asked>,
}

/// A prediction, or a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its id.
    pub id: Snowflake,
    /// How far it is.
    pub status: String,
    /// What there is to choose from, with the points or votes of each.
    pub choices: Vec<(String, u64)>,
}

/// Something that was said in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Its id.
    pub id: Snowflake,
    /// Who said it.
    pub by: AccountId,
    /// What.
    pub text: String,
}
