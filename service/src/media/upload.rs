//! Somebody uploads a picture.
use bytes::Bytes;
use domain::ids::AccountId;
use domain::media::{Caption, MediaRule, Upload};
use domain::realtime::Origin;
use thiserror::Error;

use super::{DevelopError, Developed, Uploads};
use crate::posts::{FindError, NotFound};
use crate::{Failure, Kind, PortError};

/// Why nothing was uploaded, or said of an upload.
#[derive(Debug, Error)]
pub enum UploadError {
    /// It can't be read.
    #[error(transparent)]
    Develop(#[from] DevelopError),
    /// It is not there.
    #[error(transparent)]
    Find(#[from] FindError),
}

impl From<MediaRule> for UploadError {
    fn from(rule: MediaRule) -> Self {
        Self::Develop(rule.into())
    }
}

impl From<PortError> for UploadError {
    fn from(error: PortError) -> Self {
        Self::Find(error.into())
    }
}

impl From<NotFound> for UploadError {
    fn from(error: NotFound) -> Self {
        Self::Find(error.into())
    }
}

impl Failure for UploadError {
    fn kind(&self) -> Kind {
        match self {
            Self::Develop(error) => error.kind(),
            Self::Find(error) => error.kind(),
        }
    }
}

impl Uploads {
    /// Reads a picture and keeps it. Its row comes first: what breaks off in the middle leaves a row that is swept, and never a
    /// file that nobody knows of.
    pub async fn upload(
        &self,
        owner: AccountId,
        bytes: Bytes,
        caption: Caption,
        origin: &Origin,
    ) -> Result<Upload, UploadError> {
        let Developed { picture, full, preview } = self.maker.develop(bytes, self.entropy.uuid()).await?;
        let upload = self.media.save(Upload::begin(owner, picture, caption, self.cause(origin))).await?;
        let picture = &upload.media.picture;
        self.store.put(&picture.full.key, full).await?;
        self.store.put(&picture.preview.key, preview).await?;
        Ok(upload)
    }
}
