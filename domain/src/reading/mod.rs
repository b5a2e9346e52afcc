//! How people find and arrange what they read.
mod filter;
mod filters;
mod list;
mod name_part;
mod words;

pub use filter::{
    Context, Expiry, Filter, FilterAction, FilterHit, FilterTitle, FilteredPost, Keyword, Phrase, Readable,
    ShortRule,
};
pub use filters::{FilterChange, FilterEdit, FilterRule, Filters, FiltersChanged, KeywordEdit, NewFilter};
pub use list::{List, ListFeed, ListRule, ListTitle, Replies};
pub use name_part::NamePart;
pub use words::Words;
