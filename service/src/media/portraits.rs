//! Somebody gives their account a picture.
use std::sync::Arc;

use bytes::Bytes;
use domain::Timestamp;
use domain::identity::{AccountEdit, Picture, Portrait, PortraitRule, Profile};
use domain::ids::AccountId;
use domain::realtime::Origin;
use jiff::SignedDuration;
use thiserror::Error;

use super::{Cropped, DevelopError, MediaPorts, MediaStore, PictureMaker, PortraitRepository};
use crate::identity::Accounts;
use crate::{Entropy, Failure, Kind, PortError};

/// What people do with the pictures of their accounts.
#[derive(Clone)]
pub struct Portraits {
    accounts: Accounts,
    portraits: Arc<dyn PortraitRepository>,
    store: Arc<dyn MediaStore>,
    maker: Arc<dyn PictureMaker>,
    entropy: Arc<dyn Entropy>,
}

/// Why an account was not changed.
#[derive(Debug, Error)]
pub enum PortraitError {
    /// A picture can't be taken.
    #[error(transparent)]
    Rule(#[from] PortraitRule),
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for PortraitError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::Port(error) => error.kind(),
        }
    }
}

impl Portraits {
    /// Pictures that are let go in one step.
    const AT_ONCE: usize = 100;
    /// How long a picture may be on its way to its account: longer than any request takes.
    const KEPT: SignedDuration = SignedDuration::from_hours(1);

    /// Over these ports.
    #[must_use]
    pub fn new(ports: &MediaPorts, accounts: Accounts, entropy: Arc<dyn Entropy>) -> Self {
        let MediaPorts { portraits, store, maker, .. } = ports.clone();
        Self { accounts, portraits, store, maker, entropy }
    }

    /// Changes what was said of an account, with the pictures that came along; gives it as it is then, or nothing if it is gone.
    /// All of them can be read, or nothing is changed.
    pub async fn edit(
        &self,
        account: AccountId,
        edit: AccountEdit,
        sent: Vec<(Portrait, Bytes)>,
        origin: &Origin,
    ) -> Result<Option<Profile>, PortraitError> {
        let mut made = Vec::new();
        for (portrait, bytes) in sent {
            made.push((portrait, self.make(portrait, bytes).await?));
        }
        let mut edit = edit;
        for (portrait, cropped) in made {
            edit = edit.wearing(portrait, Some(self.keep(account, cropped).await?));
        }
        Ok(self.accounts.edit(account, edit, origin).await?)
    }

    async fn make(&self, portrait: Portrait, bytes: Bytes) -> Result<Cropped, PortraitError> {
        portrait.check(&bytes)?;
        match self.maker.crop(bytes, portrait.extent(), self.entropy.uuid()).await {
            Ok(cropped) => Ok(cropped),
            Err(DevelopError::Rule(rule)) => Err(PortraitRule::of(portrait, rule).into()),
            Err(DevelopError::Port(error)) => Err(error.into()),
        }
    }

    /// Its row comes first: what breaks off in the middle leaves a row that is swept, and never a file that nobody knows of.
    async fn keep(&self, owner: AccountId, cropped: Cropped) -> Result<Picture, PortError> {
        let picture = Picture::kept(&cropped.key);
        self.portraits.note_portrait(&picture, owner, self.entropy.now()).await?;
        self.store.put(&cropped.key, cropped.bytes).await?;
        Ok(picture)
    }

    /// Lets go some of the pictures that no account has any more, and says whether there may be others. Files go before their
    /// rows, so that whatever is cut off in the middle is done again.
    pub async fn sweep(&self, now: Timestamp) -> Result<bool, PortError> {
        let unworn = self.portraits.list_unworn(now - Self::KEPT, Self::AT_ONCE).await?;
        for key in unworn.iter().filter_map(Picture::key) {
            self.store.delete(&key).await?;
        }
        if !unworn.is_empty() {
            self.portraits.forget_portraits(&unworn).await?;
        }
        Ok(unworn.len() == Self::AT_ONCE)
    }
}
