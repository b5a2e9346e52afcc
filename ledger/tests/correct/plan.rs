//! What is decided beforehand; proptest shrinks it.
use proptest::collection::vec;
use proptest::prelude::*;

/// A whole run.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(super) writes: Vec<WritePlan>,
    pub(super) listeners: Vec<ListenerPlan>,
    pub(super) owes_deleted: bool,
    pub(super) looked: bool,
    pub(super) after: u64,
}

/// One write, and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct WritePlan {
    /// Two of the three people.
    pub(super) author: u8,
    pub(super) reader: u8,
    /// Bit 0 and 1: a tag each. Bit 2: for the reader only. Bit 3: the reader's right changed meanwhile.
    pub(super) traits: u8,
    /// Acknowledged; retried, then acknowledged; unanswered and done; unanswered and not done; refused.
    pub(super) outcome: u8,
    /// Deleted after so many further writes, and how that was answered.
    pub(super) deleted: Option<(u8, u8)>,
    /// Something else takes a position before it.
    pub(super) silent: bool,
}

/// One listener.
#[derive(Debug, Clone)]
pub(crate) struct ListenerPlan {
    /// One of three people, or nobody.
    pub(super) viewer: u8,
    /// Of the six streams, by bit.
    pub(super) streams: u8,
    pub(super) per_stream: bool,
    pub(super) positions: bool,
    /// Decides by bit whether it is shown what it may or may not be shown.
    pub(super) whims: u64,
    /// Where its right to listen ends, in 256ths of the log.
    pub(super) ended: Option<u8>,
    pub(super) sessions: Vec<SessionPlan>,
}

/// One session.
#[derive(Debug, Clone)]
pub(crate) struct SessionPlan {
    /// From now on, or where the last one ended.
    pub(super) now: bool,
    /// Where a session from now on begins, in 256ths of the log, and how well that is known.
    pub(super) from: u8,
    pub(super) slack: (u8, u8),
    /// Ends after so many frames; without, all comes up to a point (in 256ths of the rest).
    pub(super) cut: Option<u8>,
    pub(super) reached: u8,
}

/// Any plan.
pub(crate) fn plans() -> impl Strategy<Value = Plan> {
    let after = prop_oneof![3 => Just(0), 1 => 1..1000u64];
    (vec(write(), 0..14), vec(listener(), 0..5), any::<bool>(), any::<bool>(), after).prop_map(
        |(writes, listeners, owes_deleted, looked, after)| Plan {
            writes,
            listeners,
            owes_deleted,
            looked,
            after,
        },
    )
}

fn write() -> impl Strategy<Value = WritePlan> {
    let deleted = prop_oneof![3 => Just(None), 1 => (0..4u8, 0..3u8).prop_map(Some)];
    (0..3u8, 0..3u8, 0..16u8, 0..5u8, deleted, any::<bool>()).prop_map(
        |(author, reader, traits, outcome, deleted, silent)| WritePlan {
            author,
            reader,
            traits,
            outcome,
            deleted,
            silent,
        },
    )
}

fn listener() -> impl Strategy<Value = ListenerPlan> {
    let ended = prop_oneof![2 => Just(None), 1 => any::<u8>().prop_map(Some)];
    let who = (0..4u8, 0..64u8, ended);
    (who, any::<bool>(), any::<bool>(), any::<u64>(), vec(session(), 0..4)).prop_map(
        |((viewer, streams, ended), per_stream, positions, whims, sessions)| ListenerPlan {
            viewer,
            streams,
            per_stream,
            positions,
            whims,
            ended,
            sessions,
        },
    )
}

fn session() -> impl Strategy<Value = SessionPlan> {
    let cut = prop_oneof![Just(None), (0..8u8).prop_map(Some)];
    (any::<bool>(), any::<u8>(), (0..4u8, 0..4u8), cut, any::<u8>())
        .prop_map(|(now, from, slack, cut, reached)| SessionPlan { now, from, slack, cut, reached })
}
