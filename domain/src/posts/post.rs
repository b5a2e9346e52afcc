//! A post, and the changes that it goes through.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    Application, Audience, BoostRule, Deleted, EntityKind, Hashtag, Language, NewPoll, Poll, PollRule,
    PostText, Published, Spoiler, TextRule, Unboosted, Visibility, entities,
};
use crate::identity::{Profile, Username};
use crate::ids::{AccountId, PostId};
use crate::media::{Media, MediaRule};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// Something that somebody wrote. Every field is valid by its own type, so the fields are public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who wrote it.
    pub author: AccountId,
    /// What it says.
    pub text: PostText,
    /// What is shown first; empty for none.
    pub spoiler: Spoiler,
    /// Whether it should be behind a click.
    pub sensitive: bool,
    /// The language it is in, as its author says.
    pub language: Option<Language>,
    /// For whom.
    pub visibility: Visibility,
    /// What it answers.
    pub reply_to: Option<Parent>,
    /// Whom it mentions.
    pub mentions: Vec<Mention>,
    /// Its tags.
    pub hashtags: Vec<Hashtag>,
    /// Its pictures, in order.
    pub attachments: Vec<Media>,
    /// What it asks.
    pub poll: Option<Poll>,
    /// What it was written with, where that is known.
    pub application: Option<Application>,
    /// When it was published.
    pub published_at: Timestamp,
    /// When it was edited last.
    pub edited_at: Option<Timestamp>,
}

/// The post that another answers. It may have been deleted since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    /// The post.
    pub post: PostId,
    /// Who wrote it.
    pub author: AccountId,
}

/// Somebody whom a post mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Who.
    pub account: AccountId,
    /// By which name.
    pub username: Username,
}

/// What is counted of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PostCounts {
    /// Answers that everybody may see.
    pub replies: u64,
    /// Boosts.
    pub boosts: u64,
    /// Favourites.
    pub favourites: u64,
}

/// What somebody wants to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    /// What it says.
    pub text: PostText,
    /// What is shown first; empty for none.
    pub spoiler: Spoiler,
    /// Whether it should be behind a click; one with a spoiler is.
    pub sensitive: bool,
    /// The language it is in.
    pub language: Option<Language>,
    /// For whom.
    pub visibility: Visibility,
    /// What it answers.
    pub reply_to: Option<Parent>,
    /// Whom it mentions, of the names that [`PostText::mentioned_names`] found.
    pub mentions: Vec<Mention>,
    /// Its pictures, of those that [`attachable`](crate::media::attachable) let through.
    pub attachments: Vec<Media>,
    /// What it asks.
    pub poll: Option<NewPoll>,
    /// What it was written with.
    pub application: Option<Application>,
}

impl NewPost {
    /// Something for everybody, and nothing besides its text.
    #[must_use]
    pub fn plain(text: PostText) -> Self {
        Self {
            text,
            spoiler: Spoiler::default(),
            sensitive: false,
            language: None,
            visibility: Visibility::Public,
            reply_to: None,
            mentions: vec![],
            attachments: vec![],
            poll: None,
            application: None,
        }
    }
}

/// Why a post was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PostRule {
    /// The text was.
    #[error(transparent)]
    Text(#[from] TextRule),
    /// Its pictures were.
    #[error(transparent)]
    Media(#[from] MediaRule),
    /// What it asks was.
    #[error(transparent)]
    Poll(#[from] PollRule),
    /// Too many mentions or tags.
    #[error("Text mentions too many accounts or tags (maximum is {max})")]
    TooMany {
        /// The limit, of each.
        max: usize,
    },
    /// It is not theirs: to them it does not exist.
    #[error("Record not found")]
    NotTheirs,
    /// It must not be boosted.
    #[error(transparent)]
    Boost(#[from] BoostRule),
}

impl PostText {
    /// The names that it mentions and that belong to this server, each once whatever the case.
    pub fn mentioned_names(&self, own_domain: &str) -> Result<Vec<Username>, PostRule> {
        let mut names: Vec<Username> = Vec::new();
        for entity in entities(self.as_str()) {
            let EntityKind::Mention { name, domain } = entity.kind else { continue };
            let ours = domain.is_none_or(|domain| domain.eq_ignore_ascii_case(own_domain));
            let name = Username::parse(&name).ok().filter(|_| ours);
            names.extend(name.filter(|name| names.iter().all(|known| known.folded() != name.folded())));
        }
        few(names)
    }

    /// Its tags, each once.
    pub fn hashtags(&self) -> Result<Vec<Hashtag>, PostRule> {
        let mut tags = Vec::new();
        for entity in entities(self.as_str()) {
            if let EntityKind::Hashtag(tag) = entity.kind
                && !tags.contains(&tag)
            {
                tags.push(tag);
            }
        }
        few(tags)
    }
}

/// Whether a post says anything, and what it says goes together.
pub(crate) fn expressive(
    text: &PostText,
    attachments: &[Media],
    poll: Option<&NewPoll>,
) -> Result<(), PostRule> {
    match (attachments.is_empty(), poll) {
        (false, Some(_)) => Err(PollRule::BesidePictures.into()),
        (true, None) if text.is_empty() => Err(TextRule::Blank.into()),
        _ => Ok(()),
    }
}

fn few<T>(found: Vec<T>) -> Result<Vec<T>, PostRule> {
    const MAX: usize = 20;
    if found.len() > MAX { Err(PostRule::TooMany { max: MAX }) } else { Ok(found) }
}

impl Numbered for Post {
    type Id = PostId;
}

impl Post {
    /// Somebody publishes something. The repository gives the id, inside its transaction.
    /// It must say something, if only by a picture or by what it asks.
    pub fn publish(new: NewPost, author: Profile, cause: Cause) -> Result<Draft<Self>, PostRule> {
        expressive(&new.text, &new.attachments, new.poll.as_ref())?;
        let hashtags = new.text.hashtags()?;
        Ok(Draft::new(move |id| {
            let post = Self {
                id,
                author: author.account.id,
                sensitive: new.sensitive || !new.spoiler.is_empty(),
                text: new.text,
                spoiler: new.spoiler,
                language: new.language,
                visibility: new.visibility,
                reply_to: new.reply_to,
                mentions: new.mentions,
                hashtags,
                attachments: new.attachments,
                poll: new.poll.map(|poll| poll.begin(cause.at)),
                application: new.application,
                published_at: cause.at,
                edited_at: None,
            };
            let event =
                Event::Published(Box::new(Published { post: (&post).into(), author: (&author).into() }));
            Recorded::new(post, &cause, [event])
        }))
    }

    /// Its author deletes it.
    pub fn delete(&self, by: AccountId, cause: Cause) -> Result<Removal, PostRule> {
        if by == self.author {
            Ok(Removal { audience: self.audience(), cause })
        } else {
            Err(PostRule::NotTheirs)
        }
    }

    /// As the parent of an answer.
    #[must_use]
    pub fn as_parent(&self) -> Parent {
        Parent { post: self.id, author: self.author }
    }

    /// What decides who may see it.
    #[must_use]
    pub fn audience(&self) -> Audience {
        Audience {
            post: self.id,
            author: self.author,
            visibility: self.visibility,
            mentioned: self.mentions.iter().map(|mention| mention.account).collect(),
            reply_to: self.reply_to.map(|parent| parent.author),
            hashtags: self.hashtags.iter().map(|tag| tag.as_str().to_owned()).collect(),
            media: !self.attachments.is_empty(),
            language: self.language.as_ref().map(|language| language.as_str().to_owned()),
        }
    }

    /// Whether its parent counts it: answers that only some may see must not show in a number.
    #[must_use]
    pub fn counted_parent(&self) -> Option<PostId> {
        self.reply_to.filter(|_| self.visibility.is_open()).map(|parent| parent.post)
    }

    /// Whether its author's number of posts counts it.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.visibility != Visibility::Direct
    }
}

/// A deletion, complete but for the boosts that go with the post: only the transaction knows them all.
#[must_use = "a change that is not saved did not happen"]
#[derive(Debug, Clone)]
pub struct Removal {
    audience: Audience,
    cause: Cause,
}

impl Removal {
    /// The post that goes, and who could see it.
    #[must_use]
    pub fn audience(&self) -> &Audience {
        &self.audience
    }

    /// The post that goes.
    #[must_use]
    pub fn post(&self) -> PostId {
        self.audience.post
    }

    /// Who wrote it.
    #[must_use]
    pub fn author(&self) -> AccountId {
        self.audience.author
    }

    /// Completes it with the boosts that the transaction found: each one's id, and whose it was.
    pub fn with_boosts(self, boosts: &[(PostId, AccountId)]) -> Recorded<PostId> {
        let post = self.audience.post;
        let undone = boosts
            .iter()
            .map(|&(boost, by)| Event::Unboosted(Unboosted { boost, by, post }))
            .collect::<Vec<_>>();
        let deleted = Event::Deleted(Deleted { audience: self.audience });
        Recorded::new(post, &self.cause, undone.into_iter().chain([deleted]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::posts::TextLimit;

    fn text(raw: &str) -> PostText {
        PostText::parse(raw, TextLimit::new(5_000)).unwrap()
    }

    #[test]
    fn only_names_of_this_server_are_mentioned_and_each_once() {
        let text = text("@ada @Ada @bob@here.example @eve@elsewhere.example");
        let names = text.mentioned_names("here.example").unwrap();
        assert_eq!(names.iter().map(Username::as_str).collect::<Vec<_>>(), ["ada", "bob"]);
    }

    #[test]
    fn a_post_is_no_address_book() {
        let crowd = (0..21).map(|n| format!("@a{n} #t{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(text(&crowd).mentioned_names("x"), Err(PostRule::TooMany { max: 20 }));
        assert_eq!(text(&crowd).hashtags(), Err(PostRule::TooMany { max: 20 }));
    }
}
