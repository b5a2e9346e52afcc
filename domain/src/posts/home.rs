//! What a reader is shown of what others write.
use std::collections::HashMap;

use jiff::Timestamp;

use super::{Audience, FollowWishes, MuteExtent, Ties};
use crate::ids::AccountId;
use crate::realtime::Event;

/// A reader with those whom they follow and those whom they keep away: the rules of what they are shown, for queries to
/// repeat and the hub to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Whose home.
    pub reader: AccountId,
    /// Whom they follow, and what of.
    pub follows: HashMap<AccountId, FollowWishes>,
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
        Self { reader, follows: HashMap::new(), ties: Ties::default() }
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

    /// Own posts and boosts, and those of followed accounts that the reader may see. Boosts only where wanted; what they write
    /// themselves only in wanted languages; a followed account's answer only when the reader also follows whom it answers. Nothing by those who are muted or blocked,
    /// nothing of theirs that others pass on, and no answers of others to them.
    #[must_use]
    pub fn shows(&self, shown: Shown<'_>, now: Timestamp) -> bool {
        let hears = |to| !self.ties.are_apart(to) && !self.ties.mute(to, now);
        let answered = shown.booster.is_some()
            || shown.audience.reply_to.is_none_or(|to| self.wrote(shown) || hears(to));
        let read = shown.booster.is_some() || self.reads_language(shown.audience);
        self.would_show(shown) && read && self.comes_across(shown) && !self.mutes_any(shown, now) && answered
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
    pub fn would_show(&self, Shown { audience, booster }: Shown<'_>) -> bool {
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
        let Self { reader: me, follows, ties } = self;
        match event {
            Event::Followed(told) if told.follower == *me => {
                follows.insert(told.followee, told.wishes.clone());
            }
            Event::Unfollowed(told) if told.follower == *me => {
                follows.remove(&told.followee);
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
mod tests {
    use super::*;
    use crate::ids::PostId;
    use crate::posts::Visibility;

    const READER: i64 = 1;
    const FRIEND: i64 = 2;
    const QUIET: i64 = 3;
    const STRANGER: i64 = 4;

    /// Whether the reader's home shows a post: (author, visibility, answers, mentions, booster).
    fn shown(
        author: i64,
        visibility: Visibility,
        reply_to: Option<i64>,
        mentions: &[i64],
        booster: Option<i64>,
    ) -> bool {
        let follow = |id, boosts| (AccountId::stored(id), FollowWishes { boosts, ..FollowWishes::default() });
        let home = Home {
            follows: [follow(FRIEND, true), follow(QUIET, false)].into(),
            ..Home::of(AccountId::stored(READER))
        };
        let audience = Audience {
            post: PostId::stored(9),
            author: AccountId::stored(author),
            visibility,
            mentioned: mentions.iter().copied().map(AccountId::stored).collect(),
            reply_to: reply_to.map(AccountId::stored),
            hashtags: vec![],
            media: false,
            language: None,
        };
        home.shows(
            Shown { audience: &audience, booster: booster.map(AccountId::stored) },
            Timestamp::UNIX_EPOCH,
        )
    }

    #[test]
    fn home_is_what_one_wrote_and_what_friends_wrote() {
        use Visibility::{Direct, Private, Public};
        let cases = [
            (shown(READER, Direct, None, &[], None), true, "one's own note"),
            (shown(FRIEND, Public, None, &[], None), true, "a friend's post"),
            (shown(FRIEND, Private, None, &[], None), true, "a friend's post for followers"),
            (shown(FRIEND, Direct, None, &[], None), false, "a friend's letter to others"),
            (shown(FRIEND, Direct, None, &[READER], None), true, "a friend's letter to the reader"),
            (shown(STRANGER, Public, None, &[], None), false, "a stranger's post"),
            (shown(STRANGER, Public, None, &[READER], None), false, "a stranger's mention is a notification"),
            (shown(FRIEND, Public, Some(STRANGER), &[], None), false, "a friend's answer to a stranger"),
            (shown(FRIEND, Public, Some(QUIET), &[], None), true, "a friend's answer to a friend"),
            (shown(FRIEND, Public, Some(FRIEND), &[], None), true, "a friend's thread"),
            (shown(FRIEND, Public, Some(READER), &[], None), true, "a friend's answer to the reader"),
            (shown(STRANGER, Public, None, &[], Some(FRIEND)), true, "a friend's boost"),
            (
                shown(STRANGER, Public, None, &[], Some(QUIET)),
                false,
                "a boost of one whose boosts are not wanted",
            ),
            (shown(STRANGER, Public, None, &[], Some(STRANGER)), false, "a stranger's boost"),
            (
                shown(STRANGER, Private, None, &[], Some(STRANGER)),
                false,
                "a stranger's boost of their own private post",
            ),
            (shown(STRANGER, Public, None, &[], Some(READER)), true, "one's own boost"),
        ];
        for (is, should, what) in cases {
            assert_eq!(is, should, "{what}");
        }
    }

    /// What is allowed of a post by `author` that `booster` passes on: on its own page, on the page of who passed it on, in a
    /// thread, among what everybody writes, at home.
    fn allowed(ties: Ties, author: i64, booster: Option<i64>) -> [bool; 5] {
        let follow = |id| (AccountId::stored(id), FollowWishes::default());
        let follows = [follow(FRIEND), follow(QUIET)].into();
        let home = Home { follows, ties, ..Home::of(AccountId::stored(READER)) };
        let audience = Audience {
            post: PostId::stored(9),
            author: AccountId::stored(author),
            visibility: Visibility::Public,
            mentioned: vec![],
            reply_to: None,
            hashtags: vec![],
            media: false,
            language: None,
        };
        let shown = Shown { audience: &audience, booster: booster.map(AccountId::stored) };
        let now = Timestamp::UNIX_EPOCH;
        [
            home.may_read(shown),
            home.finds(shown),
            home.comes_across(shown),
            home.is_offered(shown, false, now),
            home.shows(shown, now),
        ]
    }

    #[test]
    fn who_keeps_whom_away_decides_what_is_come_across() {
        let id = AccountId::stored;
        let blocking = || Ties { blocking: [id(STRANGER)].into(), ..Ties::default() };
        let blocked_by = || Ties { blocked_by: [id(STRANGER)].into(), ..Ties::default() };
        let muting = |whom, until| {
            let extent = MuteExtent { notifications: true, until };
            Ties { muting: [(id(whom), extent)].into(), ..Ties::default() }
        };
        let (none, all) = ([false; 5], [true; 5]);
        let of_stranger = [true, true, true, true, false];
        assert_eq!(allowed(Ties::default(), STRANGER, None), of_stranger);
        assert_eq!(allowed(Ties::default(), STRANGER, Some(FRIEND)), all);
        assert_eq!(allowed(blocking(), STRANGER, None), [true, true, false, false, false]);
        assert_eq!(allowed(blocking(), STRANGER, Some(FRIEND)), [true, false, false, false, false]);
        assert_eq!(allowed(blocking(), FRIEND, Some(STRANGER)), [true, true, false, false, false]);
        assert_eq!(allowed(blocked_by(), STRANGER, None), none);
        assert_eq!(allowed(blocked_by(), STRANGER, Some(FRIEND)), none);
        assert_eq!(allowed(blocked_by(), FRIEND, Some(STRANGER)), none);
        assert_eq!(allowed(muting(FRIEND, None), FRIEND, None), [true, true, true, false, false]);
        assert_eq!(allowed(muting(STRANGER, None), STRANGER, Some(FRIEND)), [true, true, true, false, false]);
        let (over, not_yet) = (Timestamp::UNIX_EPOCH, Timestamp::from_second(1).unwrap());
        assert_eq!(allowed(muting(FRIEND, Some(over)), FRIEND, None), all);
        assert_eq!(allowed(muting(FRIEND, Some(not_yet)), FRIEND, None), [true, true, true, false, false]);
    }

    #[test]
    fn of_a_friend_only_the_wanted_languages_are_shown() {
        use super::super::Languages;
        let wishes = FollowWishes { languages: Languages::stored(["en", "nl"]), ..FollowWishes::default() };
        let home = Home {
            follows: [(AccountId::stored(FRIEND), wishes)].into(),
            ..Home::of(AccountId::stored(READER))
        };
        let shown = |author, language: Option<&str>, booster: Option<i64>| {
            let audience = Audience {
                post: PostId::stored(9),
                author: AccountId::stored(author),
                visibility: Visibility::Public,
                mentioned: vec![],
                reply_to: None,
                hashtags: vec![],
                media: false,
                language: language.map(str::to_owned),
            };
            let shown = Shown { audience: &audience, booster: booster.map(AccountId::stored) };
            home.shows(shown, Timestamp::UNIX_EPOCH)
        };
        assert_eq!(
            [Some("en"), Some("de"), None].map(|language| shown(FRIEND, language, None)),
            [true, false, true]
        );
        assert!(shown(READER, Some("de"), None), "one's own posts");
        assert!(shown(STRANGER, Some("de"), Some(FRIEND)), "what a friend passes on");
    }

    #[test]
    fn the_silenced_are_heard_by_those_who_follow_them() {
        let home = Home {
            follows: [(AccountId::stored(FRIEND), FollowWishes::default())].into(),
            ..Home::of(AccountId::stored(READER))
        };
        let offered = |author| {
            let audience = Audience {
                post: PostId::stored(9),
                author: AccountId::stored(author),
                visibility: Visibility::Public,
                mentioned: vec![],
                reply_to: None,
                hashtags: vec![],
                media: false,
                language: None,
            };
            home.is_offered(Shown { audience: &audience, booster: None }, true, Timestamp::UNIX_EPOCH)
        };
        assert_eq!([offered(READER), offered(FRIEND), offered(STRANGER)], [true, true, false]);
    }
}
