//! A picture as posts carry it.
use serde::{Deserialize, Serialize};

use super::{Caption, Description, Extent, FileKey, Focus};
use crate::ids::MediaId;

/// A picture with what is said of it. Every field is valid by its own type, so the fields are public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Its id.
    pub id: MediaId,
    /// How it looks.
    pub picture: Picture,
    /// What its owner says of it.
    pub caption: Caption,
}

/// A picture that was read, made anew and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The picture.
    pub full: StoredFile,
    /// The same, small.
    pub preview: StoredFile,
    /// A blur to show until it has loaded: <https://blurha.sh>.
    pub blurhash: String,
}

/// One file of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Under which name it is kept.
    pub key: FileKey,
    /// How large it is.
    pub extent: Extent,
}

/// A picture as events carry it, and as stores keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaFacts {
    /// Its id.
    pub id: MediaId,
    /// The picture.
    pub full: FileFacts,
    /// The same, small.
    pub preview: FileFacts,
    /// A blur of it.
    pub blurhash: String,
    /// For those who can't see it.
    pub description: Option<String>,
    /// What must stay in sight.
    pub focus: Focus,
}

/// One file of a picture, as events carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Under which name it is kept.
    pub key: String,
    /// How large it is.
    #[serde(flatten)]
    pub extent: Extent,
}

impl From<&StoredFile> for FileFacts {
    fn from(file: &StoredFile) -> Self {
        Self { key: file.key.as_str().to_owned(), extent: file.extent }
    }
}

impl From<&FileFacts> for StoredFile {
    fn from(facts: &FileFacts) -> Self {
        Self { key: FileKey::stored(&facts.key), extent: facts.extent }
    }
}

impl From<&Media> for MediaFacts {
    fn from(media: &Media) -> Self {
        let Media { id, picture, caption } = media;
        Self {
            id: *id,
            full: (&picture.full).into(),
            preview: (&picture.preview).into(),
            blurhash: picture.blurhash.clone(),
            description: caption.description.as_ref().map(|words| words.as_str().to_owned()),
            focus: caption.focus,
        }
    }
}

impl From<&MediaFacts> for Media {
    fn from(facts: &MediaFacts) -> Self {
        let picture = Picture {
            full: (&facts.full).into(),
            preview: (&facts.preview).into(),
            blurhash: facts.blurhash.clone(),
        };
        let description = facts.description.as_deref().map(Description::stored);
        Self { id: facts.id, picture, caption: Caption { description, focus: facts.focus } }
    }
}
