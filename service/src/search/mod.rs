//! Finding people, tags and posts.
mod find;
mod ports;

pub use find::{Asked, Found, Kinds, Target};
pub use ports::{Part, PostQuery, SearchRepository};

use std::sync::Arc;

use crate::identity::AccountRepository;
use crate::posts::Posts;

/// Finds people, tags and posts.
#[derive(Clone)]
pub struct Search {
    index: Arc<dyn SearchRepository>,
    accounts: Arc<dyn AccountRepository>,
    posts: Posts,
    domain: Arc<str>,
}

/// The ports that searching needs.
#[derive(Clone)]
pub struct SearchPorts {
    /// Finds by words and by beginnings.
    pub index: Arc<dyn SearchRepository>,
    /// Keeps accounts.
    pub accounts: Arc<dyn AccountRepository>,
}

impl SearchPorts {
    /// All of them on one store.
    #[must_use]
    pub fn on<S: SearchRepository + AccountRepository + 'static>(store: &Arc<S>) -> Self {
        Self { index: store.clone(), accounts: store.clone() }
    }
}

impl Search {
    /// Over these ports; `posts` says who may see what, `domain` is the part after the second `@` of our own accounts.
    #[must_use]
    pub fn new(ports: SearchPorts, posts: Posts, domain: &str) -> Self {
        let SearchPorts { index, accounts } = ports;
        Self { index, accounts, posts, domain: domain.into() }
    }
}
