//! Why a picture was refused.
use thiserror::Error;

/// Why an upload, or what was said of it, was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MediaRule {
    /// It is none of the kinds that we read, whatever it is called, or it is broken.
    #[error("File content type is invalid, File is invalid")]
    NotAPicture,
    /// There is no file.
    #[error("File can't be blank")]
    NoFile,
    /// More points than we are ready to look at.
    #[error("File must not have more than {most} pixels")]
    TooManyPoints {
        /// The limit.
        most: u64,
    },
    /// A description that is too long.
    #[error("Description is too long (maximum is {max} characters)")]
    DescriptionTooLong {
        /// The limit.
        max: usize,
    },
    /// A description with control characters other than tab and newline.
    #[error("Description contains control characters")]
    Control,
    /// Not two numbers between -1 and 1.
    #[error("Focus must be two numbers between -1 and 1")]
    Focus,
    /// Too many for one post.
    #[error("Cannot attach more than {max} files")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// Not there, somebody else's, or in a post already: nobody learns which.
    #[error("Media not found or already attached to another post")]
    NotFree,
}
