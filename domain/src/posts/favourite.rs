//! Telling an author that one likes a post.
use super::{Favourited, Post, Unfavourited};
use crate::ids::{AccountId, FavouriteId, PostId};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// That somebody likes a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Favourite {
    /// Its id.
    pub id: FavouriteId,
    /// The post.
    pub post: PostId,
    /// Who wrote the post.
    pub author: AccountId,
    /// Who likes it.
    pub by: AccountId,
}

impl Numbered for Favourite {
    type Id = FavouriteId;
}

impl Post {
    /// Somebody who can see the post likes it.
    pub fn favourite(&self, by: AccountId, cause: Cause) -> Draft<Favourite> {
        let (post, author) = (self.id, self.author);
        Draft::new(move |id| {
            let event = Event::Favourited(Favourited { post, author, by });
            Recorded::new(Favourite { id, post, author, by }, &cause, [event])
        })
    }
}

impl Favourite {
    /// It is taken back.
    pub fn undo(self, cause: &Cause) -> Recorded<Self> {
        let event = Event::Unfavourited(Unfavourited { post: self.post, author: self.author, by: self.by });
        Recorded::new(self, cause, [event])
    }
}
