//! How people find and arrange what they read.
mod list;
mod name_part;
mod words;

pub use list::{List, ListFeed, ListRule, ListTitle, Replies};
pub use name_part::NamePart;
pub use words::Words;
