//! A picture as a file, and as a blur.
use std::io::Cursor;

use bytes::Bytes;
use domain::media::{Extent, FileKey, FileKind, MediaRule, StoredFile};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, ImageResult};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How much of a photograph is kept, of 100.
const QUALITY: u8 = 85;

/// One file of a picture.
pub(crate) struct Print {
    key: FileKey,
    extent: Extent,
    pub(crate) bytes: Bytes,
}

impl Print {
    /// Writes a picture down; nothing gets into the file but its points.
    pub(crate) fn of(image: &DynamicImage, as_photograph: bool, salt: Uuid) -> Result<Self, MediaRule> {
        let extent = Extent { width: image.width(), height: image.height() };
        let (kind, written) =
            if as_photograph { (FileKind::Jpeg, jpeg(image)) } else { (FileKind::Png, png(image)) };
        let bytes = written.map_err(|_| MediaRule::NotAPicture)?;
        let hash = Sha256::new_with_prefix(salt.as_bytes()).chain_update(&bytes).finalize();
        Ok(Self { key: FileKey::new(&hash.into(), kind), extent, bytes: bytes.into() })
    }

    pub(crate) fn stored_file(&self) -> StoredFile {
        StoredFile { key: self.key.clone(), extent: self.extent }
    }
}

fn jpeg(image: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&image.to_rgb8())?;
    Ok(bytes)
}

fn png(image: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    // eight bits of a colour are what screens show
    if image.color().has_alpha() {
        image.to_rgba8().write_to(&mut bytes, ImageFormat::Png)?;
    } else {
        image.to_rgb8().write_to(&mut bytes, ImageFormat::Png)?;
    }
    Ok(bytes.into_inner())
}

/// What is shown until the picture has loaded: four waves across, three down.
pub(crate) fn blur(image: &DynamicImage) -> Result<String, MediaRule> {
    let tiny = image.thumbnail(32, 32).to_rgba8();
    let blur = blurhash::encode(4, 3, tiny.width(), tiny.height(), tiny.as_raw());
    blur.map_err(|_| MediaRule::NotAPicture)
}
