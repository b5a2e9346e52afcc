//! Rows as people are shown them: counted and judged anew at each look.
use domain::identity::{Account, AccountCounts, Profile};
use domain::ids::{AccountId, PostId};
use domain::posts::{Home, Post, PostCounts, Visibility};
use service::posts::{BoostView, Entry, PostView, ViewerMarks};

use crate::world::{Row, World};

impl World {
    pub(crate) fn profile(&self, id: AccountId) -> Option<Profile> {
        let account = self.members.get(&id)?.account.clone();
        let counts = self.account_counts(&account);
        Some(Profile { account, counts })
    }

    fn account_counts(&self, Account { id, .. }: &Account) -> AccountCounts {
        let posts = self.posts().filter(|post| post.author == *id && post.is_counted()).count();
        let boosts =
            self.boosts().filter(|boost| boost.by == *id && boost.visibility != Visibility::Direct).count();
        AccountCounts {
            followers: number(self.follows.values().filter(|follow| follow.followee == *id).count()),
            following: number(self.follows.values().filter(|follow| follow.follower == *id).count()),
            posts: number(posts + boosts),
            last_post_at: self.members.get(id).and_then(|member| member.last_post_at),
        }
    }

    pub(crate) fn post_counts(&self, id: PostId) -> PostCounts {
        PostCounts {
            replies: number(self.posts().filter(|post| post.counted_parent() == Some(id)).count()),
            boosts: number(self.boosts().filter(|boost| boost.post == id).count()),
            favourites: number(self.favourites.values().filter(|favourite| favourite.post == id).count()),
        }
    }

    pub(crate) fn marks(&self, Post { id, author, .. }: &Post, reader: AccountId) -> ViewerMarks {
        let marks = &self.marks;
        let pinned = || marks.pins.values().any(|pin| pin.post == *id);
        ViewerMarks {
            favourited: self.favourites.values().any(|one| one.post == *id && one.by == reader),
            boosted: self.boosts().any(|one| one.post == *id && one.by == reader),
            bookmarked: marks.bookmarks.values().any(|kept| *kept == (*id, reader)),
            muted: marks.muted.contains(&(marks.thread_of(*id), reader)),
            pinned: (*author == reader).then(pinned),
            vote: self.vote_of(*id, reader),
        }
    }

    /// A post, to those who may see it.
    pub(crate) fn post_view(&self, post: &Post, reader: Option<AccountId>) -> Option<PostView> {
        Some(PostView {
            post: post.clone(),
            author: self.profile(post.author)?,
            counts: self.post_counts(post.id),
            marks: reader.map(|reader| self.marks(post, reader)),
        })
    }

    /// A row, to those who may see it.
    pub(crate) fn entry(&self, row: &Row, reader: Option<AccountId>) -> Option<Entry> {
        let post = self.post_view(self.shown_post(row)?, reader)?;
        let boost = match row {
            Row::Post(_) => None,
            Row::Boost(boost) => Some(BoostView { boost: *boost, by: self.profile(boost.by)? }),
        };
        Some(Entry { post, boost })
    }

    /// The post that a row shows: itself, or what it passes on.
    pub(crate) fn shown_post<'a>(&'a self, row: &'a Row) -> Option<&'a Post> {
        match row {
            Row::Post(post) => Some(post),
            Row::Boost(boost) => self.post(boost.post),
        }
    }

    /// The reader with all those whom they follow and keep away; who was shut out is followed by nobody.
    pub(crate) fn home_of(&self, reader: AccountId) -> Home {
        let own = self.follows.values().filter(|follow| follow.follower == reader);
        let there = own.filter(|follow| !self.is_shut_out(follow.followee));
        let follows = there.map(|follow| (follow.followee, follow.wishes.clone())).collect();
        let tags = self.tag_follows.values().filter(|one| one.by == reader);
        let tags = tags.map(|one| one.tag.as_str().to_owned()).collect();
        Home { reader, follows, tags, ties: self.ties_of(reader) }
    }
}

fn number(count: usize) -> u64 {
    count as u64
}
