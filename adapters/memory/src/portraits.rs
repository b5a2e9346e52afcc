//! Files of the pictures of accounts.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::Picture;
use domain::ids::AccountId;
use service::PortError;
use service::media::PortraitRepository;

use crate::Memory;
use crate::world::World;

#[async_trait]
impl PortraitRepository for Memory {
    async fn note_portrait(
        &self,
        picture: &Picture,
        owner: AccountId,
        at: Timestamp,
    ) -> Result<(), PortError> {
        let world = &mut *self.world();
        if world.portraits.iter().all(|(noted, ..)| noted != picture) {
            world.portraits.push((picture.clone(), owner, at));
        }
        Ok(())
    }

    async fn list_unworn(&self, before: Timestamp, most: usize) -> Result<Vec<Picture>, PortError> {
        let world = self.world();
        let noted = world.portraits.iter().filter(|(_, _, at)| *at < before);
        let mut unworn: Vec<_> = noted.filter(|(picture, owner, _)| !world.wears(*owner, picture)).collect();
        unworn.sort_by_key(|(picture, _, at)| (*at, picture.as_str()));
        Ok(unworn.into_iter().take(most).map(|(picture, ..)| picture.clone()).collect())
    }

    async fn forget_portraits(&self, pictures: &[Picture]) -> Result<(), PortError> {
        self.world().portraits.retain(|(picture, ..)| !pictures.contains(picture));
        Ok(())
    }
}

impl World {
    fn wears(&self, owner: AccountId, picture: &Picture) -> bool {
        let account = self.members.get(&owner).map(|member| &member.account);
        account.is_some_and(|account| {
            [&account.avatar, &account.header].into_iter().flatten().any(|worn| worn == picture)
        })
    }
}
