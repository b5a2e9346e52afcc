//! The port over an object store.
use async_trait::async_trait;
use bytes::Bytes;
use domain::media::FileKey;
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt};
use service::PortError;
use service::media::MediaStore;

use crate::Objects;

#[async_trait]
impl MediaStore for Objects {
    async fn put(&self, key: &FileKey, bytes: Bytes) -> Result<(), PortError> {
        self.store.put(&place(key), bytes.into()).await.map(drop).map_err(away)
    }

    async fn get(&self, key: &FileKey) -> Result<Option<Bytes>, PortError> {
        match self.store.get(&place(key)).await {
            Ok(found) => found.bytes().await.map(Some).map_err(away),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away(error)),
        }
    }

    async fn delete(&self, key: &FileKey) -> Result<(), PortError> {
        match self.store.delete(&place(key)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(away(error)),
        }
    }
}

/// Two letters of the name are a folder, so that none has too many files.
fn place(key: &FileKey) -> Path {
    let name = key.as_str();
    Path::from_iter([name.get(..2).unwrap_or("__"), name])
}

fn away(error: Error) -> PortError {
    PortError::new("the media store", error)
}
