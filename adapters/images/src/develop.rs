//! From bytes that somebody sent to a picture that is ours.
use std::io::Cursor;

use domain::media::{Extent, MediaRule, Picture, Upload};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use service::media::Developed;
use uuid::Uuid;

use crate::print::{Print, blur};

/// The formats that are read, and whether a photograph is made of it: points that are lost in another JPEG are not missed.
const READ: [(ImageFormat, bool); 4] = [
    (ImageFormat::Jpeg, true),
    (ImageFormat::WebP, true),
    (ImageFormat::Png, false),
    (ImageFormat::Gif, false),
];
/// Bytes that one picture may take while it is read: each point has eight at the most.
const MEMORY: u64 = Upload::POINTS * 8 + (16 << 20);
/// Points that are kept of a picture: what a screen of today can show.
const KEPT: u64 = 3_840 * 2_160;
/// Points of a preview.
const PREVIEW: u64 = 640 * 360;

/// Reads a picture. Of one that moves, the first frame: it becomes a still.
pub(crate) fn develop(bytes: &[u8], salt: Uuid) -> Result<Developed, MediaRule> {
    let format = image::guess_format(bytes).map_err(|_| MediaRule::NotAPicture)?;
    let known = READ.iter().find(|(known, _)| *known == format).ok_or(MediaRule::NotAPicture)?;
    let image = read(bytes, format)?;
    let as_photograph = known.1 && !image.color().has_alpha();
    let full = Print::of(&shrunk(&image, KEPT), as_photograph, salt)?;
    let small = shrunk(&image, PREVIEW);
    let preview = Print::of(&small, as_photograph, salt)?;
    let picture =
        Picture { full: full.stored_file(), preview: preview.stored_file(), blurhash: blur(&small)? };
    Ok(Developed { picture, full: full.bytes, preview: preview.bytes })
}

/// The header says how large it is before anything is laid out for it.
fn read(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, MediaRule> {
    let broken = |_| MediaRule::NotAPicture;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let extent = Extent { width, height };
    if extent.points() > Upload::POINTS {
        return Err(MediaRule::TooManyPoints { most: Upload::POINTS });
    }
    if extent.points() == 0 {
        return Err(MediaRule::NotAPicture);
    }
    let orientation = decoder.orientation().map_err(broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// The same with no more points than these, in the same shape.
fn shrunk(image: &DynamicImage, most: u64) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let points = Extent { width, height }.points();
    if points <= most {
        return image.clone();
    }
    #[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
    let by = (most as f64 / points as f64).sqrt();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is smaller than it was, and positive"
    )]
    let side = |side: u32| ((f64::from(side) * by).floor() as u32).max(1);
    image.thumbnail_exact(side(width), side(height))
}
