//! Lists: timelines of some of those whom one follows.
use std::collections::HashSet;
use std::str::FromStr;

use thiserror::Error;

use crate::ids::{AccountId, ListId};
use crate::posts::{Shown, is_forbidden_control};

/// A timeline that somebody made of some of those whom they follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its id.
    pub id: ListId,
    /// Whose it is; to others it does not exist.
    pub owner: AccountId,
    /// Its name.
    pub title: ListTitle,
    /// Whose answers to others it shows.
    pub replies: Replies,
}

impl List {
    /// Lists of an account at the most.
    pub const MOST: u16 = 50;
    /// Members of a list at the most.
    pub const MEMBERS: u16 = 500;
}

/// What a list shows of its owner's home: the rule of lists, for queries to repeat and the hub to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFeed {
    /// The list.
    pub list: List,
    /// Whose posts and boosts it shows; all of them are followed.
    pub members: HashSet<AccountId>,
}

impl ListFeed {
    /// Whether it picks something out of what the owner's home shows of those whom they follow: whatever its members wrote and boosted, but only the
    /// answers to others that the owner wants in it.
    #[must_use]
    pub fn picks(&self, Shown { audience, booster }: Shown<'_>) -> bool {
        let author = audience.author;
        let answered =
            audience.reply_to.filter(|to| booster.is_none() && ![author, self.list.owner].contains(to));
        let wanted = answered.is_none_or(|to| match self.list.replies {
            Replies::Followed => true,
            Replies::Members => self.members.contains(&to),
            Replies::None => false,
        });
        wanted && self.members.contains(&booster.unwrap_or(author))
    }
}

/// Which answers of its members a list shows. Answers to its owner, and members' own threads, it always shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Replies {
    /// Those to anybody whom its owner follows.
    Followed,
    /// Those to its members.
    #[default]
    Members,
    /// No others.
    None,
}

impl Replies {
    /// All of them, in the order in which they are numbered.
    pub const ALL: [Self; 3] = [Self::Followed, Self::Members, Self::None];

    /// Mastodon's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Followed => "followed",
            Self::Members => "list",
            Self::None => "none",
        }
    }
}

impl FromStr for Replies {
    type Err = ListRule;

    fn from_str(word: &str) -> Result<Self, ListRule> {
        Self::ALL.into_iter().find(|replies| replies.as_str() == word).ok_or(ListRule::Replies)
    }
}

/// The name of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListTitle(String);

impl ListTitle {
    /// Characters at the most.
    pub const MAX: usize = 100;

    /// Checks what somebody typed.
    pub fn parse(raw: &str) -> Result<Self, ListRule> {
        let title = raw.trim();
        if title.is_empty() {
            return Err(ListRule::Blank);
        }
        if title.chars().count() > Self::MAX {
            return Err(ListRule::TooLong { max: Self::MAX });
        }
        if title.chars().any(|c| is_forbidden_control(c) || c == '\n') {
            return Err(ListRule::Control);
        }
        Ok(Self(title.to_owned()))
    }

    /// A title as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why something about a list was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ListRule {
    /// It has no name.
    #[error("Title can't be blank")]
    Blank,
    /// Its name is too long.
    #[error("Title is too long (maximum is {max} characters)")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// Its name holds control characters.
    #[error("Title contains control characters")]
    Control,
    /// There is no such choice of answers.
    #[error("Replies policy is not included in the list")]
    Replies,
    /// There are as many lists as there may be.
    #[error("You have reached the maximum number of lists")]
    TooMany,
    /// It has as many members as it may have.
    #[error("The list has reached the maximum number of accounts")]
    Full,
    /// Somebody is not followed.
    #[error("Account must be followed to be in a list")]
    NotFollowed,
    /// Somebody is in it already.
    #[error("Account has already been taken")]
    There,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PostId;
    use crate::posts::{Audience, Visibility};

    #[test]
    fn a_list_shows_what_its_members_do() {
        let [owner, member, other, stranger] = [1, 2, 3, 4].map(AccountId::stored);
        let picked = |replies, author, reply_to, booster| {
            let list = List { id: ListId::stored(7), owner, title: ListTitle::stored("rooks"), replies };
            let feed = ListFeed { list, members: [member, other].into() };
            let audience = Audience {
                post: PostId::stored(9),
                author,
                visibility: Visibility::Public,
                mentioned: vec![],
                reply_to,
                hashtags: vec![],
                media: false,
                language: None,
            };
            feed.picks(Shown { audience: &audience, booster })
        };
        let of_each = |author, reply_to, booster| {
            Replies::ALL.map(|replies| picked(replies, author, reply_to, booster))
        };
        assert_eq!(of_each(member, None, None), [true; 3], "a member's post");
        assert_eq!(of_each(stranger, None, None), [false; 3], "a stranger's post");
        assert_eq!(of_each(owner, None, None), [false; 3], "one's own");
        assert_eq!(of_each(stranger, Some(owner), Some(member)), [true; 3], "a member's boost");
        assert_eq!(of_each(member, Some(other), Some(stranger)), [false; 3], "a stranger's boost");
        assert_eq!(of_each(member, Some(owner), None), [true; 3], "an answer to the owner");
        assert_eq!(of_each(member, Some(member), None), [true; 3], "a member's thread");
        assert_eq!(of_each(member, Some(other), None), [true, true, false], "an answer to a member");
        assert_eq!(of_each(member, Some(stranger), None), [true, false, false], "an answer to another");
    }

    #[test]
    fn a_list_has_a_short_name_and_a_known_choice() {
        assert_eq!(ListTitle::parse(" rooks ").unwrap().as_str(), "rooks");
        assert_eq!(ListTitle::parse(" "), Err(ListRule::Blank));
        assert_eq!(ListTitle::parse("a\nb"), Err(ListRule::Control));
        assert_eq!(ListTitle::parse(&"ä".repeat(101)), Err(ListRule::TooLong { max: 100 }));
        for replies in Replies::ALL {
            assert_eq!(replies.as_str().parse(), Ok(replies));
        }
        assert_eq!("all".parse::<Replies>(), Err(ListRule::Replies));
    }
}
