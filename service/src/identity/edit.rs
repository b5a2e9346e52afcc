//! Somebody changes their own account.
use domain::identity::{AccountEdit, Profile};
use domain::ids::AccountId;
use domain::realtime::Origin;

use super::Accounts;
use crate::PortError;

impl Accounts {
    /// Changes what was said of the account; gives it as it is then, or nothing if it is gone.
    pub async fn edit(
        &self,
        account: AccountId,
        edit: AccountEdit,
        origin: &Origin,
    ) -> Result<Option<Profile>, PortError> {
        let cause = origin.cause(self.entropy.uuid(), self.entropy.now());
        self.accounts.edit(edit.of(account, cause)).await
    }
}
