//! Who follows whom.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, FollowId};
use domain::page::{Listed, Window};
use domain::posts::{Follow, FollowWishes, Home};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{FollowRepository, Relationship, Saved};
use sqlx::{PgConnection, query_as, query_scalar};

use crate::Postgres;
use crate::failure::away;
use crate::profiles::{list, listed};
use crate::window::in_order;
use crate::writer::Tx;

const FIND: &str = "select id, boosts, notify from follows where follower = $1 and followee = $2";

/// What was there before is seen as it was before.
const SAVE: &str = "
with target as (
    select id from accounts where id = $3
), earlier as (
    select id, boosts, notify from follows where follower = $2 and followee = $3
), added as (
    insert into follows (id, follower, followee, boosts, notify) select $1, $2, $3, $4, $5 from target
    on conflict (follower, followee) do nothing returning id
), changed as (
    update follows f set boosts = $4, notify = $5 from earlier e
    where f.id = e.id and (e.boosts, e.notify) <> ($4, $5) returning f.id
), followee as (
    update accounts set followers = followers + 1 where id = $3 and exists (select from added)
), follower as (
    update accounts set following = following + 1 where id = $2 and exists (select from added)
)
select exists (select from target), (select id from earlier), exists (select from changed)";

const END: &str = "
with gone as (
    delete from follows where id = $1 returning follower, followee
), followee as (
    update accounts set followers = followers - 1 where id in (select followee from gone)
), follower as (
    update accounts set following = following - 1 where id in (select follower from gone)
)
select true from gone";

const RELATIONSHIPS: &str = "
select a.id, f.boosts, f.notify, exists (select from follows b where b.follower = a.id and b.followee = $1)
from unnest($2::bigint[]) with ordinality as asked (id, place)
cross join lateral (select id from accounts where id = asked.id limit 1) a
left join lateral (select boosts, notify from follows where follower = $1 and followee = a.id limit 1) f on true
order by asked.place";

const HOME: &str = "select followee, boosts, notify from follows where follower = $1";

macro_rules! followers {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, follower as who from follows where followee = $1 and id < $2 and id > $3 order by id ",
            $order,
            " limit $4"
        ))
    };
}

macro_rules! following {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, followee as who from follows where follower = $1 and id < $2 and id > $3 order by id ",
            $order,
            " limit $4"
        ))
    };
}

#[async_trait]
impl FollowRepository for Postgres {
    async fn follow(&self, draft: Draft<Follow>) -> Result<Saved<Follow>, PortError> {
        self.write(|tx| Box::pin(save(tx, draft))).await
    }

    async fn find(&self, follower: AccountId, followee: AccountId) -> Result<Option<Follow>, PortError> {
        let row = query_as(FIND).bind(follower.raw()).bind(followee.raw());
        let found: Option<(i64, bool, bool)> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(found.map(|(id, boosts, notify)| Follow {
            id: FollowId::stored(id),
            follower,
            followee,
            wishes: FollowWishes { boosts, notify },
        }))
    }

    async fn unfollow(&self, follow: Recorded<Follow>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(end(tx, follow))).await
    }

    async fn relationships(
        &self,
        reader: AccountId,
        to: &[AccountId],
    ) -> Result<Vec<Relationship>, PortError> {
        let to: Vec<i64> = to.iter().map(|account| account.raw()).collect();
        let rows: Vec<(i64, Option<bool>, Option<bool>, bool)> = query_as(RELATIONSHIPS)
            .bind(reader.raw())
            .bind(to)
            .fetch_all(&self.requests)
            .await
            .map_err(away)?;
        let relationship =
            |(account, boosts, notify, followed_by): (_, Option<bool>, Option<bool>, _)| Relationship {
                account: AccountId::stored(account),
                following: boosts.zip(notify).map(|(boosts, notify)| FollowWishes { boosts, notify }),
                followed_by,
            };
        Ok(rows.into_iter().map(relationship).collect())
    }

    async fn followers(&self, of: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        list(&self.requests, in_order!(window, followers), of.raw(), window).await.map_err(away)
    }

    async fn following(&self, by: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        list(&self.requests, in_order!(window, following), by.raw(), window).await.map_err(away)
    }

    async fn home(&self, reader: AccountId) -> Result<Home, PortError> {
        let rows: Vec<(i64, bool, bool)> =
            query_as(HOME).bind(reader.raw()).fetch_all(&self.requests).await.map_err(away)?;
        let follow = |(id, boosts, notify)| (AccountId::stored(id), FollowWishes { boosts, notify });
        Ok(Home { reader, follows: rows.into_iter().map(follow).collect() })
    }
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

async fn insert(connection: &mut PgConnection, new: &Follow) -> sqlx::Result<Saved<Follow>> {
    let (is_there, earlier, changed): (bool, Option<i64>, bool) = query_as(SAVE)
        .bind(new.id.raw())
        .bind(new.follower.raw())
        .bind(new.followee.raw())
        .bind(new.wishes.boosts)
        .bind(new.wishes.notify)
        .fetch_one(connection)
        .await?;
    let first = earlier.map(|id| Follow { id: FollowId::stored(id), ..*new });
    Ok(match first {
        _ if !is_there => Saved::Gone,
        Some(first) if changed => Saved::New(first),
        Some(first) => Saved::Repeated(first),
        None => Saved::New(*new),
    })
}

/// Ends a follow; whether it was there.
async fn end(tx: &mut Tx, follow: Recorded<Follow>) -> sqlx::Result<bool> {
    let was_there = remove(tx, &follow).await?;
    if was_there {
        tx.tell(follow.events());
    }
    Ok(was_there)
}

async fn remove(connection: &mut PgConnection, follow: &Follow) -> sqlx::Result<bool> {
    let gone: Option<bool> = query_scalar(END).bind(follow.id.raw()).fetch_optional(connection).await?;
    Ok(gone.is_some())
}
