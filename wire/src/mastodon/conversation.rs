//! What is said to the reader and few others, as clients read it.
use domain::ids::ConversationId;
use domain::posts::{Conversed, PostCounts};
use serde::Serialize;
use service::notifications::ConversationView;

use super::{Account, FilterResult, Lens, Links, Status};

/// A thread of direct posts.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Conversation {
    pub id: ConversationId,
    pub unread: bool,
    pub accounts: Vec<Account>,
    pub last_status: Option<Status>,
}

impl Conversation {
    /// As it stands in a list.
    #[must_use]
    pub fn of<'a>(ConversationView { talk, with }: &ConversationView, lens: impl Into<Lens<'a>>) -> Self {
        let lens = lens.into();
        let links = lens.links;
        Self {
            id: talk.conversation.id,
            unread: talk.conversation.unread,
            accounts: with.iter().map(|profile| Account::of(profile, links)).collect(),
            last_status: Some(Status::of(&talk.last, lens)),
        }
    }

    /// As streams tell it.
    #[must_use]
    pub fn told(Conversed { id, unread, with, post, author, .. }: &Conversed, links: &Links) -> Self {
        Self {
            id: *id,
            unread: *unread,
            accounts: with.iter().map(|facts| Account::of(&facts.into(), links)).collect(),
            last_status: Some(Status::told(post, author, PostCounts::default(), links)),
        }
    }

    /// The same for somebody whose filters match what was said.
    #[must_use]
    pub fn filtered_by(self, results: &[FilterResult]) -> Self {
        Self { last_status: self.last_status.map(|status| status.filtered_by(results)), ..self }
    }
}
