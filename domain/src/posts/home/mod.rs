//! What a reader is shown of what others write.
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::{Audience, FollowWishes, MuteExtent, Ties, Visibility};
use crate::ids::AccountId;
use crate::realtime::Event;

/// A reader with those whom they follow, the tags that they follow, and those whom they keep away: the rules of what they are shown, for queries to
/// repeat and the hub to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Whose home.
    pub reader: AccountId,
    /// Whom they follow, and what of.
    pub follows: HashMap<AccountId, FollowWishes>,
    /// The tags that they follow.
    pub tags: HashSet<String>,
    /// Whom they keep away, and who keeps them away.
    pub ties: Ties,
}

/// What might be shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The post.
    pub audience: &'a Audience,
    /// Who passed it on, when this is a boost.
    pub booster: Option<AccountId>,
}

impl Shown<'_> {
    /// Whoever has a part in it.
    fn by(&self) -> impl Iterator<Item = AccountId> {
        std::iter::once(self.audience.author).chain(self.booster)
    }
}

impl Home {
    /// Somebody who follows nobody and keeps nobody away.
    #[must_use]
    pub fn of(reader: AccountId) -> Self {
        Self { reader, follows: HashMap::new(), tags: HashSet::new(), ties: Ties::default() }
    }

    /// Whether they may read it, wherever they found it: it was written for them, and nobody who has a part in it blocks them.
    #[must_use]
    pub fn may_read(&self, shown: Shown<'_>) -> bool {
        let author = shown.audience.author;
        shown.audience.admits(Some(self.reader), self.follows.contains_key(&author))
            && shown.by().all(|one| !self.ties.blocked_by.contains(&one))
    }

    /// Whether they find it on the page of whoever wrote or boosted it, where they look on purpose: not what is passed on of
    /// somebody whom they block.
    #[must_use]
    pub fn finds(&self, shown: Shown<'_>) -> bool {
        let passed_on = shown.booster.is_some_and(|_| self.ties.blocking.contains(&shown.audience.author));
        self.may_read(shown) && !passed_on
    }

    /// Whether they come across it where others talk, in a thread: nothing of those whom they block.
    #[must_use]
    pub fn comes_across(&self, shown: Shown<'_>) -> bool {
        self.may_read(shown) && shown.by().all(|one| !self.ties.are_apart(one))
    }

    /// Whether it is offered to them in what everybody writes: nothing of those whom they mute, and what is silenced only of
    /// those whom they follow.
    #[must_use]
    pub fn is_offered(&self, shown: Shown<'_>, silenced: bool, now: Timestamp) -> bool {
        let author = shown.audience.author;
        let heard = !silenced || author == self.reader || self.follows.contains_key(&author);
        heard && self.comes_across(shown) && !self.mutes_any(shown, now)
    }

    /// What their home shows: what they and those whom they follow write and pass on, and what is public under the tags that
    /// they follow.
    #[must_use]
    pub fn shows(&self, shown: Shown<'_>, silenced: bool, now: Timestamp) -> bool {
        self.shows_of_followed(shown, now) || self.shows_under_tags(shown, silenced, now)
    }

    /// Own posts and boosts, and those of followed accounts that the reader may see. Boosts only where wanted; what they write
    /// themselves only in wanted languages; a followed account's answer only when the reader also follows whom it answers.
    /// Nothing by those who are muted or blocked, nothing of theirs that others pass on, and no answers of others to them.
    #[must_use]
    pub fn shows_of_followed(&self, shown: Shown<'_>, now: Timestamp) -> bool {
        let read = shown.booster.is_some() || self.reads_language(shown.audience);
        self.would_show_of_followed(shown)
            && read
            && self.comes_across(shown)
            && !self.mutes_any(shown, now)
            && self.hears_answered(shown, now)
    }

    /// Whatever is offered to them under a tag that they follow, by whomever; no answers to those who are muted or blocked.
    fn shows_under_tags(&self, shown: Shown<'_>, silenced: bool, now: Timestamp) -> bool {
        self.is_under_tags(shown) && self.is_offered(shown, silenced, now) && self.hears_answered(shown, now)
    }

    fn is_under_tags(&self, Shown { audience, booster }: Shown<'_>) -> bool {
        let is_open = booster.is_none() && audience.visibility == Visibility::Public;
        is_open && audience.hashtags.iter().any(|tag| self.tags.contains(tag))
    }

    fn hears_answered(&self, shown: Shown<'_>, now: Timestamp) -> bool {
        let hears = |to| !self.ties.are_apart(to) && !self.ties.mute(to, now);
        shown.booster.is_some() || shown.audience.reply_to.is_none_or(|to| self.wrote(shown) || hears(to))
    }

    fn reads_language(&self, audience: &Audience) -> bool {
        let wishes = self.follows.get(&audience.author);
        wishes.is_none_or(|wishes| wishes.languages.admit(audience.language.as_deref()))
    }

    fn wrote(&self, shown: Shown<'_>) -> bool {
        shown.audience.author == self.reader
    }

    /// The same, if they kept nobody away and read all languages: what is gone is said to be gone to whoever might have been shown it.
    #[must_use]
    pub fn would_show(&self, shown: Shown<'_>) -> bool {
        self.would_show_of_followed(shown) || self.is_under_tags(shown)
    }

    fn would_show_of_followed(&self, Shown { audience, booster }: Shown<'_>) -> bool {
        let reads = |account| account == self.reader || self.follows.contains_key(&account);
        let admitted = audience.admits(Some(self.reader), self.follows.contains_key(&audience.author));
        match booster {
            Some(booster) if booster == self.reader => admitted,
            Some(booster) => admitted && self.follows.get(&booster).is_some_and(|wishes| wishes.boosts),
            None if audience.author == self.reader => true,
            None => {
                let answered = audience.reply_to.is_none_or(|to| to == audience.author || reads(to));
                admitted && answered && reads(audience.author)
            }
        }
    }

    fn mutes_any(&self, shown: Shown<'_>, now: Timestamp) -> bool {
        shown.by().any(|one| self.ties.mute(one, now))
    }

    /// Goes along with what happened, where it concerns this reader.
    pub fn heed(&mut self, event: &Event) {
        let Self { reader: me, follows, tags, ties } = self;
        match event {
            Event::Followed(told) if told.follower == *me => {
                follows.insert(told.followee, told.wishes.clone());
            }
            Event::Unfollowed(told) if told.follower == *me => {
                follows.remove(&told.followee);
            }
            Event::TagFollowed(told) if told.by == *me => {
                tags.insert(told.tag.clone());
            }
            Event::TagUnfollowed(told) if told.by == *me => {
                tags.remove(&told.tag);
            }
            Event::Blocked(told) if told.blocker == *me => {
                ties.blocking.insert(told.blocked);
            }
            Event::Blocked(told) if told.blocked == *me => {
                ties.blocked_by.insert(told.blocker);
            }
            Event::Unblocked(told) if told.blocker == *me => {
                ties.blocking.remove(&told.blocked);
            }
            Event::Unblocked(told) if told.blocked == *me => {
                ties.blocked_by.remove(&told.blocker);
            }
            Event::Muted(told) if told.muter == *me => {
                let extent = MuteExtent { notifications: told.notifications, until: told.until };
                ties.muting.insert(told.muted, extent);
            }
            Event::Unmuted(told) if told.muter == *me => {
                ties.muting.remove(&told.muted);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
