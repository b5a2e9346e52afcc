//! What people mark for themselves.
use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use domain::ids::{AccountId, PostId, Snowflake};
use domain::page::{Listed, Window};
use domain::posts::{Parent, Pin};
use service::PortError;
use service::posts::Entry;
use service::reading::{MarkRepository, Pinned};

use crate::Memory;
use crate::world::{Row, World};

/// Who marked what.
#[derive(Default)]
pub(crate) struct Marks {
    pub(crate) bookmarks: BTreeMap<Snowflake, (PostId, AccountId)>,
    pub(crate) pins: BTreeMap<Snowflake, Pin>,
    /// The first post of a thread, and who wants to hear no more of it.
    pub(crate) muted: BTreeSet<(PostId, AccountId)>,
    /// Each post that answers one, with the first post of its thread.
    threads: HashMap<PostId, PostId>,
}

impl Marks {
    /// The first post of the thread that a post belongs to.
    pub(crate) fn thread_of(&self, post: PostId) -> PostId {
        self.threads.get(&post).copied().unwrap_or(post)
    }

    /// Notes what a new post answers.
    pub(crate) fn file(&mut self, post: PostId, parent: Option<Parent>) {
        if let Some(parent) = parent {
            let thread = self.thread_of(parent.post);
            self.threads.insert(post, thread);
        }
    }

    /// The post is gone.
    pub(crate) fn forget(&mut self, post: PostId) {
        self.bookmarks.retain(|_, (kept, _)| *kept != post);
        self.pins.retain(|_, pin| pin.post != post);
    }
}

#[async_trait]
impl MarkRepository for Memory {
    async fn bookmark(&self, post: PostId, by: AccountId) -> Result<bool, PortError> {
        let world = &mut *self.world();
        if world.post(post).is_none() {
            return Ok(false);
        }
        if !world.marks.bookmarks.values().any(|kept| *kept == (post, by)) {
            let id = world.next_id(self.entropy.now());
            world.marks.bookmarks.insert(id, (post, by));
        }
        Ok(true)
    }

    async fn unbookmark(&self, post: PostId, by: AccountId) -> Result<(), PortError> {
        self.world().marks.bookmarks.retain(|_, kept| *kept != (post, by));
        Ok(())
    }

    async fn bookmarks(&self, of: AccountId, window: Window) -> Result<Vec<Listed<Entry>>, PortError> {
        let world = self.world();
        let own = world.marks.bookmarks.iter().filter(|(_, (_, by))| *by == of);
        Ok(world.listed(of, window, own.map(|(at, (post, _))| (*at, *post))))
    }

    async fn favourites(&self, of: AccountId, window: Window) -> Result<Vec<Listed<Entry>>, PortError> {
        let world = self.world();
        let own = world.favourites.values().filter(|favourite| favourite.by == of);
        Ok(world.listed(of, window, own.map(|favourite| (favourite.id.into(), favourite.post))))
    }

    async fn pin(&self, pin: Pin) -> Result<Pinned, PortError> {
        let world = &mut *self.world();
        let own = || world.marks.pins.values().filter(|other| other.by == pin.by);
        let (there, pinned, count) =
            (world.post(pin.post).is_some(), own().any(|other| *other == pin), own().count());
        if !there {
            return Ok(Pinned::Gone);
        }
        if !pinned {
            if count >= usize::from(Pin::MOST) {
                return Ok(Pinned::TooMany);
            }
            let id = world.next_id(self.entropy.now());
            world.marks.pins.insert(id, pin);
        }
        Ok(Pinned::Yes)
    }

    async fn unpin(&self, pin: Pin) -> Result<(), PortError> {
        self.world().marks.pins.retain(|_, other| *other != pin);
        Ok(())
    }

    async fn mute_thread(&self, post: PostId, by: AccountId) -> Result<(), PortError> {
        let marks = &mut self.world().marks;
        let thread = marks.thread_of(post);
        marks.muted.insert((thread, by));
        Ok(())
    }

    async fn unmute_thread(&self, post: PostId, by: AccountId) -> Result<(), PortError> {
        let marks = &mut self.world().marks;
        let thread = marks.thread_of(post);
        marks.muted.remove(&(thread, by));
        Ok(())
    }

    async fn who_muted_thread(&self, post: PostId, among: &[AccountId]) -> Result<Vec<AccountId>, PortError> {
        let marks = &self.world().marks;
        let thread = marks.thread_of(post);
        Ok(among.iter().copied().filter(|who| marks.muted.contains(&(thread, *who))).collect())
    }
}

impl World {
    /// A page of posts that somebody marked, as far as they may still see them.
    fn listed(
        &self,
        reader: AccountId,
        window: Window,
        marked: impl DoubleEndedIterator<Item = (Snowflake, PostId)>,
    ) -> Vec<Listed<Entry>> {
        let shown = marked.filter_map(|(at, post)| {
            let post = self.post(post).filter(|post| self.may_read(post, Some(reader)))?;
            Some(Listed { at, item: post })
        });
        let page = window.of(shown).into_iter();
        let entry = |row: Listed<&domain::posts::Post>| {
            let item = self.entry(&Row::Post(Box::new(row.item.clone())), Some(reader))?;
            Some(Listed { at: row.at, item })
        };
        page.filter_map(entry).collect()
    }
}
