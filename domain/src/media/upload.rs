//! A picture between its upload and its post.
use jiff::{SignedDuration, Timestamp};

use super::{Caption, Media, MediaRule, Picture};
use crate::ids::{AccountId, MediaId, PostId};
use crate::realtime::Cause;
use crate::recorded::{Draft, Numbered, Recorded};

/// A picture with whose it is, and which post has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The picture.
    pub media: Media,
    /// Who uploaded it.
    pub owner: AccountId,
    /// The post that carries it.
    pub post: Option<PostId>,
    /// Since when no post, or this one, does.
    pub since: Timestamp,
}

impl Numbered for Upload {
    type Id = MediaId;
}

impl Upload {
    /// How long a picture may be without a post.
    pub const KEPT: SignedDuration = SignedDuration::from_hours(24);
    /// Bytes of an upload at the most.
    pub const BYTES: usize = 16 << 20;
    /// Points of an upload at the most: 16 million, as cameras count.
    pub const POINTS: u64 = 1 << 24;

    /// Somebody uploads a picture. Nobody is told before it is in a post.
    pub fn begin(owner: AccountId, picture: Picture, caption: Caption, cause: Cause) -> Draft<Self> {
        Draft::new(move |id| {
            let media = Media { id, picture, caption };
            Recorded::new(Self { media, owner, post: None, since: cause.at }, &cause, [])
        })
    }

    /// Its owner says something else of it, as long as no post carries it.
    pub fn describe(self, caption: Caption) -> Result<Self, MediaRule> {
        match self.post {
            None => Ok(Self { media: Media { caption, ..self.media }, ..self }),
            Some(_) => Err(MediaRule::NotFree),
        }
    }
}

/// The pictures that a post is to carry, of those of its author that were `found`, in the order asked for; each of them must be
/// there and in no post but `of`, which is where an edit begins.
pub fn attachable(
    asked: &[MediaId],
    found: Vec<Upload>,
    of: Option<PostId>,
) -> Result<Vec<Media>, MediaRule> {
    const MAX: usize = 4;
    if asked.len() > MAX {
        return Err(MediaRule::TooMany { max: MAX });
    }
    let mut free: Vec<Upload> =
        found.into_iter().filter(|upload| upload.post.is_none() || upload.post == of).collect();
    asked
        .iter()
        .map(|id| {
            let place = free.iter().position(|upload| upload.media.id == *id).ok_or(MediaRule::NotFree)?;
            Ok(free.swap_remove(place).media)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Extent, FileKey, FileKind, StoredFile};
    use super::*;

    fn upload(id: i64, post: Option<i64>) -> Upload {
        let extent = Extent { width: 4, height: 3 };
        let file = StoredFile { key: FileKey::new(&[1; 32], FileKind::Png), extent };
        let picture = Picture { full: file.clone(), preview: file, blurhash: String::new() };
        Upload {
            media: Media { id: MediaId::stored(id), picture, caption: Caption::default() },
            owner: AccountId::stored(1),
            post: post.map(PostId::stored),
            since: Timestamp::UNIX_EPOCH,
        }
    }

    fn check(asked: &[i64], of: Option<i64>, expected: Result<&[i64], MediaRule>) {
        let asked: Vec<_> = asked.iter().copied().map(MediaId::stored).collect();
        let found = vec![upload(1, None), upload(2, None), upload(3, Some(9)), upload(4, Some(8))];
        let attached = attachable(&asked, found, of.map(PostId::stored));
        let ids = attached.map(|media| media.iter().map(|one| one.id.raw()).collect::<Vec<_>>());
        assert_eq!(ids, expected.map(<[i64]>::to_vec), "{asked:?}");
    }

    #[test]
    fn a_post_carries_pictures_of_its_author_that_no_other_post_has() {
        check(&[], None, Ok(&[]));
        check(&[2, 1], None, Ok(&[2, 1]));
        check(&[1, 3], None, Err(MediaRule::NotFree));
        check(&[1, 3], Some(9), Ok(&[1, 3]));
        check(&[1, 4], Some(9), Err(MediaRule::NotFree));
        check(&[5], None, Err(MediaRule::NotFree));
        check(&[1, 1], None, Err(MediaRule::NotFree));
        check(&[1, 2, 5, 6, 7], None, Err(MediaRule::TooMany { max: 4 }));
    }

    #[test]
    fn what_is_in_a_post_is_described_there() {
        let caption = Caption { focus: super::super::Focus { x: 1, y: 2 }, ..Caption::default() };
        assert_eq!(upload(1, None).describe(caption.clone()).unwrap().media.caption, caption);
        assert_eq!(upload(3, Some(9)).describe(caption), Err(MediaRule::NotFree));
    }
}
