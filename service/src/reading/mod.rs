//! How people arrange what they read: what they keep, what they show first, of what they want to hear no more.
mod bookmark;
mod favourites;
mod lists;
mod mute_thread;
mod pin;
mod ports;

pub use lists::ListError;
pub use pin::PinError;
pub use ports::{Added, ListRepository, MarkRepository, Pinned};

use std::sync::Arc;

use crate::posts::Posts;

/// How people arrange what they read.
#[derive(Clone)]
pub struct Reading {
    marks: Arc<dyn MarkRepository>,
    lists: Arc<dyn ListRepository>,
    posts: Posts,
}

/// The ports that reading needs.
#[derive(Clone)]
pub struct ReadingPorts {
    /// Keeps bookmarks, pins and muted threads.
    pub marks: Arc<dyn MarkRepository>,
    /// Keeps lists.
    pub lists: Arc<dyn ListRepository>,
}

impl ReadingPorts {
    /// All of them on one store.
    #[must_use]
    pub fn on<S: MarkRepository + ListRepository + 'static>(store: &Arc<S>) -> Self {
        Self { marks: store.clone(), lists: store.clone() }
    }
}

impl Reading {
    /// Over these ports; `posts` says who may see what.
    #[must_use]
    pub fn new(ports: ReadingPorts, posts: Posts) -> Self {
        let ReadingPorts { marks, lists } = ports;
        Self { marks, lists, posts }
    }
}
