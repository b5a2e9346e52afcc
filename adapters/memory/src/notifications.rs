//! What people are told, and how far they have read.
use async_trait::async_trait;
use domain::Timestamp;
use domain::ids::{AccountId, NotificationId, Snowflake};
use domain::page::{Listed, Window};
use domain::posts::{Marked, Marker, Notification, NotificationKind};
use service::PortError;
use service::duty::{Step, Stepped};
use service::notifications::{Change, MarkerRepository, NotificationRepository, NotificationView, Wanted};

use crate::Memory;
use crate::eyes::Where;
use crate::world::World;

#[async_trait]
impl NotificationRepository for Memory {
    async fn take(&self, step: Step, changes: Vec<Change>) -> Result<Stepped, PortError> {
        let now = self.entropy.now();
        let world = &mut *self.world();
        if world.step(step) == Stepped::Fenced {
            return Ok(Stepped::Fenced);
        }
        for change in changes {
            world.change(change, now);
        }
        Ok(Stepped::Done)
    }

    async fn wanting_posts_of(&self, author: AccountId) -> Result<Vec<AccountId>, PortError> {
        let world = self.world();
        let wanting = world.follows.values().filter(|one| one.followee == author && one.wishes.notify);
        Ok(wanting.map(|one| one.follower).collect())
    }

    async fn list(
        &self,
        to: AccountId,
        wanted: &Wanted,
        window: Window,
    ) -> Result<Vec<NotificationView>, PortError> {
        let now = self.entropy.now();
        let world = self.world();
        let views = world.told(to, wanted, now).into_iter();
        let page = window.of(views.map(|view| Listed { at: view.notification.id.into(), item: view }));
        Ok(page.into_iter().map(|row| row.item).collect())
    }

    async fn find(&self, id: NotificationId, to: AccountId) -> Result<Option<NotificationView>, PortError> {
        let everything = Wanted { kinds: NotificationKind::ALL.to_vec(), by: None };
        let now = self.entropy.now();
        Ok(self.world().told(to, &everything, now).into_iter().find(|view| view.notification.id == id))
    }

    async fn dismiss(&self, id: NotificationId, to: AccountId) -> Result<bool, PortError> {
        let notifications = &mut self.world().notifications;
        let theirs = notifications.get(&id).is_some_and(|one| one.to == to);
        Ok(theirs && notifications.remove(&id).is_some())
    }

    async fn clear(&self, to: AccountId) -> Result<(), PortError> {
        self.world().notifications.retain(|_, one| one.to != to);
        Ok(())
    }

    async fn count(
        &self,
        to: AccountId,
        wanted: &Wanted,
        after: Snowflake,
        limit: u16,
    ) -> Result<u64, PortError> {
        let now = self.entropy.now();
        let told = self.world().told(to, wanted, now);
        let unread = told.iter().filter(|view| Snowflake::from(view.notification.id) > after);
        Ok(unread.take(usize::from(limit)).count() as u64)
    }
}

#[async_trait]
impl MarkerRepository for Memory {
    async fn list(&self, of: AccountId) -> Result<Vec<Marker>, PortError> {
        let world = self.world();
        Ok(world.markers.iter().filter(|((who, _), _)| *who == of).map(|(_, marker)| *marker).collect())
    }

    async fn move_to(
        &self,
        of: AccountId,
        marked: Marked,
        last_read: Snowflake,
        at: Timestamp,
    ) -> Result<Marker, PortError> {
        let markers = &mut self.world().markers;
        let version = markers.get(&(of, marked)).map_or(0, |marker| marker.version) + 1;
        let marker = Marker { of: marked, last_read, version, updated_at: at };
        markers.insert((of, marked), marker);
        Ok(marker)
    }
}

impl World {
    fn change(&mut self, change: Change, now: Timestamp) {
        match change {
            Change::Tell(drafts) => {
                for draft in drafts {
                    let told = draft.with_id(self.next_id(now));
                    if self.is_to_be_told(&told, now) {
                        self.tell(told.events());
                        self.notifications.insert(told.id, *told);
                    }
                }
            }
            Change::Converse { post, people } => self.converse(post, people, now),
            Change::ForgetPost(post) => {
                self.notifications.retain(|_, one| one.post != Some(post));
                self.unsay(post);
            }
            Change::ForgetDeed { kind, by, post } => {
                self.notifications.retain(|_, one| (one.kind, one.by, one.post) != (kind, by, Some(post)));
            }
            Change::ForgetFollow { kind, follower, followee } => {
                let follow = (kind, follower, followee);
                self.notifications.retain(|_, one| (one.kind, one.by, one.to) != follow);
            }
        }
    }

    /// Not of what is gone, nothing twice, and nothing by those who are kept away.
    fn is_to_be_told(&self, new: &Notification, now: Timestamp) -> bool {
        let same =
            |one: &Notification| (one.to, one.kind, one.by, one.post) == (new.to, new.kind, new.by, new.post);
        let there = new.post.is_none_or(|post| self.post(post).is_some());
        there && self.lets_tell(new.to, new.by, now) && !self.notifications.values().any(same)
    }

    pub(crate) fn lets_tell(&self, to: AccountId, by: AccountId, now: Timestamp) -> bool {
        !self.is_shut_out(by) && self.ties_of(to).let_tell(by, now)
    }

    /// What somebody was told, oldest first.
    fn told(&self, to: AccountId, wanted: &Wanted, now: Timestamp) -> Vec<NotificationView> {
        let eyes = self.eyes(Some(to), now);
        let is_wanted = |one: &&Notification| {
            let by = wanted.by.is_none_or(|by| one.by == by);
            one.to == to && wanted.kinds.contains(&one.kind) && by && self.lets_tell(to, one.by, now)
        };
        let view = |one: &Notification| {
            let by = self.profile(one.by)?;
            let post = match one.post {
                Some(post) => {
                    let row = self.rows.get(&post).filter(|row| eyes.see(row, Where::Alone))?;
                    Some(self.entry(row, Some(to))?)
                }
                None => None,
            };
            Some(NotificationView { notification: *one, by, post })
        };
        self.notifications.values().filter(is_wanted).filter_map(view).collect()
    }
}
