//! Saying something else than before, and what was said before.
mod edit;
mod ports;
mod read;

pub use edit::{CaptionOf, Rewriting};
pub use ports::EditRepository;

use std::sync::Arc;

use crate::posts::Posts;

/// What people do with posts that they have published.
#[derive(Clone)]
pub struct Edits {
    edits: Arc<dyn EditRepository>,
    posts: Posts,
}

impl Edits {
    /// Over these.
    #[must_use]
    pub fn new(edits: Arc<dyn EditRepository>, posts: Posts) -> Self {
        Self { edits, posts }
    }
}
