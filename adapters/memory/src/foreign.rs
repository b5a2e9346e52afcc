//! Accounts elsewhere.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::ForeignId;
use domain::ids::AccountId;
use service::PortError;
use service::identity::{ForeignRepository, Guest, Known, Linked};

use crate::Memory;
use crate::world::Member;

#[async_trait]
impl ForeignRepository for Memory {
    async fn find_foreign(&self, id: &ForeignId) -> Result<Option<Known>, PortError> {
        let world = self.world();
        let member = world.foreigners.get(id).and_then(|(account, _)| world.members.get(account));
        Ok(member.map(Member::known))
    }

    async fn find_guest(&self, id: &ForeignId) -> Result<Option<Guest>, PortError> {
        let world = self.world();
        let account = world.foreigners.get(id).map(|(account, _)| *account);
        let here = account.filter(|account| world.members.contains_key(account)).map(|account| Guest::Here {
            account,
            suspended: world.is_shut_out(account),
            ended_at: world.ended.get(&account).copied(),
        });
        Ok(here.or_else(|| world.left_guests.get(id).map(|at| Guest::Left(*at))))
    }

    async fn link(&self, id: &ForeignId, account: AccountId, at: Timestamp) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let (owner, _) = world.foreigners.entry(id.clone()).or_insert((account, at));
        Ok(*owner == account)
    }

    async fn unlink(&self, id: &ForeignId, account: AccountId) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let theirs = world.foreigners.get(id).is_some_and(|(owner, _)| *owner == account);
        if theirs {
            world.foreigners.remove(id);
        }
        Ok(theirs)
    }

    async fn list_foreign(&self, account: AccountId, most: u16) -> Result<Vec<Linked>, PortError> {
        let world = self.world();
        let theirs = world.foreigners.iter().filter(|(_, (owner, _))| *owner == account);
        let mut linked: Vec<Linked> =
            theirs.map(|(id, (_, at))| Linked { id: id.clone(), linked_at: *at }).collect();
        linked.sort_by(|a, b| (a.linked_at, &a.id).cmp(&(b.linked_at, &b.id)));
        linked.truncate(most.into());
        Ok(linked)
    }
}
