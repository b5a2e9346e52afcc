//! Accounts.
use async_trait::async_trait;
use domain::Draft;
use domain::identity::{Account, Editing, Profile, Username};
use domain::ids::AccountId;
use jiff::SignedDuration;
use service::PortError;
use service::identity::{AccountRepository, Confirmation, Credentials, Registration, Totals};

use crate::Memory;
use crate::credentials::Credential;
use crate::world::Member;

/// How long somebody who posted is counted as active.
const ACTIVE: SignedDuration = SignedDuration::from_hours(30 * 24);

#[async_trait]
impl AccountRepository for Memory {
    async fn register(
        &self,
        draft: Draft<Account>,
        credentials: Credentials,
    ) -> Result<Registration, PortError> {
        let world = &mut *self.world();
        let account = draft.with_id(world.next_id(self.entropy.now()));
        if world.names.contains_key(&account.username.folded()) {
            return Ok(Registration::UsernameTaken);
        }
        let linked = credentials.foreign.as_ref().is_some_and(|id| world.foreigners.contains_key(id));
        if linked || world.addresses.contains_key(&credentials.email) {
            return Ok(Registration::EmailTaken);
        }
        world.tell(account.events());
        let account = account.into_state();
        world.names.insert(account.username.folded(), account.id);
        world.addresses.insert(credentials.email.clone(), account.id);
        let Credentials { email, password, confirmation, foreign, waiting } = credentials;
        if let Some(id) = foreign {
            world.foreigners.insert(id, (account.id, account.created_at));
        }
        let credential = Credential { email, password, confirmed: confirmation.is_none(), waiting };
        let member = Member { account: account.clone(), credential, last_post_at: None };
        world.members.insert(account.id, member);
        if let Some(Confirmation { challenge, letter }) = confirmation {
            world.pose(account.id, challenge);
            world.write(letter, self.entropy.now());
        }
        Ok(Registration::New(account))
    }

    async fn edit(&self, editing: Editing) -> Result<Option<Profile>, PortError> {
        let world = &mut *self.world();
        if world.departures.contains_key(&editing.account()) {
            return Ok(None);
        }
        let Some(profile) = world.profile(editing.account()) else { return Ok(None) };
        let edited = editing.with(profile);
        world.tell(edited.events());
        let profile = edited.into_state();
        if let Some(member) = world.members.get_mut(&profile.account.id) {
            member.account = profile.account.clone();
        }
        Ok(Some(profile))
    }

    async fn find(&self, id: AccountId) -> Result<Option<Profile>, PortError> {
        Ok(self.world().profile(id))
    }

    async fn find_by_username(&self, username: &Username) -> Result<Option<Profile>, PortError> {
        let world = self.world();
        Ok(world.names.get(&username.folded()).and_then(|id| world.profile(*id)))
    }

    async fn list_by_username(&self, usernames: &[Username]) -> Result<Vec<Account>, PortError> {
        let world = self.world();
        let wanted: Vec<String> = usernames.iter().map(Username::folded).collect();
        let found =
            world.members.values().filter(|member| wanted.contains(&member.account.username.folded()));
        Ok(found.map(|member| member.account.clone()).collect())
    }

    async fn list(&self, ids: &[AccountId]) -> Result<Vec<Profile>, PortError> {
        let world = self.world();
        let found = world.members.keys().filter(|id| ids.contains(id));
        Ok(found.filter_map(|id| world.profile(*id)).collect())
    }

    async fn totals(&self) -> Result<Totals, PortError> {
        let now = self.entropy.now();
        let world = self.world();
        let active =
            |member: &&Member| member.last_post_at.is_some_and(|at| now.duration_since(at) <= ACTIVE);
        Ok(Totals {
            accounts: world.members.keys().filter(|id| !world.departures.contains_key(id)).count() as u64,
            posts: world.posts().count() as u64,
            active_accounts: world.members.values().filter(active).count() as u64,
        })
    }
}
