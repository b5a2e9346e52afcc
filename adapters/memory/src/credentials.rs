//! What people log in with, and the challenges that prove who they are.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Challenge, Digest, Email, Letter, PasswordHash, Purpose, Revocation, Standing};
use domain::ids::AccountId;
use domain::realtime::Cause;
use service::PortError;
use service::identity::{CredentialRepository, Known, Waiting};

use crate::Memory;
use crate::world::{Member, World};

/// What one account logs in with.
pub(crate) struct Credential {
    pub(crate) email: Email,
    pub(crate) password: Option<PasswordHash>,
    pub(crate) confirmed: bool,
    /// What somebody says who waits for approval.
    pub(crate) waiting: Option<String>,
}

/// A challenge that was posed to an account.
pub(crate) struct Posed {
    pub(crate) account: AccountId,
    challenge: Challenge,
    wrong: u16,
}

impl Member {
    pub(crate) fn known(&self) -> Known {
        Known {
            account: self.account.id,
            password: self.credential.password.clone(),
            standing: Standing {
                confirmed: self.credential.confirmed,
                approved: self.credential.waiting.is_none(),
                suspended: self.account.suspended,
            },
        }
    }
}

impl World {
    pub(crate) fn pose(&mut self, account: AccountId, challenge: Challenge) {
        self.challenges
            .retain(|posed| (posed.account, posed.challenge.purpose) != (account, challenge.purpose));
        self.challenges.push(Posed { account, challenge, wrong: 0 });
    }

    fn challenged(&self, purpose: Purpose, digest: &Digest, at: Timestamp) -> Option<usize> {
        self.challenges.iter().position(|Posed { challenge, .. }| {
            challenge.purpose == purpose && challenge.digest == *digest && challenge.holds_at(at)
        })
    }

    /// Meets a challenge: it is there no more, and the address is confirmed.
    fn meet(&mut self, purpose: Purpose, digest: &Digest, at: Timestamp) -> Option<AccountId> {
        let met = self.challenged(purpose, digest, at)?;
        let account = self.challenges.swap_remove(met).account;
        self.members.get_mut(&account)?.credential.confirmed = true;
        Some(account)
    }
}

#[async_trait]
impl CredentialRepository for Memory {
    async fn known(&self, email: &Email) -> Result<Option<Known>, PortError> {
        let world = self.world();
        let member = world.addresses.get(email).and_then(|id| world.members.get(id));
        Ok(member.map(Member::known))
    }

    async fn unconfirmed(&self, id: AccountId) -> Result<Option<Email>, PortError> {
        let world = self.world();
        let member = world.members.get(&id).filter(|member| !member.credential.confirmed);
        Ok(member.map(|member| member.credential.email.clone()))
    }

    async fn rehash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<(), PortError> {
        let world = &mut *self.world();
        let password = world.members.get_mut(&id).map(|member| &mut member.credential.password);
        if let Some(password) = password.filter(|password| password.as_ref() == Some(old)) {
            *password = Some(new.clone());
        }
        Ok(())
    }

    async fn set_password(&self, id: AccountId, password: &PasswordHash) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let Some(member) = world.members.get_mut(&id) else { return Ok(false) };
        member.credential.password = Some(password.clone());
        Ok(true)
    }

    async fn list_waiting(&self, most: u16) -> Result<Vec<Waiting>, PortError> {
        let world = self.world();
        let waiting = world.members.values().filter_map(|member| {
            let reason = member.credential.waiting.clone()?;
            Some(Waiting { account: member.account.id, email: member.credential.email.clone(), reason })
        });
        Ok(waiting.take(most.into()).collect())
    }

    async fn approve(&self, id: AccountId, letter: Letter) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let waited =
            world.members.get_mut(&id).is_some_and(|member| member.credential.waiting.take().is_some());
        if waited {
            world.write(letter, self.entropy.now());
        }
        Ok(waited)
    }

    async fn pose(&self, challenge: Option<(AccountId, Challenge)>, letter: Letter) -> Result<(), PortError> {
        let world = &mut *self.world();
        if let Some((account, challenge)) = challenge {
            world.pose(account, challenge);
        }
        world.write(letter, self.entropy.now());
        Ok(())
    }

    async fn challenged(
        &self,
        purpose: Purpose,
        digest: &Digest,
        at: Timestamp,
    ) -> Result<Option<AccountId>, PortError> {
        let world = self.world();
        Ok(world.challenged(purpose, digest, at).map(|found| world.challenges[found].account))
    }

    async fn confirm(&self, digest: &Digest, at: Timestamp) -> Result<Option<AccountId>, PortError> {
        Ok(self.world().meet(Purpose::Confirm, digest, at))
    }

    async fn reset(
        &self,
        digest: &Digest,
        password: PasswordHash,
        cause: Cause,
    ) -> Result<Option<AccountId>, PortError> {
        let world = &mut *self.world();
        let Some(account) = world.meet(Purpose::Reset, digest, cause.at) else { return Ok(None) };
        if let Some(member) = world.members.get_mut(&account) {
            member.credential.password = Some(password);
        }
        let revocation = Revocation::Account(account).record(&cause);
        if world.end(*revocation, self.entropy.now()) {
            world.tell(revocation.events());
        }
        Ok(Some(account))
    }

    async fn log_in(
        &self,
        email: &Email,
        digest: &Digest,
        at: Timestamp,
    ) -> Result<Option<AccountId>, PortError> {
        let world = &mut *self.world();
        let Some(account) = world.addresses.get(email).copied() else { return Ok(None) };
        let of_them = |posed: &Posed| posed.account == account && posed.challenge.purpose == Purpose::LogIn;
        if world.challenges.iter().any(|posed| of_them(posed) && posed.challenge.digest == *digest) {
            return Ok(world.meet(Purpose::LogIn, digest, at));
        }
        world.challenges.iter_mut().filter(|posed| of_them(posed)).for_each(|posed| posed.wrong += 1);
        world.challenges.retain(|posed| !of_them(posed) || posed.wrong < Challenge::TRIES);
        Ok(None)
    }

    async fn forget(&self, before: Timestamp) -> Result<(), PortError> {
        self.world().challenges.retain(|posed| posed.challenge.holds_at(before));
        Ok(())
    }
}
