//! Who follows whom.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, FollowId};
use domain::page::{Listed, Window};
use domain::posts::{Follow, FollowWishes, Home};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{FollowRepository, Relationship, Saved};
use sqlx::{SqliteConnection, query, query_as};

use crate::failure::away;
use crate::profiles::{list, listed};
use crate::window::in_order;
use crate::writer::Tx;
use crate::{Sqlite, json};

const FIND: &str = "select id, boosts, notify from follows where follower = ?1 and followee = ?2";

/// `?1` and `?2`: who, and whom.
const BEGIN: &str = "
insert into follows (follower, followee, id, boosts, notify) values (?1, ?2, ?3, ?4, ?5);
update accounts set following = following + (id = ?1), followers = followers + (id = ?2) where id in (?1, ?2)";

const END: &str = "
update accounts set followers = followers - 1 where id = (select followee from follows where id = ?1);
update accounts set following = following - 1 where id = (select follower from follows where id = ?1);
delete from follows where id = ?1";

const RELATIONSHIPS: &str = "
select a.id, f.boosts, f.notify, exists (select 1 from follows b where b.follower = a.id and b.followee = ?1)
from json_each(?2) asked
cross join accounts a on a.id = asked.value
left join follows f on f.follower = ?1 and f.followee = a.id
order by asked.key";

const HOME: &str = "select followee, boosts, notify from follows where follower = ?1";

macro_rules! followers {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, follower as who from follows where followee = ?1 and id < ?2 and id > ?3 order by id ",
            $order,
            " limit ?4"
        ))
    };
}

macro_rules! following {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, followee as who from follows where follower = ?1 and id < ?2 and id > ?3 order by id ",
            $order,
            " limit ?4"
        ))
    };
}

#[async_trait]
impl FollowRepository for Sqlite {
    async fn follow(&self, draft: Draft<Follow>) -> Result<Saved<Follow>, PortError> {
        self.write(|tx| Box::pin(save(tx, draft))).await
    }

    async fn find(&self, follower: AccountId, followee: AccountId) -> Result<Option<Follow>, PortError> {
        let row = query_as(FIND).bind(follower.raw()).bind(followee.raw());
        let found = row.fetch_optional(&self.readers).await.map_err(away)?;
        Ok(found.map(|found| follow(found, follower, followee)))
    }

    async fn unfollow(&self, follow: Recorded<Follow>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(end(tx, follow))).await
    }

    async fn relationships(
        &self,
        reader: AccountId,
        to: &[AccountId],
    ) -> Result<Vec<Relationship>, PortError> {
        let rows = query_as(RELATIONSHIPS).bind(reader.raw()).bind(json::ids(to).map_err(away)?);
        let rows: Vec<(i64, Option<bool>, Option<bool>, bool)> =
            rows.fetch_all(&self.readers).await.map_err(away)?;
        let relationship = |(account, boosts, notify, followed_by): (_, Option<_>, Option<_>, _)| {
            let following = boosts.zip(notify).map(|(boosts, notify)| FollowWishes { boosts, notify });
            Relationship { account: AccountId::stored(account), following, followed_by }
        };
        Ok(rows.into_iter().map(relationship).collect())
    }

    async fn followers(&self, of: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        list(&self.readers, in_order!(window, followers), of.raw(), window).await.map_err(away)
    }

    async fn following(&self, by: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        list(&self.readers, in_order!(window, following), by.raw(), window).await.map_err(away)
    }

    async fn home(&self, reader: AccountId) -> Result<Home, PortError> {
        let rows: Vec<(i64, bool, bool)> =
            query_as(HOME).bind(reader.raw()).fetch_all(&self.readers).await.map_err(away)?;
        let follow = |(id, boosts, notify)| (AccountId::stored(id), FollowWishes { boosts, notify });
        Ok(Home { reader, follows: rows.into_iter().map(follow).collect() })
    }
}

fn follow((id, boosts, notify): (i64, bool, bool), follower: AccountId, followee: AccountId) -> Follow {
    Follow { id: FollowId::stored(id), follower, followee, wishes: FollowWishes { boosts, notify } }
}

/// Saves a follow, or its new wishes.
async fn save(tx: &mut Tx, draft: Draft<Follow>) -> sqlx::Result<Saved<Follow>> {
    let new = tx.complete(draft).await?;
    let saved = insert(tx, &new).await?;
    if saved.is_new() {
        tx.tell(new.events());
    }
    Ok(saved)
}

async fn insert(connection: &mut SqliteConnection, new: &Follow) -> sqlx::Result<Saved<Follow>> {
    let target = query("select 1 from accounts where id = ?1").bind(new.followee.raw());
    if target.fetch_optional(&mut *connection).await?.is_none() {
        return Ok(Saved::Gone);
    }
    let earlier = query_as(FIND).bind(new.follower.raw()).bind(new.followee.raw());
    let Some(earlier) = earlier.fetch_optional(&mut *connection).await? else {
        return begin(connection, new).await;
    };
    let earlier = follow(earlier, new.follower, new.followee);
    if earlier.wishes == new.wishes {
        return Ok(Saved::Repeated(earlier));
    }
    query("update follows set boosts = ?2, notify = ?3 where id = ?1")
        .bind(earlier.id.raw())
        .bind(new.wishes.boosts)
        .bind(new.wishes.notify)
        .execute(connection)
        .await?;
    Ok(Saved::New(Follow { id: earlier.id, ..*new }))
}

async fn begin(connection: &mut SqliteConnection, new: &Follow) -> sqlx::Result<Saved<Follow>> {
    query(BEGIN)
        .bind(new.follower.raw())
        .bind(new.followee.raw())
        .bind(new.id.raw())
        .bind(new.wishes.boosts)
        .bind(new.wishes.notify)
        .execute(connection)
        .await?;
    Ok(Saved::New(*new))
}

/// Ends a follow; whether it was there.
async fn end(tx: &mut Tx, follow: Recorded<Follow>) -> sqlx::Result<bool> {
    let was_there = remove(tx, &follow).await?;
    if was_there {
        tx.tell(follow.events());
    }
    Ok(was_there)
}

async fn remove(connection: &mut SqliteConnection, follow: &Follow) -> sqlx::Result<bool> {
    let there = query("select 1 from follows where id = ?1").bind(follow.id.raw());
    let is_there = there.fetch_optional(&mut *connection).await?.is_some();
    if is_there {
        query(END).bind(follow.id.raw()).execute(connection).await?;
    }
    Ok(is_there)
}
