//! What is to be published later, as clients read it.
use domain::ids::{PostId, ScheduledPostId};
use domain::posts::{NewPoll, ScheduledPost};
use serde::Serialize;

use super::{Empty, Moment};

/// A post that waits for its time.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct ScheduledStatus {
    pub id: ScheduledPostId,
    pub scheduled_at: Moment,
    pub params: Params,
    pub media_attachments: Empty,
}

/// What was said when it was planned.
#[derive(Debug, Clone, Serialize)]
pub struct Params {
    pub text: String,
    pub poll: Option<Poll>,
    pub media_ids: Option<()>,
    pub sensitive: bool,
    pub spoiler_text: String,
    pub visibility: &'static str,
    pub in_reply_to_id: Option<PostId>,
    pub language: Option<String>,
    pub scheduled_at: Option<()>,
    pub idempotency: Option<()>,
}

/// What is to be asked; how long is said in seconds, as text.
#[derive(Debug, Clone, Serialize)]
pub struct Poll {
    pub options: Vec<String>,
    pub expires_in: String,
    pub multiple: bool,
    pub hide_totals: bool,
}

impl From<&NewPoll> for Poll {
    fn from(poll: &NewPoll) -> Self {
        Self {
            options: poll.titles().to_vec(),
            expires_in: poll.lasts().as_secs().to_string(),
            multiple: poll.multiple(),
            hide_totals: poll.hides_totals(),
        }
    }
}

impl From<ScheduledPost> for ScheduledStatus {
    fn from(ScheduledPost { id, due, plan, .. }: ScheduledPost) -> Self {
        let params = Params {
            text: plan.text,
            poll: plan.poll.as_ref().map(Poll::from),
            media_ids: None,
            sensitive: plan.sensitive,
            spoiler_text: plan.spoiler,
            visibility: plan.visibility.as_str(),
            in_reply_to_id: plan.reply_to,
            language: plan.language,
            scheduled_at: None,
            idempotency: None,
        };
        Self { id, scheduled_at: Moment(due), params, media_attachments: Empty::default() }
    }
}
