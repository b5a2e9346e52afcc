//! Pictures that people upload, for posts to carry.
mod caption;
mod file;
mod picture;
mod rule;
mod upload;

pub use caption::{Caption, CaptionEdit, Description, Focus};
pub use file::{Extent, FileKey, FileKind, NotAFileKey};
pub use picture::{FileFacts, Media, MediaFacts, Picture, StoredFile};
pub use rule::MediaRule;
pub use upload::{Upload, attachable};
