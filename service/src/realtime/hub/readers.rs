//! Whom the connected people follow, and whom they keep away.
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use domain::ids::{AccountId, ListId};
use domain::posts::{Hashtag, Home};
use domain::reading::{Filter, Filters, FiltersChanged, ListFeed};
use domain::realtime::Event;

use super::{ConnectionId, Homes};

/// The follow sets of connected people, kept current by the events themselves.
#[derive(Default)]
pub(super) struct Readers {
    homes: Homes,
    /// Author to readers: the way of an event.
    followers: HashMap<AccountId, BTreeSet<AccountId>>,
    /// Tag to readers: the other way of an event.
    fans: HashMap<String, BTreeSet<AccountId>>,
}

/// One connected person.
#[derive(Default)]
pub(super) struct Reader {
    home: Option<Home>,
    /// What changed while the set was being read from the store.
    meanwhile: Vec<Event>,
    lists: HashMap<ListId, ListFeed>,
    filters: Option<Vec<Filter>>,
    /// The connections that listen to their home, or to a list.
    connections: BTreeSet<ConnectionId>,
    /// All their connections that listen to anything.
    listeners: BTreeSet<ConnectionId>,
    expected: usize,
}

impl Readers {
    pub(super) fn expect(&mut self, reader: AccountId) -> bool {
        let entry = self.homes.entry(reader).or_default();
        entry.expected += 1;
        entry.home.is_none()
    }

    pub(super) fn forget(&mut self, reader: AccountId) {
        if let Some(entry) = self.homes.get_mut(&reader) {
            entry.expected = entry.expected.saturating_sub(1);
        }
        self.drop_idle(reader);
    }

    /// The set as the store has it now; changes that were told since it was expected are newer or the same, so they win.
    pub(super) fn know(&mut self, mut home: Home) {
        let reader = home.reader;
        let Some(entry) = self.homes.get_mut(&reader) else { return };
        if entry.home.is_some() {
            return;
        }
        for event in entry.meanwhile.drain(..) {
            home.heed(&event);
        }
        for &author in home.follows.keys().chain([&reader]) {
            self.followers.entry(author).or_default().insert(reader);
        }
        for tag in &home.tags {
            self.fans.entry(tag.clone()).or_default().insert(reader);
        }
        entry.home = Some(home);
    }

    /// A list of somebody who is expected, or listens.
    pub(super) fn know_list(&mut self, feed: ListFeed) {
        if let Some(entry) = self.homes.get_mut(&feed.list.owner) {
            entry.lists.insert(feed.list.id, feed);
        }
    }

    pub(super) fn know_filters(&mut self, Filters { owner, filters }: Filters) {
        if let Some(entry) = self.homes.get_mut(&owner) {
            entry.filters.get_or_insert(filters);
        }
    }

    /// What was followed may have changed unheard: whoever comes from now on is read anew.
    pub(super) fn start_over(&mut self) {
        self.followers.clear();
        self.fans.clear();
        for entry in self.homes.values_mut() {
            entry.home = None;
            entry.meanwhile.clear();
            entry.lists.clear();
            entry.filters = None;
        }
    }

    pub(super) fn add_connection(&mut self, reader: AccountId, id: ConnectionId) {
        self.homes.entry(reader).or_default().connections.insert(id);
    }

    pub(super) fn add_listener(&mut self, reader: AccountId, id: ConnectionId) {
        self.homes.entry(reader).or_default().listeners.insert(id);
    }

    /// The connection is gone.
    pub(super) fn remove_listener(&mut self, reader: AccountId, id: ConnectionId) {
        if let Some(entry) = self.homes.get_mut(&reader) {
            entry.listeners.remove(&id);
        }
        self.remove_connection(reader, id);
    }

    /// All connections of somebody that listen to anything.
    pub(super) fn listeners(&self, reader: AccountId) -> impl Iterator<Item = ConnectionId> {
        self.homes.get(&reader).into_iter().flat_map(|reader| reader.listeners.iter().copied())
    }

    pub(super) fn remove_connection(&mut self, reader: AccountId, id: ConnectionId) {
        if let Some(entry) = self.homes.get_mut(&reader) {
            entry.connections.remove(&id);
        }
        self.drop_idle(reader);
    }

    pub(super) fn home(&self, reader: AccountId) -> Option<&Home> {
        self.homes.get(&reader)?.home.as_ref()
    }

    /// What somebody filters, as far as it is known.
    pub(super) fn filters(&self, of: AccountId) -> &[Filter] {
        self.homes.get(&of).and_then(|reader| reader.filters.as_deref()).unwrap_or_default()
    }

    pub(super) fn list(&self, id: ListId, of: AccountId) -> Option<&ListFeed> {
        self.homes.get(&of)?.lists.get(&id)
    }

    /// The connections of all who have the author in their home.
    pub(super) fn of_author(&self, author: AccountId) -> impl Iterator<Item = ConnectionId> {
        self.connections(self.followers.get(&author))
    }

    /// The connections of all who have the tag in their home.
    pub(super) fn of_tag(&self, tag: &Hashtag) -> impl Iterator<Item = ConnectionId> {
        self.connections(self.fans.get(tag.as_str()))
    }

    fn connections(&self, readers: Option<&BTreeSet<AccountId>>) -> impl Iterator<Item = ConnectionId> {
        let readers = readers.into_iter().flatten();
        readers
            .filter_map(|reader| self.homes.get(reader))
            .flat_map(|reader| reader.connections.iter().copied())
    }

    /// Follows the sets themselves.
    pub(super) fn note(&mut self, event: &Event) {
        if let Event::FiltersChanged(told) = event {
            self.heed_filters(told);
        }
        let [one, other] = match event {
            Event::Followed(told) => [Some(told.follower), None],
            Event::Unfollowed(told) => [Some(told.follower), None],
            Event::TagFollowed(told) => [Some(told.by), None],
            Event::TagUnfollowed(told) => [Some(told.by), None],
            Event::Blocked(told) => [Some(told.blocker), Some(told.blocked)],
            Event::Unblocked(told) => [Some(told.blocker), Some(told.blocked)],
            Event::Muted(told) => [Some(told.muter), None],
            Event::Unmuted(told) => [Some(told.muter), None],
            _ => return,
        };
        for reader in [one, other].into_iter().flatten() {
            self.change(reader, event);
        }
    }

    fn heed_filters(&mut self, told: &FiltersChanged) {
        if let Some(entry) = self.homes.get_mut(&told.owner) {
            entry.filters = Some(told.filters.clone());
        }
    }

    fn change(&mut self, reader: AccountId, event: &Event) {
        let Some(entry) = self.homes.get_mut(&reader) else { return };
        if let Event::Unfollowed(told) = event {
            for feed in entry.lists.values_mut() {
                feed.members.remove(&told.followee);
            }
        }
        let Some(home) = &mut entry.home else {
            entry.meanwhile.push(event.clone());
            return;
        };
        home.heed(event);
        match event {
            Event::Followed(told) => {
                self.followers.entry(told.followee).or_default().insert(reader);
            }
            Event::Unfollowed(told) => self.unlink(told.followee, reader),
            Event::TagFollowed(told) => {
                self.fans.entry(told.tag.clone()).or_default().insert(reader);
            }
            Event::TagUnfollowed(told) => unlink(&mut self.fans, &told.tag, reader),
            _ => {}
        }
    }

    fn unlink(&mut self, author: AccountId, reader: AccountId) {
        unlink(&mut self.followers, &author, reader);
    }

    fn drop_idle(&mut self, reader: AccountId) {
        let idle = self.homes.get(&reader).is_some_and(|r| r.listeners.is_empty() && r.expected == 0);
        if let Some(home) = idle.then(|| self.homes.remove(&reader)).flatten().and_then(|reader| reader.home)
        {
            for &author in home.follows.keys().chain([&reader]) {
                self.unlink(author, reader);
            }
            for tag in &home.tags {
                unlink(&mut self.fans, tag, reader);
            }
        }
    }
}

fn unlink<K: Eq + Hash>(ways: &mut HashMap<K, BTreeSet<AccountId>>, from: &K, reader: AccountId) {
    if let Some(readers) = ways.get_mut(from) {
        readers.remove(&reader);
        if readers.is_empty() {
            ways.remove(from);
        }
    }
}
