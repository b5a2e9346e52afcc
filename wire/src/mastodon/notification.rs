//! What people are told, as clients read it.
use domain::ids::NotificationId;
use domain::posts::{Marked, Marker, NotificationKind, Notified, PostCounts};
use serde::Serialize;
use service::notifications::NotificationView;

use super::{Account, FilterResult, Lens, Links, Moment, Status};

/// That somebody did something that concerns the reader.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Notification {
    pub id: NotificationId,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub created_at: Moment,
    pub group_key: String,
    pub account: Account,
    /// Of the kinds that are about a post, and then always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

impl Notification {
    /// As it stands in a list.
    #[must_use]
    pub fn of<'a>(view: &NotificationView, lens: impl Into<Lens<'a>>) -> Self {
        let lens = lens.into();
        let links = lens.links;
        let notification = &view.notification;
        let status = view.post.as_ref().map(|entry| Status::of(entry, lens));
        let account = Account::of(&view.by, links);
        Self::new(notification.id, notification.kind, Moment(notification.at), account, status)
    }

    /// As streams tell it.
    #[must_use]
    pub fn told(notified: &Notified, links: &Links) -> Self {
        let Notified { id, kind, at, by, post, author, counts, .. } = notified;
        let status = post.as_ref().zip(author.as_ref()).map(|(post, author)| {
            Status::told(post, author, counts.unwrap_or_else(PostCounts::default), links)
        });
        Self::new(*id, *kind, Moment(*at), Account::of(&by.into(), links), status)
    }

    /// The same for somebody whose filters match its post.
    #[must_use]
    pub fn filtered_by(self, results: &[FilterResult]) -> Self {
        Self { status: self.status.map(|status| status.filtered_by(results)), ..self }
    }

    fn new(
        id: NotificationId,
        kind: NotificationKind,
        created_at: Moment,
        account: Account,
        status: Option<Status>,
    ) -> Self {
        Self { id, kind: kind.as_str(), created_at, group_key: format!("ungrouped-{id}"), account, status }
    }
}

/// How many notifications were not read yet.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Unread {
    /// How many.
    pub count: u64,
}

/// How far the reader has read, as far as they ever said so.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Markers {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<ReadUpTo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notifications: Option<ReadUpTo>,
}

/// How far something was read.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct ReadUpTo {
    pub last_read_id: String,
    pub version: u64,
    pub updated_at: Moment,
}

impl FromIterator<Marker> for Markers {
    fn from_iter<I: IntoIterator<Item = Marker>>(markers: I) -> Self {
        let mut all = Self::default();
        for Marker { of, last_read, version, updated_at } in markers {
            let place = match of {
                Marked::Home => &mut all.home,
                Marked::Notifications => &mut all.notifications,
            };
            let updated_at = Moment(updated_at);
            *place = Some(ReadUpTo { last_read_id: last_read.to_string(), version, updated_at });
        }
        all
    }
}
