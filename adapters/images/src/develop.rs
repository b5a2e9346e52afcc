//! From bytes that somebody sent to a picture that is ours.
use std::io::Cursor;

use domain::media::{Extent, MediaRule, Picture, Upload};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use service::media::{Cropped, Developed};
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
    let (image, as_photograph) = look(bytes)?;
    let full = Print::of(&shrunk(&image, KEPT), as_photograph, salt)?;
    let small = shrunk(&image, PREVIEW);
    let preview = Print::of(&small, as_photograph, salt)?;
    let picture =
        Picture { full: full.stored_file(), preview: preview.stored_file(), blurhash: blur(&small)? };
    Ok(Developed { picture, full: full.bytes, preview: preview.bytes })
}

/// Reads a picture, and makes its middle as large as this.
pub(crate) fn crop(bytes: &[u8], extent: Extent, salt: Uuid) -> Result<Cropped, MediaRule> {
    let (image, as_photograph) = look(bytes)?;
    // first cut, then made larger or smaller: a line of points never becomes a wall
    let fitted = |side: u32, other: u32, of: u32, by: u32| {
        let side_at_most = u64::from(other) * u64::from(of) / u64::from(by);
        u32::try_from(side_at_most).unwrap_or(side).clamp(1, side)
    };
    let Extent { width, height } = extent;
    let wide = fitted(image.width(), image.height(), width, height);
    let high = fitted(image.height(), image.width(), height, width);
    let middle = image.crop_imm((image.width() - wide) / 2, (image.height() - high) / 2, wide, high);
    let print = Print::of(&middle.resize_exact(width, height, FilterType::Triangle), as_photograph, salt)?;
    Ok(Cropped { key: print.stored_file().key, bytes: print.bytes })
}

/// A picture, and whether a photograph is made of it. It is known by its first bytes.
fn look(bytes: &[u8]) -> Result<(DynamicImage, bool), MediaRule> {
    let format = image::guess_format(bytes).map_err(|_| MediaRule::NotAPicture)?;
    let known = READ.iter().find(|(known, _)| *known == format).ok_or(MediaRule::NotAPicture)?;
    let image = read(bytes, format)?;
    let as_photograph = known.1 && !image.color().has_alpha();
    Ok((image, as_photograph))
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
