//! Timelines: the rule of each, over all rows.
use async_trait::async_trait;
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Post, Visibility};
use service::PortError;
use service::posts::{AccountFilter, Entry, TagQuery, TimelineRepository};

use crate::Memory;
use crate::eyes::{Eyes, Where};
use crate::world::Row;

#[async_trait]
impl TimelineRepository for Memory {
    async fn public(&self, reader: Option<AccountId>, window: Window) -> Result<Vec<Entry>, PortError> {
        let shows = |post: &Post| post.audience().is_for_public_timelines();
        let now = self.entropy.now();
        let world = self.world();
        let eyes = world.eyes(reader, now);
        Ok(eyes.page(window, Where::Everywhere, |row| matches!(row, Row::Post(post) if shows(post))))
    }

    async fn public_media(&self, reader: Option<AccountId>, window: Window) -> Result<Vec<Entry>, PortError> {
        let shows = |post: &Post| post.audience().is_for_public_timelines() && !post.attachments.is_empty();
        let now = self.entropy.now();
        let world = self.world();
        let eyes = world.eyes(reader, now);
        Ok(eyes.page(window, Where::Everywhere, |row| matches!(row, Row::Post(post) if shows(post))))
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
        let now = self.entropy.now();
        let world = self.world();
        let eyes = world.eyes(reader, now);
        Ok(eyes.page(window, Where::Everywhere, |row| matches!(row, Row::Post(post) if shows(post))))
    }

    async fn of_account(
        &self,
        account: AccountId,
        filter: &AccountFilter,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, PortError> {
        let now = self.entropy.now();
        let world = self.world();
        if filter.pinned {
            return Ok(world.eyes(reader, now).pinned(account, window.limit));
        }
        let tagged = |row: &Row, tag| world.shown_post(row).is_some_and(|post| post.hashtags.contains(tag));
        Ok(world.eyes(reader, now).page(window, Where::Account, |row| {
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
        let now = self.entropy.now();
        Ok(self.world().eyes(Some(reader), now).page(window, Where::Home, |_| true))
    }
}

impl Eyes<'_> {
    /// What an account shows first, the latest pin first.
    fn pinned(&self, account: AccountId, limit: u16) -> Vec<Entry> {
        let world = self.world();
        let pins = world.marks.pins.values().rev().filter(|pin| pin.by == account);
        let rows =
            pins.filter_map(|pin| world.rows.get(&pin.post)).filter(|row| self.see(row, Where::Account));
        rows.filter_map(|row| world.entry(row, self.reader())).take(usize::from(limit)).collect()
    }

    /// A page of those rows that a timeline has and that are shown there.
    pub(crate) fn page(&self, window: Window, place: Where, has: impl Fn(&Row) -> bool) -> Vec<Entry> {
        let world = self.world();
        let rows = world.rows.iter().filter(|(_, row)| has(row) && self.see(row, place));
        let page = window.of(rows.map(|(id, row)| Listed { at: (*id).into(), item: row }));
        page.into_iter().filter_map(|row| world.entry(row.item, self.reader())).collect()
    }
}

fn answers_others(post: &Post) -> bool {
    post.reply_to.is_some_and(|parent| parent.author != post.author)
}
