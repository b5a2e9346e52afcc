//! Files of pictures, in a folder or in a bucket.
#![doc = include_str!("../README.md")]

mod bucket;
mod errand;
mod store;

pub use bucket::Bucket;

use std::io;
use std::path::Path;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use thiserror::Error;

/// A handle to where files are kept; clones are handles to the same place.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
}

/// Why files can't be kept there.
#[derive(Debug, Error)]
pub enum PlaceError {
    /// The folder is not there and can't be made.
    #[error("the media folder can't be made")]
    Folder(#[source] io::Error),
    /// The place can't be used.
    #[error("media can't be kept there")]
    Place(#[source] object_store::Error),
}

impl Objects {
    /// In a folder, which is made if it is not there. Several servers may share it.
    pub fn in_folder(folder: &Path) -> Result<Self, PlaceError> {
        std::fs::create_dir_all(folder).map_err(PlaceError::Folder)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(PlaceError::Place)?;
        // what was answered is on the disk, also after a power cut
        Ok(Self { store: Arc::new(store.with_fsync(true)) })
    }
}
