//! Why something about a prediction was refused.
use thiserror::Error;

use super::{LineRule, PointsRule};

/// Why something about a prediction was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PredictionRule {
    /// There is none.
    #[error("Record not found")]
    NoPrediction,
    /// A text is not as it must be.
    #[error(transparent)]
    Line(#[from] LineRule),
    /// There are too few or too many outcomes.
    #[error("Outcomes must be from {min} to {max}")]
    Outcomes {
        /// At least.
        min: usize,
        /// At the most.
        max: usize,
    },
    /// Two outcomes are the same.
    #[error("Outcomes contain duplicate items")]
    Duplicate,
    /// It is open for too short or too long.
    #[error("Window must be a whole number from 1 to {max}")]
    Window {
        /// Seconds at the most.
        max: i64,
    },
    /// The channel is somebody else's.
    #[error("This action is not allowed")]
    NotTheirs,
    /// Who decides what came true does not bet on it.
    #[error("You cannot stake in your own channel")]
    Own,
    /// The channel has one that is not over.
    #[error("Another prediction is not over")]
    Another,
    /// Nobody may stake any more.
    #[error("The prediction is closed")]
    Closed,
    /// It is not known yet because one may still stake.
    #[error("The prediction is not locked")]
    NotLocked,
    /// It is over.
    #[error("The prediction is over")]
    Over,
    /// There is no such outcome.
    #[error("Outcome is not one of the prediction")]
    NoSuchOutcome,
    /// They staked on another one.
    #[error("You have staked on another outcome")]
    OtherOutcome,
    /// There are too many points on it.
    #[error("The prediction holds as many points as it can")]
    Full,
    /// They have too few, or named none.
    #[error(transparent)]
    Points(#[from] PointsRule),
}
