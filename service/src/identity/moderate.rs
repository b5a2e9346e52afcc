//! What those who look after the server do about accounts.
use domain::identity::{Measure, Password, Profile};
use domain::ids::AccountId;
use domain::realtime::Origin;

use super::Accounts;
use crate::PortError;

impl Accounts {
    /// Takes a measure; `None` if there is no such account. Whoever is suspended is logged out everywhere, and their streams end.
    pub async fn take(
        &self,
        measure: Measure,
        account: AccountId,
        origin: &Origin,
    ) -> Result<Option<Profile>, PortError> {
        let cause = origin.cause(self.entropy.uuid(), self.entropy.now());
        let taken = self.accounts.edit(measure.on(account, cause)).await?;
        // also where it was suspended before: whoever was interrupted asks once more
        if measure == Measure::Suspend && taken.is_some() {
            self.tokens.end_everything_of(account, origin).await?;
        }
        Ok(taken)
    }

    /// Sets somebody's password and logs them out everywhere; whether there is such an account.
    pub async fn set_password(
        &self,
        account: AccountId,
        password: &Password,
        origin: &Origin,
    ) -> Result<bool, PortError> {
        let hash = self.hasher.hash(password).await?;
        let set = self.credentials.set_password(account, &hash).await?;
        if set {
            self.tokens.end_everything_of(account, origin).await?;
        }
        Ok(set)
    }
}
