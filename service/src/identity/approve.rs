//! Those who run the server approve of who wants to come.
use domain::identity::{Email, Measure, Profile, Username};
use domain::ids::AccountId;
use domain::realtime::Origin;

use super::{Accounts, Waiting};
use crate::PortError;

impl Accounts {
    /// How many are listed at once.
    const LISTED: u16 = 100;

    /// Who waits for approval, the first who came first.
    pub async fn waiting(&self) -> Result<Vec<(Waiting, Profile)>, PortError> {
        let waiting = self.credentials.list_waiting(Self::LISTED).await?;
        let ids: Vec<AccountId> = waiting.iter().map(|waiting| waiting.account).collect();
        let mut profiles = self.accounts.list(&ids).await?;
        let with_profile = |waiting: Waiting| {
            let at = profiles.iter().position(|profile| profile.account.id == waiting.account)?;
            Some((waiting, profiles.swap_remove(at)))
        };
        Ok(waiting.into_iter().filter_map(with_profile).collect())
    }

    /// Writes to somebody whom nobody approved.
    pub(crate) async fn tell_rejected(&self, email: &Email, name: &Username) -> Result<(), PortError> {
        let letter = self.site.rejected(self.entropy.uuid(), email, name);
        self.credentials.pose(None, letter).await
    }

    /// Lets somebody in who waits; whether they did.
    pub async fn approve(
        &self,
        waiting: &Waiting,
        who: &Profile,
        origin: &Origin,
    ) -> Result<bool, PortError> {
        let letter = self.site.approved(self.entropy.uuid(), &waiting.email, &who.account.username);
        // seen first, and let in then: whoever is interrupted in between still finds them waiting
        self.take(Measure::Unsuspend, waiting.account, origin).await?;
        self.credentials.approve(waiting.account, letter).await
    }
}
