//! Taking everything along: what somebody said and did here, piece by piece.
mod walk;

pub use walk::Walk;

use std::sync::Arc;

use bytes::Bytes;
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::media::FileKey;
use domain::posts::{FollowWishes, Hashtag, Post};
use domain::reading::Filter;
use domain::shop::checkout::{CartShown, Order};

use crate::edits::EditRepository;
use crate::media::MediaStore;
use crate::posts::{Entry, PostPorts};
use crate::reading::ReadingPorts;
use crate::shop::Shop;

/// What people may take along.
#[derive(Clone)]
pub struct Exports {
    posts: PostPorts,
    reading: ReadingPorts,
    edits: Arc<dyn EditRepository>,
    files: Arc<dyn MediaStore>,
    shop: Option<Shop>,
}

/// A part of what somebody takes along; none of them is larger than a page of its kind, or a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Who they are.
    Profile(Box<Profile>),
    /// What they wrote and passed on, the latest first.
    Posts(Vec<Told>),
    /// A picture of theirs.
    Picture(FileKey, Bytes),
    /// Whom they follow, and what of.
    Following(Vec<(Profile, FollowWishes)>),
    /// Who follows them.
    Followers(Vec<Profile>),
    /// Whom they block.
    Blocked(Vec<Profile>),
    /// Whom they mute, and whether they are not told of them either.
    Muted(Vec<(Profile, bool)>),
    /// Some of whom they put into the list of that title.
    Listed(String, Vec<Profile>),
    /// Tags that they follow.
    Tags(Vec<Hashtag>),
    /// What they filter.
    Filters(Vec<Filter>),
    /// What they keep.
    Bookmarks(Vec<Entry>),
    /// What they like.
    Favourites(Vec<Entry>),
    /// What is in their cart.
    Cart(Box<CartShown>),
    /// What they have ordered, the last order first.
    Orders(Vec<Arc<Order>>),
}

/// Something that somebody wrote or passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// It.
    pub entry: Entry,
    /// What it said before, oldest first.
    pub earlier: Vec<Post>,
}

impl Exports {
    /// Over these ports.
    #[must_use]
    pub fn new(
        posts: PostPorts,
        reading: ReadingPorts,
        edits: Arc<dyn EditRepository>,
        files: Arc<dyn MediaStore>,
    ) -> Self {
        Self { posts, reading, edits, files, shop: None }
    }

    /// Takes along what they have in the shop as well.
    #[must_use]
    pub fn with_shop(self, shop: Shop) -> Self {
        Self { shop: Some(shop), ..self }
    }

    /// Begins: everything of an account comes piece by piece, as it is asked for.
    #[must_use]
    pub fn begin(&self, of: AccountId) -> Walk {
        Walk::through(self.clone(), of)
    }
}
