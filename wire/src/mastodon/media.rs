//! Pictures as clients read them.
use domain::ids::MediaId;
use domain::media::{Extent, Media};
use serde::Serialize;

use super::Links;

/// A picture.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct MediaAttachment {
    pub id: MediaId,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub url: String,
    pub preview_url: String,
    pub remote_url: Option<()>,
    pub meta: Meta,
    pub description: Option<String>,
    pub blurhash: String,
}

/// How large a picture is, and what of it must stay in sight.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Meta {
    pub original: Size,
    pub small: Size,
    pub focus: FocusPoint,
}

/// How large a file is.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct Size {
    pub width: u32,
    pub height: u32,
    pub size: String,
    pub aspect: f64,
}

/// What must stay in sight.
#[derive(Debug, Clone, Copy, Serialize)]
#[expect(missing_docs, reason = "the fields are Mastodon's own")]
pub struct FocusPoint {
    pub x: f64,
    pub y: f64,
}

impl MediaAttachment {
    /// A picture.
    #[must_use]
    pub fn of(Media { id, picture, caption }: &Media, links: &Links) -> Self {
        let (x, y) = caption.focus.parts();
        Self {
            id: *id,
            kind: "image",
            url: links.media(&picture.full.key),
            preview_url: links.media(&picture.preview.key),
            remote_url: None,
            meta: Meta {
                original: picture.full.extent.into(),
                small: picture.preview.extent.into(),
                focus: FocusPoint { x, y },
            },
            description: caption.description.as_ref().map(|words| words.as_str().to_owned()),
            blurhash: picture.blurhash.clone(),
        }
    }
}

impl From<Extent> for Size {
    fn from(Extent { width, height }: Extent) -> Self {
        let aspect = f64::from(width) / f64::from(height.max(1));
        Self { width, height, size: format!("{width}x{height}"), aspect }
    }
}
