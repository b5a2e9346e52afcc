//! Somebody notes something down about somebody else, and sees who of those they know follows them.
use domain::ids::AccountId;
use domain::posts::PrivateNote;

use super::{Familiar, FindError, NotFound, Posts, Relationship};
use crate::PortError;

impl Posts {
    /// Familiar followers of one account at the most.
    const FAMILIAR: u16 = 40;
    /// Accounts that are looked at at once; what is asked for beyond them is left out.
    const AT_ONCE: usize = 80;

    /// Notes something down about an account, for oneself alone; nothing takes the note away.
    pub async fn note(
        &self,
        by: AccountId,
        about: AccountId,
        note: &PrivateNote,
    ) -> Result<Relationship, FindError> {
        self.visited(about, Some(by)).await?;
        if !self.relations.note(by, about, note).await? {
            return Err(NotFound.into());
        }
        self.relationship(by, about).await
    }

    /// Who of those whom the reader follows follows each of these accounts.
    pub async fn familiar(&self, reader: AccountId, to: &[AccountId]) -> Result<Vec<Familiar>, PortError> {
        let mut once = Vec::new();
        for account in to.iter().take(Self::AT_ONCE) {
            if !once.contains(account) {
                once.push(*account);
            }
        }
        self.follows.familiar(reader, &once, Self::FAMILIAR).await
    }
}
