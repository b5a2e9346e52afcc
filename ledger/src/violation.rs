//! What can be wrong, in words for the one who has to find out why.
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::history::{Id, Key, Kind, Position};

/// One broken promise.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Violation {
    /// What is kept is not what was answered.
    #[error("store: {0}")]
    Store(StoreFault),
    /// What came is not what is kept.
    #[error("listener {listener}, session {session}: {fault}")]
    Delivery {
        /// To whom.
        listener: String,
        /// In which of its sessions, counted from 0.
        session: usize,
        /// What is wrong.
        fault: DeliveryFault,
    },
}

/// What is kept is not what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are what the messages say they are")]
pub enum StoreFault {
    /// A write was acknowledged and is not there.
    #[error("write \"{key}\" was acknowledged as {id} and is not in the log")]
    Lost { key: Key, id: Id },
    /// A write happened twice.
    #[error("write \"{key}\" is in the log again at position {position}, as {id}")]
    Twice { key: Key, id: Id, position: Position },
    /// A write was refused and is there.
    #[error("write \"{key}\" was refused, yet it is in the log at position {position}, as {id}")]
    DoneThoughRefused { key: Key, id: Id, position: Position },
    /// Nobody wrote this.
    #[error("nobody wrote \"{key}\", which is in the log at position {position}, as {id}")]
    Unwritten { key: Key, id: Id, position: Position },
    /// A retry was answered differently.
    #[error("write \"{key}\" was acknowledged as {first} and again as {second}")]
    AnsweredTwice { key: Key, first: Id, second: Id },
    /// The answer named something else.
    #[error("write \"{key}\" was acknowledged as {acknowledged} and is in the log as {logged}")]
    WrongId { key: Key, acknowledged: Id, logged: Id },
    /// Two things have one id.
    #[error("id {id} is given again at position {position}")]
    IdTwice { id: Id, position: Position },
    /// A delete was acknowledged and did not happen.
    #[error("the deletion of {id} was acknowledged and is not in the log")]
    DeleteLost { id: Id },
    /// A delete happened twice.
    #[error("the deletion of {id} is in the log again at position {position}")]
    DeletedTwice { id: Id, position: Position },
    /// A delete was refused and happened.
    #[error("the deletion of {id} was refused, yet it is in the log at position {position}")]
    DeletedThoughRefused { id: Id, position: Position },
    /// Nobody asked for this delete.
    #[error("nobody deleted {id}, yet it is deleted in the log at position {position}")]
    DeletedUnasked { id: Id, position: Position },
    /// A delete stands before what it deletes.
    #[error("{id} is deleted in the log at position {position}, and nothing before says that it was made")]
    DeletedUnmade { id: Id, position: Position },
    /// The log has a hole, a repeat or a step back.
    #[error("the log goes on with position {found} where {expected} was due")]
    Position { expected: Position, found: Position },
    /// The log has what the store does not have.
    #[error("{id} is in the log at position {position}, never deleted, and the store does not list it")]
    Unlisted { id: Id, position: Position },
    /// The store lists a thing twice.
    #[error("the store lists {id} twice")]
    ListedTwice { id: Id },
    /// The store has what was deleted.
    #[error("the store still lists {id}, deleted at position {position}")]
    StillListed { id: Id, position: Position },
    /// The store has what the log does not have: it never left the outbox, or the log was lost.
    #[error("the store lists {id}, of which the log knows nothing")]
    Unlogged { id: Id },
    /// The store has another order than the log.
    #[error("the store lists {id} after {after}; in the log it comes before")]
    ListedOutOfOrder { id: Id, after: Id },
}

/// What came is not what is kept.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are what the messages say they are")]
pub enum DeliveryFault {
    /// Not in the log.
    #[error("{kind} of {id} came, which was never in the log")]
    Phantom { kind: Kind, id: Id },
    /// Not for these eyes.
    #[error("{kind} of {id} (position {position}) came, which its viewer may not see")]
    Unauthorised { kind: Kind, id: Id, position: Position },
    /// After its right to listen had ended.
    #[error(
        "{kind} of {id} (position {position}) came, though the right to listen had ended before position {ended}"
    )]
    AfterTheEnd { kind: Kind, id: Id, position: Position, ended: Position },
    /// On none of its streams, or under the name of the wrong one.
    #[error("{kind} of {id} (position {position}) came, which is not on the stream")]
    Unasked { kind: Kind, id: Id, position: Position },
    /// From before the session's start.
    #[error("{kind} of {id} (position {position}) came, though the session began after position {start}")]
    TooOld { kind: Kind, id: Id, position: Position, start: Position },
    /// Twice in one session.
    #[error("{kind} of {id} (position {position}) came again")]
    Repeated { kind: Kind, id: Id, position: Position },
    /// Later than something that follows it.
    #[error("{kind} of {id} (position {position}) came after position {after}")]
    OutOfOrder { kind: Kind, id: Id, position: Position, after: Position },
    /// With a position that is not its own.
    #[error("{kind} of {id} came with position {told}; it is at {position}")]
    WrongPosition { kind: Kind, id: Id, told: Position, position: Position },
    /// Never.
    #[error("{count} owed from position {from} to {to} never came")]
    Missed { from: Position, to: Position, count: usize },
    /// The session names a position that the log does not have: its end was lost, or it is another log.
    #[error("the session was told of position {position}; the log ends at {head}")]
    BeyondLog { position: Position, head: Position },
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Update => "the update",
            Self::Delete => "the deletion",
        })
    }
}
