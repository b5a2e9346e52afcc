//! Polls as clients read them.
use domain::ids::PostId;
use domain::posts;
use serde::Serialize;
use service::posts::PostView;

use super::{Empty, Moment};

/// A poll. It has the id of its post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Poll {
    pub id: PostId,
    pub expires_at: Moment,
    pub expired: bool,
    pub multiple: bool,
    pub votes_count: u64,
    /// Only where it differs from the number of votes.
    pub voters_count: Option<u64>,
    pub options: Vec<PollOption>,
    pub emojis: Empty,
    /// Only where it is known who reads.
    #[serde(flatten)]
    pub viewer: Option<Voted>,
}

/// An answer of a poll.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct PollOption {
    pub title: String,
    /// Nothing as long as it is hidden.
    pub votes_count: Option<u64>,
}

/// How the reader voted.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Voted {
    /// Those who ask see what comes of it as if they had voted.
    pub voted: bool,
    pub own_votes: Vec<usize>,
}

impl Poll {
    /// The poll of a post, if it has one.
    #[must_use]
    pub fn of(PostView { post, marks, .. }: &PostView) -> Option<Self> {
        let poll = post.poll.as_ref()?;
        let is_hidden = poll.hides_totals && !poll.is_over;
        let option = |option: &posts::PollOption| PollOption {
            title: option.title.clone(),
            votes_count: (!is_hidden).then_some(option.votes),
        };
        Some(Self {
            id: post.id,
            expires_at: Moment(poll.ends_at),
            expired: poll.is_over,
            multiple: poll.multiple,
            votes_count: poll.votes(),
            voters_count: poll.multiple.then_some(poll.voters),
            options: poll.options.iter().map(option).collect(),
            emojis: Empty::default(),
            viewer: marks.map(|marks| Voted {
                voted: marks.vote.is_some() || marks.is_own(),
                own_votes: marks.vote.iter().flat_map(|choices| choices.places()).collect(),
            }),
        })
    }
}
