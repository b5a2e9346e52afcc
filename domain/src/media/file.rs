//! Files as they are kept: under names that say nothing and can't be guessed.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The name of a kept file: a hash over its content and a number that was drawn for it, and its kind.
///
/// The number is why nobody who has a picture can find out whether somebody else uploaded it, and why no two uploads share a
/// file: each can go without a look at the others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileKey(String);

/// Which format a kept file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A photograph.
    Jpeg,
    /// Something with sharp edges, or that one can see through.
    Png,
}

/// No file is called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no file has that name")]
pub struct NotAFileKey;

impl FileKind {
    const ALL: [Self; 2] = [Self::Jpeg, Self::Png];

    /// The end of its name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// As a header says it.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

impl FileKey {
    /// The key of a file with this hash.
    #[must_use]
    pub fn new(hash: &[u8; 32], kind: FileKind) -> Self {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        let hex: String = hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
        Self(format!("{hex}.{}", kind.ending()))
    }

    /// A key as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its format.
    #[must_use]
    pub fn kind(&self) -> FileKind {
        let ending = self.0.rsplit('.').next().unwrap_or_default();
        FileKind::ALL.into_iter().find(|kind| kind.ending() == ending).unwrap_or(FileKind::Png)
    }
}

impl FromStr for FileKey {
    type Err = NotAFileKey;

    /// Only what [`FileKey::new`] makes is a name: there is no way out of the folder.
    fn from_str(text: &str) -> Result<Self, NotAFileKey> {
        let (hash, ending) = text.split_once('.').ok_or(NotAFileKey)?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let is_known = FileKind::ALL.iter().any(|kind| kind.ending() == ending);
        if is_hash && is_known { Ok(Self(text.to_owned())) } else { Err(NotAFileKey) }
    }
}

impl fmt::Display for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How large a picture is, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl Extent {
    /// Points in all.
    #[must_use]
    pub fn points(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_names() {
        let key = FileKey::new(&[0xa5; 32], FileKind::Jpeg);
        assert_eq!(key.as_str(), format!("{}.jpg", "a5".repeat(32)));
        assert_eq!((key.as_str().parse(), key.kind()), (Ok(key.clone()), FileKind::Jpeg));
        let hash = "a5".repeat(32);
        for bad in [
            String::new(),
            "..".to_owned(),
            "../../etc/passwd".to_owned(),
            hash.clone(),
            format!("{hash}.svg"),
            format!("{hash}.jpg.png"),
            format!("{}.jpg", hash.to_uppercase()),
            format!("../{hash}.jpg"),
            format!("{hash}.jpg\0"),
            format!("{}.jpg", &hash[2..]),
        ] {
            assert_eq!(bad.parse::<FileKey>(), Err(NotAFileKey), "{bad:?}");
        }
    }
}
