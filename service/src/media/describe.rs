//! Somebody looks at what they uploaded, and says what is to be seen.
use domain::ids::{AccountId, MediaId};
use domain::media::{CaptionEdit, Upload};

use super::{UploadError, Uploads};
use crate::posts::{FindError, NotFound};

impl Uploads {
    /// An upload of one's own.
    pub async fn find(&self, id: MediaId, owner: AccountId) -> Result<Upload, FindError> {
        Ok(self.media.list(&[id], owner).await?.pop().ok_or(NotFound)?)
    }

    /// Says something else of an upload that no post carries yet; what is not said stays as it was.
    pub async fn describe(
        &self,
        id: MediaId,
        owner: AccountId,
        caption: CaptionEdit,
    ) -> Result<Upload, UploadError> {
        let upload = self.find(id, owner).await?;
        let caption = caption.over(upload.media.caption.clone());
        let upload = upload.describe(caption).map_err(|_| NotFound)?;
        if self.media.describe(&upload).await? { Ok(upload) } else { Err(NotFound.into()) }
    }
}
