//! What becomes of what people send.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
use std::io::Cursor;

use adapter_images::Darkroom;
use bytes::Bytes;
use domain::media::{Extent, FileKind, MediaRule};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use service::media::{DevelopError, Developed, PictureMaker};
use uuid::Uuid;

async fn develop(bytes: Vec<u8>) -> Result<Developed, MediaRule> {
    match Darkroom::default().develop(Bytes::from(bytes), Uuid::from_u128(1)).await {
        Ok(developed) => Ok(developed),
        Err(DevelopError::Rule(rule)) => Err(rule),
        Err(DevelopError::Port(error)) => panic!("{error}"),
    }
}

/// Red on the left, blue on the right.
fn flag(width: u32, height: u32) -> DynamicImage {
    let colour = |x| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) };
    RgbImage::from_fn(width, height, |x, _| colour(x)).into()
}

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn read(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().to_rgb8()
}

#[tokio::test]
async fn each_format_becomes_one_of_two() {
    for (format, kind) in [
        (ImageFormat::Png, FileKind::Png),
        (ImageFormat::Gif, FileKind::Png),
        (ImageFormat::Jpeg, FileKind::Jpeg),
        (ImageFormat::WebP, FileKind::Jpeg),
    ] {
        let developed = develop(written(&flag(64, 48), format)).await.unwrap();
        let picture = &developed.picture;
        assert_eq!(picture.full.extent, Extent { width: 64, height: 48 }, "{format:?}");
        assert_eq!((picture.full.key.kind(), picture.preview.key.kind()), (kind, kind), "{format:?}");
        let shown = read(&developed.full);
        assert!(shown.get_pixel(4, 4)[0] > 150 && shown.get_pixel(60, 4)[2] > 150, "{format:?}");
        assert!(picture.blurhash.len() > 20, "{:?}", picture.blurhash);
    }
}

#[tokio::test]
async fn what_one_can_see_through_stays_so() {
    let image = DynamicImage::from(RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 0])));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let developed = develop(written(&image, format)).await.unwrap();
        assert_eq!(developed.picture.full.key.kind(), FileKind::Png);
        assert_eq!(image::load_from_memory(&developed.full).unwrap().to_rgba8().get_pixel(0, 0)[3], 0);
    }
}

#[tokio::test]
async fn a_large_one_is_made_smaller_in_its_shape() {
    let developed = develop(written(&flag(4_000, 3_000), ImageFormat::Jpeg)).await.unwrap();
    let Extent { width, height } = developed.picture.full.extent;
    assert!(width * height <= 3_840 * 2_160 && (width * 3 / 4).abs_diff(height) < 3, "{width} x {height}");
    let small = developed.picture.preview.extent;
    assert!(small.points() <= 640 * 360 && small.points() > 600 * 350, "{small:?}");
    let shown = read(&developed.preview);
    assert_eq!((shown.width(), shown.height()), (small.width, small.height));
}

/// A camera that was held upright says so beside the picture, and where it was.
#[tokio::test]
async fn it_is_turned_upright_and_nothing_else_is_kept_of_what_the_camera_said() {
    let mut bytes = written(&flag(40, 20), ImageFormat::Jpeg);
    let mut told = b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0".to_vec();
    told.extend(b"\x01\x0e\0\x02\0\0\0\x0d\0\0\0\x26\0\0\0\0secret place\0");
    let length = u16::try_from(told.len() + 2).unwrap().to_be_bytes();
    let block = [&[0xff, 0xe1], &length[..], &told].concat();
    bytes.splice(2..2, block);
    let developed = develop(bytes).await.unwrap();
    assert_eq!(developed.picture.full.extent, Extent { width: 20, height: 40 });
    let shown = read(&developed.full);
    assert!(shown.get_pixel(10, 2)[0] > 150, "what was on the left is on top");
    for file in [&developed.full, &developed.preview] {
        let holds = |words: &[u8]| file.windows(words.len()).any(|part| part == words);
        assert!(!holds(b"secret place") && !holds(b"Exif"));
    }
}

#[tokio::test]
async fn what_follows_a_picture_is_not_kept() {
    let mut bytes = written(&flag(8, 8), ImageFormat::Png);
    bytes.extend(b"<script>alert(1)</script>PK\x03\x04");
    let developed = develop(bytes).await.unwrap();
    assert!(!developed.full.windows(7).any(|part| part == b"<script"));
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    let png = written(&flag(64, 64), ImageFormat::Png);
    for bad in [
        vec![],
        b"hello".to_vec(),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
        b"%PDF-1.7".to_vec(),
        b"PK\x03\x04".to_vec(),
        b"II*\0\x08\0\0\0".to_vec(),
        b"BM aaaa".to_vec(),
        png[..20].to_vec(),
        png[..png.len() / 2].to_vec(),
        b"\xff\xd8\xff\xe0 no picture".to_vec(),
        b"GIF89a\0\0\0\0\0\0\0".to_vec(),
        b"RIFF\x04\0\0\0WEBP".to_vec(),
    ] {
        let shown = String::from_utf8_lossy(&bad[..bad.len().min(12)]).into_owned();
        assert_eq!(develop(bad).await, Err(MediaRule::NotAPicture), "{shown:?}");
    }
}

/// A header that promises 60,000 by 60,000 points is refused by what it says.
#[tokio::test]
async fn a_bomb_is_refused_by_its_header() {
    let mut png = written(&flag(8, 8), ImageFormat::Png);
    png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let sum = crc(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    assert_eq!(develop(png).await, Err(MediaRule::TooManyPoints { most: 1 << 24 }));
}

/// The sum of a part of a PNG: <https://www.w3.org/TR/png/#D-CRCAppendix>.
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

#[tokio::test]
async fn the_same_picture_never_has_the_same_name() {
    let bytes = Bytes::from(written(&flag(8, 8), ImageFormat::Png));
    let darkroom = Darkroom::default();
    let one = darkroom.develop(bytes.clone(), Uuid::from_u128(1)).await.unwrap();
    let other = darkroom.develop(bytes, Uuid::from_u128(2)).await.unwrap();
    assert_eq!(one.full, other.full);
    assert_ne!(one.picture.full.key, other.picture.full.key);
}

#[tokio::test]
async fn a_crowd_waits_or_is_refused() {
    let bytes = Bytes::from(written(&flag(1_000, 1_000), ImageFormat::Png));
    let darkroom = Darkroom::default();
    let all: Vec<_> = (0..40)
        .map(|_| {
            let (darkroom, bytes) = (darkroom.clone(), bytes.clone());
            tokio::spawn(async move { darkroom.develop(bytes, Uuid::nil()).await.is_ok() })
        })
        .collect();
    let mut developed = 0;
    for one in all {
        developed += usize::from(one.await.unwrap());
    }
    assert!((18..40).contains(&developed), "{developed}");
    assert!(darkroom.develop(bytes, Uuid::nil()).await.is_ok(), "and then there is room again");
}

const AVATAR: Extent = Extent { width: 400, height: 400 };

async fn cropped(image: &DynamicImage, extent: Extent) -> DynamicImage {
    let bytes = Bytes::from(written(image, ImageFormat::Png));
    let cropped = Darkroom::default().crop(bytes, extent, Uuid::nil()).await.unwrap();
    assert_eq!(cropped.key.kind(), FileKind::Png);
    image::load_from_memory(&cropped.bytes).unwrap()
}

#[tokio::test]
async fn the_middle_of_a_picture_is_made_as_large_as_asked() {
    let header = Extent { width: 1_500, height: 500 };
    for (width, height, extent) in
        [(900, 600, AVATAR), (40, 4_000, AVATAR), (10, 10, AVATAR), (900, 600, header), (4, 4_000, header)]
    {
        let shown = cropped(&flag(width, height), extent).await.to_rgb8();
        assert_eq!((shown.width(), shown.height()), (extent.width, extent.height), "{width} x {height}");
        let (left, right) = (shown.get_pixel(4, 4), shown.get_pixel(extent.width - 4, 4));
        assert!(left[0] > 150 && right[2] > 150, "{width} x {height}: {left:?}, {right:?}");
    }
}

/// A line of points is cut before it is made larger.
#[tokio::test]
async fn a_line_of_points_is_no_wall() {
    for (width, height) in [(1, 1_000_000), (1_000_000, 1), (1, 1)] {
        let shown = cropped(&flag(width, height), AVATAR).await;
        assert_eq!((shown.width(), shown.height()), (400, 400), "{width} x {height}");
    }
}

#[tokio::test]
async fn what_is_no_picture_can_not_be_cropped_either() {
    let crop = |bytes: &'static [u8]| async move {
        match Darkroom::default().crop(Bytes::from_static(bytes), AVATAR, Uuid::nil()).await {
            Err(DevelopError::Rule(rule)) => rule,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(crop(b"<svg/>").await, MediaRule::NotAPicture);
    assert_eq!(crop(b"\xff\xd8\xff\xe0 no picture").await, MediaRule::NotAPicture);
}
