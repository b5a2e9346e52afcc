//! What searching asks of the world.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::Window;
use domain::posts::Hashtag;
use domain::reading::{NamePart, Words};

use crate::PortError;
use crate::posts::Entry;

/// Which part of what was found: the best come first, so it is counted off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How many at the most.
    pub limit: u16,
    /// How many are passed over.
    pub offset: u16,
}

/// Which posts are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostQuery {
    /// What has to be in them.
    pub words: Words,
    /// Whose they have to be, if that matters.
    pub by: Option<AccountId>,
}

/// Finds by words and by beginnings.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait SearchRepository: Send + Sync {
    /// Accounts whose username, or a word of whose display name, begins with this: the one of exactly that name first, then those
    /// whom the reader follows, then the most followed. With `following` only those whom the reader follows.
    ///
    /// Who is suspended is never found; who is silenced, by their followers only; who blocks the reader, or is blocked by them,
    /// not at all.
    async fn accounts(
        &self,
        beginning: &NamePart,
        following: bool,
        reader: Option<AccountId>,
        part: Part,
    ) -> Result<Vec<Profile>, PortError>;

    /// Tags that begin with this and that public posts have, in alphabetical order.
    async fn hashtags(&self, beginning: &Hashtag, part: Part) -> Result<Vec<Hashtag>, PortError>;

    /// Posts with all these words, newest first. MUST find only what the reader may see, and of that only public posts of authors
    /// who want to be found, the reader's own, those that mention them, and those that they favourited, boosted or bookmarked. What
    /// is deleted is found no more.
    async fn posts(
        &self,
        query: &PostQuery,
        reader: Option<AccountId>,
        window: Window,
        offset: u16,
    ) -> Result<Vec<Entry>, PortError>;
}
