//! How people arrange what they read: what they keep, what they show first, of what they want to hear no more.
mod bookmark;
mod favourites;
mod filters;
mod lists;
mod mute_thread;
mod pin;
mod ports;

pub use filters::FilterError;
pub use lists::ListError;
pub use pin::PinError;
pub use ports::{Added, FilterRepository, ListRepository, MarkRepository, Pinned};

use std::sync::Arc;

use domain::ids::AccountId;
use domain::reading::Filters;
use jiff::SignedDuration;

use crate::lately::Lately;
use crate::posts::Posts;

/// How people arrange what they read.
#[derive(Clone)]
pub struct Reading {
    marks: Arc<dyn MarkRepository>,
    lists: Arc<dyn ListRepository>,
    filters: Arc<dyn FilterRepository>,
    lately: Arc<Lately<AccountId, Arc<Filters>>>,
    posts: Posts,
}

/// The ports that reading needs.
#[derive(Clone)]
pub struct ReadingPorts {
    /// Keeps bookmarks, pins and muted threads.
    pub marks: Arc<dyn MarkRepository>,
    /// Keeps lists.
    pub lists: Arc<dyn ListRepository>,
    /// Keeps filters.
    pub filters: Arc<dyn FilterRepository>,
}

impl ReadingPorts {
    /// All of them on one store.
    #[must_use]
    pub fn on<S: MarkRepository + ListRepository + FilterRepository + 'static>(store: &Arc<S>) -> Self {
        Self { marks: store.clone(), lists: store.clone(), filters: store.clone() }
    }
}

impl Reading {
    /// How long filters are believed that pages are read through.
    const BELIEVED: SignedDuration = SignedDuration::from_secs(1);

    /// Over these ports; `posts` says who may see what.
    #[must_use]
    pub fn new(ports: ReadingPorts, posts: Posts) -> Self {
        let ReadingPorts { marks, lists, filters } = ports;
        let lately = Arc::new(Lately::believing(Self::BELIEVED));
        Self { marks, lists, filters, lately, posts }
    }
}
