//! Marks on posts, by the use cases themselves.
use domain::ids::PostId;

use super::super::{Answer, Mark, Reader, ShownPost};
use super::InProcess;
use super::sights::entry;

impl InProcess {
    pub(super) async fn set(&self, by: Reader<'_>, post: PostId, mark: Mark) -> Answer<ShownPost> {
        let (by, origin) = self.actor(by, scope(mark)).await?;
        Ok(entry(&match mark {
            Mark::Favourite => self.posts.favourite(post, by, &origin).await?,
            Mark::Boost => self.posts.boost(post, by, &origin).await?,
            Mark::Bookmark => self.reading.bookmark(post, by).await?,
            Mark::Pin => self.reading.pin(post, by).await?,
            Mark::MuteThread => self.reading.mute_thread(post, by).await?,
        }))
    }

    pub(super) async fn take(&self, by: Reader<'_>, post: PostId, mark: Mark) -> Answer<ShownPost> {
        let (by, origin) = self.actor(by, scope(mark)).await?;
        Ok(entry(&match mark {
            Mark::Favourite => self.posts.unfavourite(post, by, &origin).await?,
            Mark::Boost => self.posts.unboost(post, by, &origin).await?,
            Mark::Bookmark => self.reading.unbookmark(post, by).await?,
            Mark::Pin => self.reading.unpin(post, by).await?,
            Mark::MuteThread => self.reading.unmute_thread(post, by).await?,
        }))
    }
}

fn scope(mark: Mark) -> &'static str {
    match mark {
        Mark::Favourite => "write:favourites",
        Mark::Boost => "write:statuses",
        Mark::Bookmark => "write:bookmarks",
        Mark::Pin => "write:accounts",
        Mark::MuteThread => "write:mutes",
    }
}
