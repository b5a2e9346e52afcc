//! Searching: everything is looked at.
use std::cmp::Reverse;

use async_trait::async_trait;
use domain::identity::{Account, Profile};
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::posts::{Hashtag, Post, Visibility};
use domain::reading::{NamePart, Words};
use service::PortError;
use service::posts::Entry;
use service::search::{Part, PostQuery, SearchRepository};

use crate::Memory;
use crate::eyes::Where;
use crate::world::{Row, World};

#[async_trait]
impl SearchRepository for Memory {
    async fn accounts(
        &self,
        beginning: &NamePart,
        following: bool,
        reader: Option<AccountId>,
        part: Part,
    ) -> Result<Vec<Profile>, PortError> {
        let world = self.world();
        let follows = |of: AccountId| reader.is_some_and(|reader| world.follow_of(reader, of).is_some());
        let accounts = world.members.values().map(|member| &member.account);
        let mut found: Vec<Profile> = accounts
            .filter(|account| begins(account, beginning) && (!following || follows(account.id)))
            .filter(|account| world.is_found(account, reader))
            .filter_map(|account| world.profile(account.id))
            .collect();
        found.sort_by_key(|Profile { account, counts }| {
            let exact = account.username.folded() == beginning.as_str();
            (!exact, !follows(account.id), Reverse(counts.followers), account.id)
        });
        Ok(of(part, found))
    }

    async fn hashtags(&self, beginning: &Hashtag, part: Part) -> Result<Vec<Hashtag>, PortError> {
        let world = self.world();
        let public = world.posts().filter(|post| post.visibility == Visibility::Public);
        let tags = public.flat_map(|post| &post.hashtags);
        let mut found: Vec<Hashtag> =
            tags.filter(|tag| tag.as_str().starts_with(beginning.as_str())).cloned().collect();
        found.sort_unstable();
        found.dedup();
        Ok(of(part, found))
    }

    async fn posts(
        &self,
        query: &PostQuery,
        reader: Option<AccountId>,
        window: Window,
        offset: u16,
    ) -> Result<Vec<Entry>, PortError> {
        let now = self.entropy.now();
        let world = self.world();
        let eyes = world.eyes(reader, now);
        let wanted = |post: &Post| {
            query.by.is_none_or(|by| by == post.author)
                && Words::of_post(post).hold(&query.words)
                && eyes.see_post(post, None, Where::Everywhere)
                && world.may_be_found(post, reader)
        };
        let found = world.posts().filter(|post| wanted(post));
        let limit = window.limit.saturating_add(offset);
        let page = Window { limit, ..window }.of(found.map(|post| Listed { at: post.id.into(), item: post }));
        let page = page.into_iter().skip(usize::from(offset));
        Ok(page.filter_map(|row| world.entry(&Row::Post(Box::new(row.item.clone())), reader)).collect())
    }
}

impl World {
    /// Whether somebody may be found by others at all.
    fn is_found(&self, account: &Account, reader: Option<AccountId>) -> bool {
        let follows = || reader.is_some_and(|reader| self.follow_of(reader, account.id).is_some());
        self.known_to(reader)(account.id) && (!account.silenced || reader == Some(account.id) || follows())
    }

    /// Whether a post that the reader may see is among what they may look through.
    fn may_be_found(&self, post: &Post, reader: Option<AccountId>) -> bool {
        let author = self.members.get(&post.author).map(|member| &member.account);
        let open = post.visibility == Visibility::Public && author.is_some_and(|author| author.indexable);
        open || reader.is_some_and(|reader| {
            let marks = self.marks(post, reader);
            post.author == reader
                || post.mentions.iter().any(|mention| mention.account == reader)
                || marks.favourited
                || marks.boosted
                || marks.bookmarked
        })
    }
}

/// Whether the username, or a word of the name that people read, begins so.
fn begins(account: &Account, with: &NamePart) -> bool {
    let shown = format!(" {}", account.display_name.as_str().to_ascii_lowercase());
    account.username.folded().starts_with(with.as_str()) || shown.contains(&format!(" {}", with.as_str()))
}

fn of<T>(part: Part, found: Vec<T>) -> Vec<T> {
    found.into_iter().skip(usize::from(part.offset)).take(usize::from(part.limit)).collect()
}
