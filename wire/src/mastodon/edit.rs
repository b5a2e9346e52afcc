//! What posts said before, as clients read it.
use domain::ids::PostId;
use domain::posts::{self, Post};
use serde::Serialize;
use service::posts::PostView;

use super::{Account, Empty, Links, MediaAttachment, Moment, content};

/// What an author typed.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct StatusSource {
    pub id: PostId,
    pub text: String,
    pub spoiler_text: String,
}

/// A version of a post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct StatusEdit {
    pub content: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub created_at: Moment,
    pub account: Account,
    pub media_attachments: Vec<MediaAttachment>,
    pub emojis: Empty,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<Asked>,
}

/// What a version asked.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Asked {
    pub options: Vec<AskedOption>,
}

/// An answer to choose from.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct AskedOption {
    pub title: String,
}

impl StatusSource {
    /// What the author of a post typed.
    #[must_use]
    pub fn of(post: &Post) -> Self {
        let (text, spoiler) = (post.text.as_str().to_owned(), post.spoiler.as_str().to_owned());
        Self { id: post.id, text, spoiler_text: spoiler }
    }
}

impl StatusEdit {
    /// A version of a post.
    #[must_use]
    pub fn of(PostView { post, author, .. }: &PostView, links: &Links) -> Self {
        Self {
            content: content::html(post, links),
            spoiler_text: post.spoiler.as_str().to_owned(),
            sensitive: post.sensitive,
            created_at: Moment(post.edited_at.unwrap_or(post.published_at)),
            account: Account::of(author, links),
            media_attachments: post.attachments.iter().map(|one| MediaAttachment::of(one, links)).collect(),
            emojis: Empty::default(),
            poll: post.poll.as_ref().map(|poll| Asked { options: poll.options.iter().map(asked).collect() }),
        }
    }
}

fn asked(option: &posts::PollOption) -> AskedOption {
    AskedOption { title: option.title.clone() }
}
