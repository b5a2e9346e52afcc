//! A filter: what somebody wants to be warned of, or not to see.
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::FilterRule;
use crate::ids::{FilterId, FilteredPostId, KeywordId, PostId};
use crate::media::Description;
use crate::posts::{Post, is_forbidden_control};

/// What somebody wants to be warned of, or not to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Its id.
    pub id: FilterId,
    /// Its name.
    pub title: FilterTitle,
    /// Where it is meant to work: clients go by it. At least one.
    pub contexts: Vec<Context>,
    /// What is done about it.
    pub action: FilterAction,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// Words.
    pub keywords: Vec<Keyword>,
    /// Posts.
    pub posts: Vec<FilteredPost>,
}

/// A word of a filter, or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyword {
    /// Its id.
    pub id: KeywordId,
    /// The text.
    pub phrase: Phrase,
    /// Whether it only matches where it is not part of a longer word.
    pub whole_word: bool,
}

/// A post that somebody filters by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilteredPost {
    /// The id of the entry.
    pub id: FilteredPostId,
    /// The post.
    pub post: PostId,
}

/// A post as filters read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    post: PostId,
    folded: String,
}

/// That a filter matches a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterHit<'a> {
    /// Which.
    pub filter: &'a Filter,
    /// By these of its words.
    pub keywords: Vec<&'a str>,
    /// By the post itself.
    pub post: Option<PostId>,
}

impl Readable {
    /// A post with all that can be read of it.
    #[must_use]
    pub fn new(post: PostId, texts: &[&str]) -> Self {
        Self { post, folded: texts.join("\n").to_lowercase() }
    }
}

impl From<&Post> for Readable {
    fn from(post: &Post) -> Self {
        let described = post.attachments.iter().filter_map(|media| media.caption.description.as_ref());
        let mut texts = vec![post.spoiler.as_str(), post.text.as_str()];
        texts.extend(described.map(Description::as_str));
        texts.extend(
            post.poll.iter().flat_map(|poll| poll.options.iter().map(|option| option.title.as_str())),
        );
        Self::new(post.id, &texts)
    }
}

impl Filter {
    /// Whether it matches a post, and by what.
    #[must_use]
    pub fn hit(&self, readable: &Readable, now: Timestamp) -> Option<FilterHit<'_>> {
        if self.expires_at.is_some_and(|end| end <= now) {
            return None;
        }
        let found = self.keywords.iter().filter(|keyword| keyword.is_in(&readable.folded));
        let keywords: Vec<_> = found.map(|keyword| keyword.phrase.as_str()).collect();
        let post = self.posts.iter().map(|one| one.post).find(|post| *post == readable.post);
        let is_hit = !keywords.is_empty() || post.is_some();
        is_hit.then_some(FilterHit { filter: self, keywords, post })
    }
}

impl Keyword {
    fn is_in(&self, folded: &str) -> bool {
        let phrase = self.phrase.0.to_lowercase();
        folded.match_indices(&phrase).any(|(start, found)| {
            let before = folded[..start].chars().next_back();
            let after = folded[start + found.len()..].chars().next();
            !self.whole_word
                || !(joins(before, found.chars().next()) || joins(found.chars().next_back(), after))
        })
    }
}

/// Whether two characters are of one word.
fn joins(one: Option<char>, other: Option<char>) -> bool {
    let is_of_word = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() || c == '_');
    is_of_word(one) && is_of_word(other)
}

/// The name of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FilterTitle(String);

impl FilterTitle {
    /// Characters at the most.
    pub const MAX: usize = 100;

    /// Checks what somebody typed.
    pub fn parse(raw: &str) -> Result<Self, FilterRule> {
        short(raw, Self::MAX).map(Self).map_err(FilterRule::Title)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Phrase> for FilterTitle {
    fn from(phrase: &Phrase) -> Self {
        Self(phrase.0.clone())
    }
}

/// What is looked for in posts, whatever its case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phrase(String);

impl Phrase {
    /// Characters at the most.
    pub const MAX: usize = 100;

    /// Checks what somebody typed.
    pub fn parse(raw: &str) -> Result<Self, FilterRule> {
        short(raw, Self::MAX).map(Self).map_err(FilterRule::Keyword)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What may be wrong with a short text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShortRule {
    /// It says nothing.
    #[error("can't be blank")]
    Blank,
    /// It is too long.
    #[error("is too long (maximum is {0} characters)")]
    TooLong(usize),
    /// It holds control characters.
    #[error("contains control characters")]
    Control,
}

fn short(raw: &str, max: usize) -> Result<String, ShortRule> {
    let text: String = raw.trim().nfc().collect();
    if text.is_empty() {
        return Err(ShortRule::Blank);
    }
    if text.chars().count() > max {
        return Err(ShortRule::TooLong(max));
    }
    if text.chars().any(|c| is_forbidden_control(c) || c == '\n') {
        return Err(ShortRule::Control);
    }
    Ok(text)
}

/// Where a filter is meant to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Context {
    /// At home and in lists.
    Home,
    /// Among notifications.
    Notifications,
    /// Where everybody writes.
    Public,
    /// In threads.
    Thread,
    /// On the page of an account.
    Account,
}

impl Context {
    const ALL: [Self; 5] = [Self::Home, Self::Notifications, Self::Public, Self::Thread, Self::Account];

    /// Mastodon's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Notifications => "notifications",
            Self::Public => "public",
            Self::Thread => "thread",
            Self::Account => "account",
        }
    }

    /// All that are meant: at least one, each once.
    pub fn all(words: &[&str]) -> Result<Vec<Self>, FilterRule> {
        let named = |word: &&str| Self::ALL.into_iter().find(|context| context.as_str() == *word);
        let mut contexts: Vec<Self> =
            words.iter().map(named).collect::<Option<_>>().ok_or(FilterRule::Context)?;
        contexts.sort_unstable_by_key(|context| *context as u8);
        contexts.dedup();
        if contexts.is_empty() { Err(FilterRule::Context) } else { Ok(contexts) }
    }
}

/// What is done about what a filter matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterAction {
    /// It is shown behind a warning.
    #[default]
    Warn,
    /// It is not shown.
    Hide,
}

impl FilterAction {
    /// Mastodon's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Hide => "hide",
        }
    }
}

impl FromStr for FilterAction {
    type Err = FilterRule;

    fn from_str(word: &str) -> Result<Self, FilterRule> {
        let known = [Self::Warn, Self::Hide].into_iter().find(|action| action.as_str() == word);
        known.ok_or(FilterRule::Action)
    }
}

/// What is said of when a filter ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expiry {
    /// Nothing: it stays as it was.
    #[default]
    Kept,
    /// It does not.
    Never,
    /// Then.
    At(Timestamp),
}

impl Expiry {
    /// When it ends, if it ended at this time before.
    #[must_use]
    pub fn instead_of(self, before: Option<Timestamp>) -> Option<Timestamp> {
        match self {
            Self::Kept => before,
            Self::Never => None,
            Self::At(end) => Some(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyword(phrase: &str, whole_word: bool) -> Keyword {
        Keyword { id: KeywordId::stored(1), phrase: Phrase::parse(phrase).unwrap(), whole_word }
    }

    #[test]
    fn words_are_found_whatever_their_case_and_whole_ones_only_where_they_stand_alone() {
        let cases = [
            ("Egg", "an EGG fell", true, true),
            ("egg", "two eggs", true, false),
            ("egg", "two eggs", false, true),
            ("egg", "an egg, at last", true, true),
            ("egg", "eggs and an egg", true, true),
            ("egg", "an_egg", true, false),
            ("ü", "über", true, false),
            ("ei", "das Ei.", true, true),
            ("#egg", "see #egg", true, true),
            ("#egg", "see x#egg", true, true),
            ("c++", "c++11", true, true),
            ("new egg", "a NEW EGG here", true, true),
            ("egg", "", true, false),
        ];
        for (phrase, text, whole, found) in cases {
            let readable = Readable::new(PostId::stored(1), &["", text]);
            assert_eq!(keyword(phrase, whole).is_in(&readable.folded), found, "{phrase:?} in {text:?}");
        }
    }

    #[test]
    fn a_filter_matches_by_words_and_by_posts_until_it_ends() {
        let end = Timestamp::from_second(60).unwrap();
        let filter = Filter {
            id: FilterId::stored(1),
            title: FilterTitle::parse("eggs").unwrap(),
            contexts: vec![Context::Home],
            action: FilterAction::Hide,
            expires_at: Some(end),
            keywords: vec![keyword("egg", true), keyword("shell", true)],
            posts: vec![FilteredPost { id: FilteredPostId::stored(1), post: PostId::stored(9) }],
        };
        let hit = |post, text: &str, now| {
            let readable = Readable::new(PostId::stored(post), &["a warning", text]);
            let hit = filter.hit(&readable, now)?;
            Some((hit.keywords.len(), hit.post.is_some()))
        };
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(hit(8, "a shell of an egg", now), Some((2, false)));
        assert_eq!(hit(9, "nothing of it", now), Some((0, true)));
        assert_eq!(hit(8, "nothing of it", now), None);
        assert_eq!(hit(9, "an egg", end), None, "it has ended");
    }

    #[test]
    fn what_is_typed_is_checked() {
        assert_eq!(FilterTitle::parse(" "), Err(FilterRule::Title(ShortRule::Blank)));
        assert_eq!(Phrase::parse(&"ä".repeat(101)), Err(FilterRule::Keyword(ShortRule::TooLong(100))));
        assert_eq!(Phrase::parse("a\nb"), Err(FilterRule::Keyword(ShortRule::Control)));
        assert_eq!(Context::all(&["public", "home", "home"]), Ok(vec![Context::Home, Context::Public]));
        assert_eq!(Context::all(&[]), Err(FilterRule::Context));
        assert_eq!(Context::all(&["home", "moon"]), Err(FilterRule::Context));
        assert_eq!("hide".parse(), Ok(FilterAction::Hide));
        assert_eq!("burn".parse::<FilterAction>(), Err(FilterRule::Action));
    }
}
