//! What a reader is shown, by the rules of the domain alone.
use domain::Timestamp;
use domain::ids::AccountId;
use domain::posts::{Home, Post, Shown, Visibility};

use crate::world::{Row, World};

/// Somebody who looks at the world at a moment: a member with all that the rules need to know of them, or a visitor.
pub(crate) struct Eyes<'w> {
    world: &'w World,
    reader: Option<AccountId>,
    home: Option<Home>,
    now: Timestamp,
}

/// Where something is looked at.
#[derive(Clone, Copy)]
pub(crate) enum Where {
    /// On its own page.
    Alone,
    /// On the page of whoever wrote or boosted it.
    Account,
    /// In a thread.
    Thread,
    /// Among what everybody writes.
    Everywhere,
    /// At home.
    Home,
    /// Among what those do whom they follow.
    OfFollowed,
}

impl World {
    pub(crate) fn eyes(&self, reader: Option<AccountId>, now: Timestamp) -> Eyes<'_> {
        Eyes { world: self, reader, home: reader.map(|reader| self.home_of(reader)), now }
    }

    /// Whether a reader may read a post, wherever they found it: that never depends on the moment.
    pub(crate) fn may_read(&self, post: &Post, reader: Option<AccountId>) -> bool {
        self.eyes(reader, Timestamp::UNIX_EPOCH).see_post(post, None, Where::Alone)
    }
}

impl<'w> Eyes<'w> {
    pub(crate) fn world(&self) -> &'w World {
        self.world
    }

    pub(crate) fn reader(&self) -> Option<AccountId> {
        self.reader
    }

    /// Whether they are shown a post, or a boost of one.
    pub(crate) fn see(&self, row: &Row, place: Where) -> bool {
        let booster = match row {
            Row::Post(_) => None,
            Row::Boost(boost) => Some(boost.by),
        };
        self.world.shown_post(row).is_some_and(|post| self.see_post(post, booster, place))
    }

    pub(crate) fn see_post(&self, post: &Post, booster: Option<AccountId>, place: Where) -> bool {
        let silenced = self.world.is_silenced(post.author);
        if [Some(post.author), booster].into_iter().flatten().any(|one| self.world.is_shut_out(one)) {
            return false;
        }
        let Some(home) = &self.home else {
            return matches!(post.visibility, Visibility::Public | Visibility::Unlisted)
                && !(silenced && matches!(place, Where::Everywhere));
        };
        let shown = Shown { audience: &post.audience(), booster };
        match place {
            Where::Alone => home.may_read(shown),
            Where::Account => home.finds(shown),
            Where::Thread => home.comes_across(shown),
            Where::Everywhere => home.is_offered(shown, silenced, self.now),
            Where::Home => home.shows(shown, silenced, self.now),
            Where::OfFollowed => home.shows_of_followed(shown, self.now),
        }
    }
}
