//! Uploading pictures, for posts and for accounts, and what becomes of those that nobody takes.
mod describe;
mod portraits;
mod ports;
mod serve;
mod sweep;
mod upload;

pub use portraits::{PortraitError, Portraits};
pub use ports::{
    Cropped, DevelopError, Developed, MediaRepository, MediaStore, PictureMaker, PortraitRepository,
};
pub use sweep::Sweeping;
pub use upload::UploadError;

use std::sync::Arc;

use domain::realtime::{Cause, Origin};

use crate::Entropy;

/// What people do with pictures before they are in a post.
#[derive(Clone)]
pub struct Uploads {
    media: Arc<dyn MediaRepository>,
    store: Arc<dyn MediaStore>,
    maker: Arc<dyn PictureMaker>,
    entropy: Arc<dyn Entropy>,
}

/// The ports that uploads need.
#[derive(Clone)]
pub struct MediaPorts {
    /// Keeps what is known of pictures.
    pub media: Arc<dyn MediaRepository>,
    /// Keeps which files were made for the pictures of accounts.
    pub portraits: Arc<dyn PortraitRepository>,
    /// Keeps their files.
    pub store: Arc<dyn MediaStore>,
    /// Reads what people send.
    pub maker: Arc<dyn PictureMaker>,
}

impl Uploads {
    /// Over these ports.
    #[must_use]
    pub fn new(ports: MediaPorts, entropy: Arc<dyn Entropy>) -> Self {
        let MediaPorts { media, store, maker, .. } = ports;
        Self { media, store, maker, entropy }
    }

    fn cause(&self, origin: &Origin) -> Cause {
        origin.cause(self.entropy.uuid(), self.entropy.now())
    }
}
