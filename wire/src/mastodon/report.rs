//! Reports as clients see them.
use domain::identity::{self, Profile};
use serde::Serialize;

use super::{Account, Links, Moment};

/// A report that was just made.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Report {
    pub id: String,
    pub action_taken: bool,
    pub action_taken_at: Option<Moment>,
    pub category: &'static str,
    pub comment: String,
    pub forwarded: bool,
    pub created_at: Moment,
    pub status_ids: Vec<String>,
    pub rule_ids: Option<Vec<String>>,
    pub target_account: Account,
}

impl Report {
    /// How it looks.
    #[must_use]
    pub fn of(report: &identity::Report, about: &Profile, links: &Links) -> Self {
        let said = &report.said;
        Self {
            id: report.id.to_string(),
            action_taken: report.resolved_at.is_some(),
            action_taken_at: report.resolved_at.map(Moment),
            category: said.category.as_str(),
            comment: said.comment.as_str().to_owned(),
            forwarded: false,
            created_at: Moment(said.created_at),
            status_ids: said.posts.iter().map(ToString::to_string).collect(),
            rule_ids: None,
            target_account: Account::of(about, links),
        }
    }
}
