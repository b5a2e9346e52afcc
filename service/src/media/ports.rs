//! What pictures ask of the world.
use async_trait::async_trait;
use bytes::Bytes;
use domain::identity;
use domain::ids::{AccountId, MediaId};
use domain::media::{Extent, FileKey, Media, MediaRule, Picture, Upload};
use domain::{Draft, Timestamp};
use thiserror::Error;
use uuid::Uuid;

use crate::{Failure, Kind, PortError};

/// Keeps what is known of pictures; the files are kept by [`MediaStore`].
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MediaRepository: Send + Sync {
    /// Gives the upload its id and saves it.
    async fn save(&self, draft: Draft<Upload>) -> Result<Upload, PortError>;

    /// Those of these that exist and are `owner`'s, in no order. What [`take_expired`](Self::take_expired) took is gone.
    async fn list(&self, ids: &[MediaId], owner: AccountId) -> Result<Vec<Upload>, PortError>;

    /// Saves what is said of an upload; `false` if a post carries it or it is gone, and then nothing is saved.
    async fn describe(&self, upload: &Upload) -> Result<bool, PortError>;

    /// Takes up to `most` of those that no post has carried since before a moment, the oldest first. From then on no post may
    /// carry them. Whoever asks again gets them again until they are forgotten: nothing is lost with the one who asked.
    async fn take_expired(&self, before: Timestamp, most: usize) -> Result<Vec<Media>, PortError>;

    /// Forgets those that were taken.
    async fn forget(&self, ids: &[MediaId]) -> Result<(), PortError>;
}

/// Keeps files. What is kept under a key never changes.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MediaStore: Send + Sync {
    /// Keeps a file. When this returns it is kept for good; the same once more changes nothing.
    async fn put(&self, key: &FileKey, bytes: Bytes) -> Result<(), PortError>;

    /// A file.
    async fn get(&self, key: &FileKey) -> Result<Option<Bytes>, PortError>;

    /// Lets a file go, if it is there.
    async fn delete(&self, key: &FileKey) -> Result<(), PortError>;
}

/// Keeps which files were made for the pictures of accounts; which pictures an account has, is a part of it.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PortraitRepository: Send + Sync {
    /// Notes that somebody is about to get a picture, before its file is kept.
    async fn note_portrait(
        &self,
        picture: &identity::Picture,
        owner: AccountId,
        at: Timestamp,
    ) -> Result<(), PortError>;

    /// Up to `most` of those that were noted before a moment and that their owners do not have, or no longer, the oldest first.
    /// They come again until they are forgotten.
    async fn list_unworn(&self, before: Timestamp, most: usize) -> Result<Vec<identity::Picture>, PortError>;

    /// Forgets these.
    async fn forget_portraits(&self, pictures: &[identity::Picture]) -> Result<(), PortError>;
}

/// A picture that was read and made anew: nothing of what came in is kept but how it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Developed {
    /// The picture.
    pub picture: Picture,
    /// The bytes of the full picture.
    pub full: Bytes,
    /// The bytes of the preview.
    pub preview: Bytes,
}

/// The middle of a picture, made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cropped {
    /// Under which name it is to be kept.
    pub key: FileKey,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Why a picture could not be read.
#[derive(Debug, Error)]
pub enum DevelopError {
    /// It is not one that we read.
    #[error(transparent)]
    Rule(#[from] MediaRule),
    /// Too many others are being read.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for DevelopError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::Port(error) => error.kind(),
        }
    }
}

/// Reads what people send.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PictureMaker: Send + Sync {
    /// Reads a picture and makes it anew, upright and without what cameras write into it. It is known by its content alone, and
    /// MUST be refused by its first bytes if it has more points than [`Upload::POINTS`]. The keys of the files are a hash over
    /// their content and `salt`.
    async fn develop(&self, bytes: Bytes, salt: Uuid) -> Result<Developed, DevelopError>;

    /// The same, of the middle of the picture, as large as `extent`.
    async fn crop(&self, bytes: Bytes, extent: Extent, salt: Uuid) -> Result<Cropped, DevelopError>;
}
