//! Why a poll, or a vote, was refused.
use thiserror::Error;

/// Why a poll, or a vote, was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PollRule {
    /// There is nothing to choose from.
    #[error("Poll options must have more than one item")]
    TooFew,
    /// There are too many answers.
    #[error("Poll options can't contain more than {max} items")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// An answer is too long.
    #[error("Poll options cannot be longer than {max} characters each")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// Two answers are the same.
    #[error("Poll options contain duplicate items")]
    Duplicate,
    /// An answer holds control characters.
    #[error("Poll options contain control characters")]
    Control,
    /// It is not said how long it lasts.
    #[error("Poll expires in can't be blank")]
    Endless,
    /// It ends too soon.
    #[error("Poll expires in is too soon (minimum is {min} seconds)")]
    TooSoon {
        /// The limit.
        min: i64,
    },
    /// It ends too late.
    #[error("Poll expires in is too far into the future (maximum is {max} seconds)")]
    TooLate {
        /// The limit.
        max: i64,
    },
    /// The post has pictures.
    #[error("Cannot attach files to a post with a poll")]
    BesidePictures,
    /// The post asks nothing.
    #[error("Record not found")]
    NoPoll,
    /// Nobody votes any more.
    #[error("The poll has already ended")]
    Over,
    /// They voted before.
    #[error("You have already voted on this poll")]
    Voted,
    /// They ask the question themselves.
    #[error("You cannot vote in your own polls")]
    Own,
    /// Nothing was chosen.
    #[error("Choices can't be blank")]
    NoChoice,
    /// There is no such answer.
    #[error("The chosen vote option does not exist")]
    NoSuchOption,
    /// Several answers where one may choose one.
    #[error("Only one option can be chosen")]
    One,
}
