//! Somebody looks at a picture.
use bytes::Bytes;
use domain::media::FileKey;

use super::Uploads;
use crate::posts::{FindError, NotFound};

impl Uploads {
    /// The file under a key. Whoever knows the key has seen the post: it can't be guessed.
    pub async fn file(&self, key: &FileKey) -> Result<Bytes, FindError> {
        Ok(self.store.get(key).await?.ok_or(NotFound)?)
    }
}
