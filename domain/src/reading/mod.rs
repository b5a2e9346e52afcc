//! How people find and arrange what they read.
mod name_part;
mod words;

pub use name_part::NamePart;
pub use words::Words;
