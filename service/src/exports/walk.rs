//! Going through all that somebody has, one page after another.
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use domain::identity::Picture;
use domain::ids::{AccountId, PostId, Snowflake};
use domain::media::FileKey;
use domain::page::{Listed, Window};
use domain::posts::{FollowWishes, Post};
use domain::reading::List;
use domain::shop::checkout::Order;

use super::{Exports, Piece, Told};
use crate::PortError;
use crate::posts::AccountFilter;

/// Somebody's way through all that is theirs.
pub struct Walk {
    exports: Exports,
    of: AccountId,
    step: Step,
    /// Where the next page of a step begins.
    before: Option<Snowflake>,
    /// Pictures of what was told.
    pictures: VecDeque<FileKey>,
    /// Lists whose members were not told yet.
    lists: VecDeque<List>,
    /// Orders that were not told yet, from when they were looked at.
    orders: Option<VecDeque<Arc<Order>>>,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Profile,
    Posts,
    Following,
    Followers,
    Blocked,
    Muted,
    Lists,
    Members,
    Tags,
    Filters,
    Bookmarks,
    Favourites,
    Cart,
    Orders,
    Done,
}

impl Step {
    const fn next(self) -> Self {
        match self {
            Self::Profile => Self::Posts,
            Self::Posts => Self::Following,
            Self::Following => Self::Followers,
            Self::Followers => Self::Blocked,
            Self::Blocked => Self::Muted,
            Self::Muted => Self::Lists,
            Self::Lists => Self::Members,
            Self::Members => Self::Tags,
            Self::Tags => Self::Filters,
            Self::Filters => Self::Bookmarks,
            Self::Bookmarks => Self::Favourites,
            Self::Favourites => Self::Cart,
            Self::Cart => Self::Orders,
            Self::Orders | Self::Done => Self::Done,
        }
    }
}

impl Walk {
    /// Posts in a piece.
    const POSTS: u16 = 100;
    /// Accounts in a piece.
    const ACCOUNTS: u16 = 1_000;
    /// Orders in a piece.
    const ORDERS: usize = 100;

    pub(super) fn through(exports: Exports, of: AccountId) -> Self {
        let (pictures, lists) = (VecDeque::new(), VecDeque::new());
        Self { exports, of, step: Step::Profile, before: None, pictures, lists, orders: None }
    }

    /// The next piece; nothing when there is no more.
    pub async fn next(&mut self) -> Result<Option<Piece>, PortError> {
        loop {
            if let Some(key) = self.pictures.pop_front() {
                match self.exports.files.get(&key).await? {
                    Some(bytes) => return Ok(Some(Piece::Picture(key, bytes))),
                    None => continue,
                }
            }
            if self.step == Step::Done {
                return Ok(None);
            }
            if let Some(piece) = self.look().await? {
                return Ok(Some(piece));
            }
        }
    }

    /// The next piece of a step, if it has one.
    async fn look(&mut self) -> Result<Option<Piece>, PortError> {
        match self.step {
            Step::Profile => self.profile().await,
            Step::Posts => self.posts().await,
            Step::Following => self.following().await,
            Step::Followers => {
                let page =
                    self.exports.posts.follows.followers(self.of, Some(self.of), self.accounts()).await?;
                Ok(self.turn(page).map(Piece::Followers))
            }
            Step::Blocked => {
                let page = self.exports.posts.relations.blocked(self.of, self.accounts()).await?;
                Ok(self.turn(page).map(Piece::Blocked))
            }
            Step::Muted => self.muted().await,
            Step::Lists => {
                self.lists = self.exports.reading.lists.all(self.of).await?.into();
                self.get_on();
                Ok(None)
            }
            Step::Members => self.members().await,
            Step::Tags => {
                let page = self.exports.posts.tags.followed_tags(self.of, self.accounts()).await?;
                Ok(self.turn(page).map(Piece::Tags))
            }
            Step::Filters => {
                self.get_on();
                let filters = self.exports.reading.filters.of(self.of).await?.filters;
                Ok((!filters.is_empty()).then_some(Piece::Filters(filters)))
            }
            Step::Bookmarks => {
                let page = self.exports.reading.marks.bookmarks(self.of, self.entries()).await?;
                Ok(self.turn(page).map(Piece::Bookmarks))
            }
            Step::Favourites => {
                let page = self.exports.reading.marks.favourites(self.of, self.entries()).await?;
                Ok(self.turn(page).map(Piece::Favourites))
            }
            Step::Cart => self.cart(),
            Step::Orders => self.orders(),
            Step::Done => Ok(None),
        }
    }

    fn cart(&mut self) -> Result<Option<Piece>, PortError> {
        self.get_on();
        let Some(shop) = &self.exports.shop else { return Ok(None) };
        let cart = shop.cart(self.of)?.item;
        Ok((!cart.lines.is_empty()).then(|| Piece::Cart(Box::new(cart))))
    }

    fn orders(&mut self) -> Result<Option<Piece>, PortError> {
        let mut orders = match (self.orders.take(), &self.exports.shop) {
            (Some(orders), _) => orders,
            (None, Some(shop)) => shop.everything_ordered(self.of)?.into(),
            (None, None) => VecDeque::new(),
        };
        let some: Vec<Arc<Order>> = orders.drain(..orders.len().min(Self::ORDERS)).collect();
        if some.is_empty() {
            self.get_on();
            return Ok(None);
        }
        self.orders = Some(orders);
        Ok(Some(Piece::Orders(some)))
    }

    async fn profile(&mut self) -> Result<Option<Piece>, PortError> {
        self.get_on();
        let found = self.exports.posts.accounts.find(self.of).await?;
        let Some(profile) = &found else {
            self.step = Step::Done;
            return Ok(None);
        };
        let (avatar, header) = (&profile.account.avatar, &profile.account.header);
        self.pictures.extend([avatar, header].into_iter().flatten().filter_map(Picture::key));
        Ok(found.map(|profile| Piece::Profile(Box::new(profile))))
    }

    /// Only what was edited is asked for what it said before, all of a page at once.
    async fn posts(&mut self) -> Result<Option<Piece>, PortError> {
        let (filter, me) = (AccountFilter::default(), Some(self.of));
        let page = self.exports.posts.timelines.of_account(self.of, &filter, me, self.entries()).await?;
        let page = page.into_iter().map(|entry| Listed { at: entry.at(), item: entry }).collect();
        let Some(entries) = self.turn(page) else { return Ok(None) };
        let own = || entries.iter().filter(|entry| entry.boost.is_none()).map(|entry| &entry.post.post);
        let pictures = own().flat_map(|post| &post.attachments).map(|media| media.picture.full.key.clone());
        self.pictures.extend(pictures);
        let edited: Vec<PostId> = own().filter(|post| post.edited_at.is_some()).map(|post| post.id).collect();
        let mut versions: HashMap<PostId, Vec<Post>> = HashMap::new();
        let earlier =
            if edited.is_empty() { vec![] } else { self.exports.edits.list_earlier(&edited).await? };
        for version in earlier {
            versions.entry(version.id).or_default().push(version);
        }
        let told = entries.into_iter().map(|entry| {
            let own = entry.boost.is_none().then_some(entry.post.post.id);
            Told { earlier: own.and_then(|post| versions.remove(&post)).unwrap_or_default(), entry }
        });
        Ok(Some(Piece::Posts(told.collect())))
    }

    async fn following(&mut self) -> Result<Option<Piece>, PortError> {
        let follows = self.exports.posts.follows.clone();
        let page = follows.following(self.of, Some(self.of), self.accounts()).await?;
        let Some(profiles) = self.turn(page) else { return Ok(None) };
        let ids: Vec<AccountId> = profiles.iter().map(|profile| profile.account.id).collect();
        let wishes = follows.relationships(self.of, &ids).await?;
        let wish = |of: AccountId| {
            let found = wishes.iter().find(|one| one.account == of);
            found.and_then(|one| one.following.clone()).unwrap_or_default()
        };
        let with = profiles.into_iter().map(|profile| {
            let wishes: FollowWishes = wish(profile.account.id);
            (profile, wishes)
        });
        Ok(Some(Piece::Following(with.collect())))
    }

    async fn muted(&mut self) -> Result<Option<Piece>, PortError> {
        let page = self.exports.posts.relations.muted(self.of, self.accounts()).await?;
        let Some(muted) = self.turn(page) else { return Ok(None) };
        let ids: Vec<AccountId> = muted.iter().map(|one| one.profile.account.id).collect();
        let how = self.exports.posts.follows.relationships(self.of, &ids).await?;
        let is_whole = |of: AccountId| {
            let found = how.iter().find(|one| one.account == of);
            found.and_then(|one| one.muting).is_none_or(|extent| extent.notifications)
        };
        let with = muted.into_iter().map(|one| {
            let whole = is_whole(one.profile.account.id);
            (one.profile, whole)
        });
        Ok(Some(Piece::Muted(with.collect())))
    }

    async fn members(&mut self) -> Result<Option<Piece>, PortError> {
        let Some(list) = self.lists.pop_front() else {
            self.get_on();
            return Ok(None);
        };
        let members = self.exports.reading.lists.members(list.id, Window::newest(List::MEMBERS)).await?;
        let members = members.into_iter().map(|row| row.item).collect();
        Ok(Some(Piece::Listed(list.title.as_str().to_owned(), members)))
    }

    /// Turns a page: what is on it, if there is anything; else the next step begins.
    fn turn<T>(&mut self, page: Vec<Listed<T>>) -> Option<Vec<T>> {
        match page.last() {
            Some(last) => self.before = Some(last.at),
            None => self.get_on(),
        }
        (!page.is_empty()).then(|| page.into_iter().map(|row| row.item).collect())
    }

    fn get_on(&mut self) {
        self.step = self.step.next();
        self.before = None;
    }

    fn entries(&self) -> Window {
        Window { before: self.before, ..Window::newest(Self::POSTS) }
    }

    fn accounts(&self) -> Window {
        Window { before: self.before, ..Window::newest(Self::ACCOUNTS) }
    }
}
