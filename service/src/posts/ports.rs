//! What posts ask of the world.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, MediaId, PostId};
use domain::page::{Listed, Window};
use domain::posts::{
    Block, Blocking, Boost, Favourite, Follow, Home, IdempotencyKey, Mute, Post, PrivateNote, Removal,
};
use domain::{Draft, Recorded};

use super::{AccountFilter, Entry, Familiar, MutedProfile, Relationship, TagQuery, Thread, ThreadLimits};
use crate::PortError;

/// What became of something that was to be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved<T> {
    /// It was saved, with its events.
    New(T),
    /// It was there already; nothing was saved and nothing told.
    Repeated(T),
    /// What it belongs to is gone; nothing was saved.
    Gone,
}

impl<T> Saved<T> {
    /// Whether it was saved, and is to be told.
    #[must_use]
    pub fn is_new(&self) -> bool {
        matches!(self, Self::New(_))
    }
}

/// Keeps posts, boosts and favourites.
///
/// Each method that changes something saves rows, counts and events in one transaction: all, or nothing. Public ids are
/// given inside it and become visible in order: whoever polls by id misses nobody's late commit.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PostRepository: Send + Sync {
    /// Gives the post its id, saves it and puts its events into the outbox.
    /// A key that was used within 24 hours MUST answer the post made then and leave no trace; if that post was deleted
    /// meanwhile, a new one is made. Never `Gone`.
    async fn publish(
        &self,
        draft: Draft<Post>,
        key: Option<IdempotencyKey>,
    ) -> Result<Saved<Post>, PortError>;

    /// The same of a post that carries these pictures of its author's. `Gone` if one of them was put into another post
    /// meanwhile, or let go; of many that want the same one, one gets it.
    async fn publish_with_media(
        &self,
        draft: Draft<Post>,
        media: Vec<MediaId>,
        key: Option<IdempotencyKey>,
    ) -> Result<Saved<Post>, PortError>;

    /// What is under an id, if `reader` may see it: a post, or a boost of one.
    async fn find(&self, id: PostId, reader: Option<AccountId>) -> Result<Option<Entry>, PortError>;

    /// Takes the post away with its boosts, favourites and keys; `false` if it was gone already. Its pictures are in no post from
    /// then on: they may be put into another one, as into the same written anew.
    async fn delete(&self, removal: Removal) -> Result<bool, PortError>;

    /// The post's thread, as far as `reader` may see it; posts that they may not see end the line.
    async fn thread(
        &self,
        id: PostId,
        reader: Option<AccountId>,
        limits: ThreadLimits,
    ) -> Result<Thread, PortError>;

    /// Saves a boost. MUST refuse a second one by the same account (`Repeated`, with the first) and one of a post that is
    /// gone (`Gone`).
    async fn boost(&self, draft: Draft<Boost>) -> Result<Saved<Boost>, PortError>;

    /// Somebody's boost of a post.
    async fn find_boost(&self, post: PostId, by: AccountId) -> Result<Option<Boost>, PortError>;

    /// Takes a boost away; `false` if it was gone already, and then nothing is told.
    async fn unboost(&self, boost: Recorded<Boost>) -> Result<bool, PortError>;

    /// Saves a favourite. MUST refuse a second one by the same account (`Repeated`) and one of a post that is gone (`Gone`).
    async fn favourite(&self, draft: Draft<Favourite>) -> Result<Saved<Favourite>, PortError>;

    /// Somebody's favourite of a post.
    async fn find_favourite(&self, post: PostId, by: AccountId) -> Result<Option<Favourite>, PortError>;

    /// Takes a favourite away; `false` if it was gone already, and then nothing is told.
    async fn unfavourite(&self, favourite: Recorded<Favourite>) -> Result<bool, PortError>;

    /// Who favourited a post, the latest first, paged by the favourite's id; without those who were shut out, and without those
    /// whom a block keeps apart from the reader.
    async fn favourited_by(
        &self,
        post: PostId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError>;

    /// Who boosted a post, the latest first, paged by the boost's id; without the same.
    async fn boosted_by(
        &self,
        post: PostId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError>;
}

/// Reads timelines, newest first. Each page is one query, costs the same however much is stored, and holds only what the
/// reader may see.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait TimelineRepository: Send + Sync {
    /// Public posts that answer nobody else, without boosts.
    async fn public(&self, reader: Option<AccountId>, window: Window) -> Result<Vec<Entry>, PortError>;

    /// Those of them that carry pictures.
    async fn public_media(&self, reader: Option<AccountId>, window: Window) -> Result<Vec<Entry>, PortError>;

    /// Public posts under tags, without boosts.
    async fn tagged(
        &self,
        tags: &TagQuery,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, PortError>;

    /// What an account posted and boosted.
    async fn of_account(
        &self,
        account: AccountId,
        filter: &AccountFilter,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, PortError>;

    /// What [`Home::shows`] lets through, for the reader with those whom they follow now.
    async fn home(&self, reader: AccountId, window: Window) -> Result<Vec<Entry>, PortError>;
}

/// Keeps who follows whom.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait FollowRepository: Send + Sync {
    /// Saves that one account follows another. With the same wishes as before: `Repeated`, and nothing is told; with
    /// others the first row keeps its id, takes the new wishes, and they are told (`New`). `Gone` if the followee does not exist
    /// or was shut out. MUST refuse (`Gone`) where one of the two blocks the other, and what does not follow yet where
    /// [it has to ask](domain::posts::FollowRequest::is_due), or does.
    async fn follow(&self, draft: Draft<Follow>) -> Result<Saved<Follow>, PortError>;

    /// Whether and how one follows the other.
    async fn find(&self, follower: AccountId, followee: AccountId) -> Result<Option<Follow>, PortError>;

    /// Ends it; `false` if it had ended already, and then nothing is told.
    async fn unfollow(&self, follow: Recorded<Follow>) -> Result<bool, PortError>;

    /// How `reader` stands to each of these accounts that exists, in the order asked for.
    async fn relationships(
        &self,
        reader: AccountId,
        to: &[AccountId],
    ) -> Result<Vec<Relationship>, PortError>;

    /// Who follows an account, the latest first, paged by the follow's id; without those who were shut out and those whom a
    /// block keeps apart from the reader. Nobody at all, if the account blocks the reader.
    async fn followers(
        &self,
        of: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError>;

    /// Whom an account follows, the latest first, paged by the follow's id; without the same.
    async fn following(
        &self,
        by: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError>;

    /// Of each of these accounts that exists, in the order asked for: those whom the reader follows and who follow it, the newest
    /// accounts first, so many at the most. Nobody who was shut out or whom a block keeps apart from the reader, and nobody at all
    /// of an account that blocks the reader; neither accounts that hide whom they follow are named, nor followers of such.
    async fn familiar(
        &self,
        reader: AccountId,
        to: &[AccountId],
        limit: u16,
    ) -> Result<Vec<Familiar>, PortError>;

    /// The reader with all that they follow, those whom they keep away, and those who keep them away.
    async fn home(&self, reader: AccountId) -> Result<Home, PortError>;
}

/// Keeps who keeps whom away.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait RelationRepository: Send + Sync {
    /// Saves a block, and ends in the same step that either of the two follows the other or the other's channel, or asks to. A
    /// second one is `Repeated`, and nothing is told; `Gone` if there is no such account.
    async fn block(&self, blocking: Blocking) -> Result<Saved<Block>, PortError>;

    /// Whether one blocks the other.
    async fn find_block(&self, blocker: AccountId, blocked: AccountId) -> Result<Option<Block>, PortError>;

    /// Ends it; `false` if it had ended already, and then nothing is told.
    async fn unblock(&self, block: Recorded<Block>) -> Result<bool, PortError>;

    /// Whom an account blocks, the latest first, paged by the block's id.
    async fn blocked(&self, by: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError>;

    /// Saves a mute. With the same extent as before: `Repeated`, and nothing is told; with another the first row keeps its id,
    /// takes the new extent, and it is told (`New`). `Gone` if there is no such account.
    async fn mute(&self, draft: Draft<Mute>) -> Result<Saved<Mute>, PortError>;

    /// Whether and how one mutes the other, also where its time is over.
    async fn find_mute(&self, muter: AccountId, muted: AccountId) -> Result<Option<Mute>, PortError>;

    /// Ends it; `false` if it had ended already, and then nothing is told.
    async fn unmute(&self, mute: Recorded<Mute>) -> Result<bool, PortError>;

    /// Keeps what somebody notes down about an account, for nobody else: the last note holds. `false` if there is no such account.
    async fn note(&self, by: AccountId, about: AccountId, note: &PrivateNote) -> Result<bool, PortError>;

    /// Whom an account mutes now, by the store's clock; the latest first, paged by the mute's id.
    async fn muted(&self, by: AccountId, window: Window) -> Result<Vec<Listed<MutedProfile>>, PortError>;
}
