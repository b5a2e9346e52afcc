//! Pictures, and their files.
use async_trait::async_trait;
use bytes::Bytes;
use domain::ids::{AccountId, MediaId, PostId};
use domain::media::{FileKey, Media, Upload};
use domain::{Draft, Timestamp};
use service::PortError;
use service::media::{MediaRepository, MediaStore};

use crate::Memory;
use crate::world::World;

/// An upload, and whether it is on its way out.
pub(crate) struct Kept {
    pub(crate) upload: Upload,
    pub(crate) is_taken: bool,
}

#[async_trait]
impl MediaRepository for Memory {
    async fn save(&self, draft: Draft<Upload>) -> Result<Upload, PortError> {
        let world = &mut *self.world();
        let upload = draft.with_id(world.next_id(self.entropy.now())).into_state();
        world.media.insert(upload.media.id, Kept { upload: upload.clone(), is_taken: false });
        Ok(upload)
    }

    async fn list(&self, ids: &[MediaId], owner: AccountId) -> Result<Vec<Upload>, PortError> {
        let world = self.world();
        let theirs = world.media.values().filter(|kept| !kept.is_taken && kept.upload.owner == owner);
        Ok(theirs
            .filter(|kept| ids.contains(&kept.upload.media.id))
            .map(|kept| kept.upload.clone())
            .collect())
    }

    async fn describe(&self, upload: &Upload) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let free = world.free_media(upload.media.id);
        Ok(free.map(|kept| kept.upload.media.caption = upload.media.caption.clone()).is_some())
    }

    async fn take_expired(&self, before: Timestamp, most: usize) -> Result<Vec<Media>, PortError> {
        let world = &mut *self.world();
        let mut expired: Vec<&mut Kept> = world
            .media
            .values_mut()
            .filter(|kept| kept.is_taken || kept.upload.post.is_none() && kept.upload.since < before)
            .collect();
        expired.sort_by_key(|kept| (kept.upload.since, kept.upload.media.id));
        let taken = expired.into_iter().take(most).map(|kept| {
            kept.is_taken = true;
            kept.upload.media.clone()
        });
        Ok(taken.collect())
    }

    async fn forget(&self, ids: &[MediaId]) -> Result<(), PortError> {
        self.world().media.retain(|id, kept| !(kept.is_taken && ids.contains(id)));
        Ok(())
    }
}

#[async_trait]
impl MediaStore for Memory {
    async fn put(&self, key: &FileKey, bytes: Bytes) -> Result<(), PortError> {
        self.world().files.insert(key.clone(), bytes);
        Ok(())
    }

    async fn get(&self, key: &FileKey) -> Result<Option<Bytes>, PortError> {
        Ok(self.world().files.get(key).cloned())
    }

    async fn delete(&self, key: &FileKey) -> Result<(), PortError> {
        self.world().files.remove(key);
        Ok(())
    }
}

impl World {
    fn free_media(&mut self, id: MediaId) -> Option<&mut Kept> {
        self.media.get_mut(&id).filter(|kept| !kept.is_taken && kept.upload.post.is_none())
    }

    /// Whether all of these may be put into a post, or are in this one.
    pub(crate) fn are_free(&self, ids: &[MediaId], of: Option<PostId>) -> bool {
        let is_free = |kept: &Kept| !kept.is_taken && (kept.upload.post.is_none() || kept.upload.post == of);
        ids.iter().all(|id| self.media.get(id).is_some_and(is_free))
    }

    /// Says something else of pictures that are in a post.
    pub(crate) fn redescribe(&mut self, media: &[Media]) {
        for one in media {
            if let Some(kept) = self.media.get_mut(&one.id) {
                kept.upload.media = one.clone();
            }
        }
    }

    /// Puts pictures into a post.
    pub(crate) fn attach(&mut self, ids: &[MediaId], post: PostId, at: Timestamp) {
        for id in ids {
            if let Some(kept) = self.media.get_mut(id) {
                kept.upload.post = Some(post);
                kept.upload.since = at;
            }
        }
    }

    /// Takes all pictures out of a post that goes. They keep what was said of them there.
    pub(crate) fn detach(&mut self, post: PostId, at: Timestamp) {
        for kept in self.media.values_mut().filter(|kept| kept.upload.post == Some(post)) {
            kept.upload.post = None;
            kept.upload.since = at;
        }
    }
}
