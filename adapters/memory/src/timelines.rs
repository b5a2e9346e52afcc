//! Timelines: the rule of each, over all rows.
use async_trait::async_trait;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Post, Visibility};
use service::PortError;
use service::posts::{AccountFilter, Entry, TagQuery, TimelineRepository};

use crate::Memory;
use crate::world::{Row, World};

#[async_trait]
impl TimelineRepository for Memory {
    async fn public(&self, reader: Option<AccountId>, window: Window) -> Result<Vec<Entry>, PortError> {
        let shows = |post: &Post| post.audience().is_for_public_timelines();
        Ok(self.world().page(reader, window, |row| matches!(row, Row::Post(post) if shows(post))))
    }

    async fn public_media(&self, reader: Option<AccountId>, window: Window) -> Result<Vec<Entry>, PortError> {
        let shows = |post: &Post| post.audience().is_for_public_timelines() && !post.attachments.is_empty();
        Ok(self.world().page(reader, window, |row| matches!(row, Row::Post(post) if shows(post))))
    }

    async fn tagged(
        &self,
        tags: &TagQuery,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, PortError> {
        let shows = |post: &Post| {
            let has = |tag| post.hashtags.contains(tag);
            let wanted = tags.any.iter().any(has) && tags.all.iter().all(has) && !tags.none.iter().any(has);
            let pictured = !tags.only_media || !post.attachments.is_empty();
            post.visibility == Visibility::Public && wanted && pictured
        };
        Ok(self.world().page(reader, window, |row| matches!(row, Row::Post(post) if shows(post))))
    }

    async fn of_account(
        &self,
        account: AccountId,
        filter: &AccountFilter,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, PortError> {
        let world = self.world();
        if filter.pinned {
            return Ok(world.pinned(account, reader, window.limit));
        }
        let tagged = |row: &Row, tag| world.shown_post(row).is_some_and(|post| post.hashtags.contains(tag));
        Ok(world.page(reader, window, |row| {
            let theirs = match row {
                Row::Post(post) => {
                    post.author == account
                        && !(filter.exclude_replies && answers_others(post))
                        && !(filter.only_media && post.attachments.is_empty())
                }
                Row::Boost(boost) => boost.by == account && !filter.exclude_boosts && !filter.only_media,
            };
            theirs && filter.tagged.as_ref().is_none_or(|tag| tagged(row, tag))
        }))
    }

    async fn home(&self, reader: AccountId, window: Window) -> Result<Vec<Entry>, PortError> {
        let world = self.world();
        let home = world.home_of(reader);
        Ok(world.page(Some(reader), window, |row| world.is_at_home(row, &home)))
    }
}

impl World {
    /// What an account shows first, the latest pin first.
    fn pinned(&self, account: AccountId, reader: Option<AccountId>, limit: u16) -> Vec<Entry> {
        let pins = self.marks.pins.values().rev().filter(|pin| pin.by == account);
        let entries = pins.filter_map(|pin| self.entry(self.rows.get(&pin.post)?, reader));
        entries.take(usize::from(limit)).collect()
    }

    /// A page of those rows that a timeline shows and the reader may see.
    pub(crate) fn page(
        &self,
        reader: Option<AccountId>,
        window: Window,
        shows: impl Fn(&Row) -> bool,
    ) -> Vec<Entry> {
        let admitted = |row: &Row| self.shown_post(row).is_some_and(|post| self.admits(post, reader));
        let rows = self.rows.iter().filter(|(_, row)| shows(row) && admitted(row));
        let page = window.of(rows.map(|(id, row)| Listed { at: (*id).into(), item: row }));
        page.into_iter().filter_map(|row| self.entry(row.item, reader)).collect()
    }
}

fn answers_others(post: &Post) -> bool {
    post.reply_to.is_some_and(|parent| parent.author != post.author)
}
