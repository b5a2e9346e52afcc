//! Posts and boosts as clients read them.
use domain::identity::AuthorFacts;
use domain::ids::{AccountId, PostId};
use domain::posts::{Application, Boost, Boosted, Edited, Mention, PostCounts, PostFacts, Published};
use serde::Serialize;
use service::posts::{BoostView, Entry, PostView, Thread, ViewerMarks};

use super::{Account, Empty, FilterResult, Lens, Links, MediaAttachment, Moment, Poll, content};

/// A post, or a boost of one.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Status {
    pub id: PostId,
    pub created_at: Moment,
    pub in_reply_to_id: Option<PostId>,
    pub in_reply_to_account_id: Option<AccountId>,
    pub sensitive: bool,
    pub spoiler_text: String,
    pub visibility: &'static str,
    pub language: Option<String>,
    pub uri: String,
    pub url: String,
    pub replies_count: u64,
    pub reblogs_count: u64,
    pub favourites_count: u64,
    pub edited_at: Option<Moment>,
    pub content: String,
    pub reblog: Option<Box<Status>>,
    pub account: Account,
    pub media_attachments: Vec<MediaAttachment>,
    pub mentions: Vec<MentionLink>,
    pub tags: Vec<TagLink>,
    pub emojis: Empty,
    pub card: Option<()>,
    pub poll: Option<Poll>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// Only where it is known who reads.
    #[serde(flatten)]
    pub viewer: Option<ViewerFields>,
    /// Which of the reader's filters match; on streams only where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filtered: Option<Vec<FilterResult>>,
    /// What its author wrote: in the answer to a deletion, so that it can be written anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What the reader did with a post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct ViewerFields {
    pub favourited: bool,
    pub reblogged: bool,
    pub muted: bool,
    pub bookmarked: bool,
    /// Only of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
}

/// Somebody whom a post mentions.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct MentionLink {
    pub id: AccountId,
    pub username: String,
    pub url: String,
    pub acct: String,
}

/// A tag of a post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct TagLink {
    pub name: String,
    pub url: String,
}

/// What a post belongs to.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Context {
    pub ancestors: Vec<Status>,
    pub descendants: Vec<Status>,
}

impl Status {
    /// An entry of a timeline.
    #[must_use]
    pub fn of<'a>(entry: &Entry, lens: impl Into<Lens<'a>>) -> Self {
        let lens = lens.into();
        let original = Self::of_post(&entry.post, lens);
        match &entry.boost {
            Some(boost) => original.boosted_by(boost, lens.links),
            None => original,
        }
    }

    /// A post.
    #[must_use]
    pub fn of_post<'a>(view: &PostView, lens: impl Into<Lens<'a>>) -> Self {
        let lens = lens.into();
        let links = lens.links;
        let PostView { post, author, counts, marks } = view;
        let name = &author.account.username;
        Self {
            id: post.id,
            created_at: Moment(post.published_at),
            in_reply_to_id: post.reply_to.map(|parent| parent.post),
            in_reply_to_account_id: post.reply_to.map(|parent| parent.author),
            sensitive: post.sensitive,
            spoiler_text: post.spoiler.as_str().to_owned(),
            visibility: post.visibility.as_str(),
            language: post.language.as_ref().map(|language| language.as_str().to_owned()),
            uri: links.post_uri(name, post.id),
            url: links.post(name, post.id),
            replies_count: counts.replies,
            reblogs_count: counts.boosts,
            favourites_count: counts.favourites,
            edited_at: post.edited_at.map(Moment),
            content: content::html(post, links),
            reblog: None,
            account: Account::of(author, links),
            media_attachments: post.attachments.iter().map(|one| MediaAttachment::of(one, links)).collect(),
            mentions: post.mentions.iter().map(|mention| MentionLink::of(mention, links)).collect(),
            tags: post.hashtags.iter().map(|tag| TagLink::of(tag.as_str(), links)).collect(),
            emojis: Empty::default(),
            card: None,
            poll: Poll::of(view),
            application: post.application.clone(),
            viewer: marks.map(ViewerFields::from),
            filtered: marks.map(|_| lens.filtered(view)),
            text: None,
        }
    }

    /// A post that was just published, as streams tell it: without what a reader did with it.
    #[must_use]
    pub fn published(Published { post, author }: &Published, links: &Links) -> Self {
        Self::of_post(&seen(post, author.into(), PostCounts::default()), links)
    }

    /// A post that was just edited, as streams tell it.
    #[must_use]
    pub fn edited(Edited { post, author, counts }: &Edited, links: &Links) -> Self {
        Self::told(post, author, *counts, links)
    }

    /// A post that something is told about, as streams tell it.
    #[must_use]
    pub fn told(post: &PostFacts, author: &AuthorFacts, counts: PostCounts, links: &Links) -> Self {
        Self::of_post(&seen(post, author.into(), counts), links)
    }

    /// A post that was just boosted, as streams tell it.
    #[must_use]
    pub fn boosted(Boosted { boost, post, author, counts }: &Boosted, links: &Links) -> Self {
        let by = (&boost.by).into();
        let (id, at) = (boost.id, boost.at);
        let boost = Boost { id, post: post.id, by: boost.by.id, visibility: post.visibility, at };
        let original = Self::of_post(&seen(post, author.into(), *counts), links);
        original.boosted_by(&BoostView { boost, by }, links)
    }

    /// The same with the text as its author wrote it.
    #[must_use]
    pub fn with_text(self, text: &str) -> Self {
        Self { text: Some(text.to_owned()), ..self }
    }

    /// The same for somebody whose filters match it.
    #[must_use]
    pub fn filtered_by(self, results: &[FilterResult]) -> Self {
        let reblog = self.reblog.map(|original| Box::new(original.filtered_by(results)));
        Self { filtered: Some(results.to_vec()), reblog, ..self }
    }

    /// The wrapper repeats what it wraps, for clients that show the wrapper.
    fn boosted_by(self, BoostView { boost, by }: &BoostView, links: &Links) -> Self {
        let name = &by.account.username;
        Self {
            id: boost.id,
            created_at: Moment(boost.at),
            visibility: boost.visibility.as_str(),
            uri: format!("{}/activity", links.post_uri(name, boost.id)),
            url: links.post(name, boost.id),
            account: Account::of(by, links),
            reblog: Some(Box::new(self.clone())),
            ..self
        }
    }
}

fn seen(post: &PostFacts, author: domain::identity::Profile, counts: PostCounts) -> PostView {
    PostView { post: post.into(), author, counts, marks: None }
}

impl From<ViewerMarks> for ViewerFields {
    fn from(marks: ViewerMarks) -> Self {
        Self {
            favourited: marks.favourited,
            reblogged: marks.boosted,
            muted: marks.muted,
            bookmarked: marks.bookmarked,
            pinned: marks.pinned,
        }
    }
}

impl MentionLink {
    fn of(mention: &Mention, links: &Links) -> Self {
        let name = mention.username.as_str().to_owned();
        Self {
            id: mention.account,
            url: links.profile(&mention.username),
            acct: name.clone(),
            username: name,
        }
    }
}

impl TagLink {
    fn of(name: &str, links: &Links) -> Self {
        Self { name: name.to_owned(), url: links.tag(name) }
    }
}

impl Context {
    /// A thread.
    #[must_use]
    pub fn of<'a>(thread: &Thread, lens: impl Into<Lens<'a>>) -> Self {
        let lens = lens.into();
        let statuses =
            |posts: &[PostView]| posts.iter().map(|post| Status::of_post(post, lens)).collect::<Vec<_>>();
        Self { ancestors: statuses(&thread.ancestors), descendants: statuses(&thread.descendants) }
    }
}
