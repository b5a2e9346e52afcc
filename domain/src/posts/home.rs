//! What a home timeline shows.
use std::collections::HashMap;

use super::{Audience, FollowWishes};
use crate::ids::AccountId;

/// A reader with those whom they follow: the rule of home, for queries to repeat and the hub to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Whose home.
    pub reader: AccountId,
    /// Whom they follow, and what of.
    pub follows: HashMap<AccountId, FollowWishes>,
}

/// What might be shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The post.
    pub audience: &'a Audience,
    /// Who passed it on, when this is a boost.
    pub booster: Option<AccountId>,
}

impl Home {
    /// Own posts and boosts, and those of followed accounts that the reader may see. Boosts only where wanted; a followed
    /// account's answer only when the reader also follows whom it answers.
    #[must_use]
    pub fn shows(&self, Shown { audience, booster }: Shown<'_>) -> bool {
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
        let follow = |id, boosts| (AccountId::stored(id), FollowWishes { boosts, notify: false });
        let home = Home {
            reader: AccountId::stored(READER),
            follows: [follow(FRIEND, true), follow(QUIET, false)].into(),
        };
        let audience = Audience {
            post: PostId::stored(9),
            author: AccountId::stored(author),
            visibility,
            mentioned: mentions.iter().copied().map(AccountId::stored).collect(),
            reply_to: reply_to.map(AccountId::stored),
            hashtags: vec![],
            media: false,
        };
        home.shows(Shown { audience: &audience, booster: booster.map(AccountId::stored) })
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
}
