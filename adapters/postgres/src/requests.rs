//! Who asks to follow whom.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, FollowRequestId};
use domain::page::{Listed, Window};
use domain::posts::{FollowRequest, Grant};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{RequestRepository, Saved};
use sqlx::{PgConnection, PgExecutor, query, query_as, query_scalar};

use crate::failure::away;
use crate::profiles::{list, listed};
use crate::window::in_order;
use crate::writer::Tx;
use crate::{Postgres, wishes};

const FIND: &str =
    "select id, boosts, notify, languages from follow_requests where follower = $1 and followee = $2";

/// What was there before is seen as it was before.
const ASK: &str = "
with target as (
    select id from accounts where id = $3
        and not exists (select from restricted where account = $3 and suspended)
        and not exists (select from blocks where blocker = $2 and blocked = $3 or blocker = $3 and blocked = $2)
        and not exists (select from follows where follower = $2 and followee = $3)
), earlier as (
    select id, boosts, notify, languages from follow_requests where follower = $2 and followee = $3
), added as (
    insert into follow_requests (id, follower, followee, boosts, notify, languages)
    select $1, $2, $3, $4, $5, $6 from target
    on conflict (follower, followee) do nothing returning id
), changed as (
    update follow_requests r set boosts = $4, notify = $5, languages = $6 from earlier e
    where r.id = e.id and (e.boosts, e.notify, e.languages) is distinct from ($4, $5, $6) returning r.id
)
select exists (select from target), (select id from earlier), exists (select from changed)";

const GRANT: &str = "
with gone as (
    delete from follow_requests where id = $1 returning id
), added as (
    insert into follows (id, follower, followee, boosts, notify, languages)
    select $2, $3, $4, $5, $6, $7 from gone returning id
), followee as (
    update accounts set followers = followers + 1 where id = $4 and exists (select from added)
), follower as (
    update accounts set following = following + 1 where id = $3 and exists (select from added)
)
select true from gone";

const END_BETWEEN: &str = "
delete from follow_requests where follower = $1 and followee = $2 or follower = $2 and followee = $1
returning id, follower, followee, boosts, notify, languages";

const COUNT: &str = "
select count(*) from follow_requests
where followee = $1 and follower not in (select account from restricted where suspended)";

macro_rules! asking {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, follower as who from follow_requests where followee = $1 and id < $2 and id > $3
                and follower not in (select account from restricted where suspended) order by id ",
            $order,
            " limit $4"
        ))
    };
}

#[async_trait]
impl RequestRepository for Postgres {
    async fn ask(&self, draft: Draft<FollowRequest>) -> Result<Saved<FollowRequest>, PortError> {
        self.write(|tx| Box::pin(ask(tx, draft))).await
    }

    async fn find(
        &self,
        follower: AccountId,
        followee: AccountId,
    ) -> Result<Option<FollowRequest>, PortError> {
        request_of(&self.requests, follower, followee).await.map_err(away)
    }

    async fn grant(&self, grant: Grant) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(give(tx, grant))).await
    }

    async fn end(&self, request: Recorded<FollowRequest>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(end(tx, request))).await
    }

    async fn list(&self, followee: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        list(&self.requests, in_order!(window, asking), followee.raw(), window).await.map_err(away)
    }

    async fn count(&self, followee: AccountId) -> Result<u64, PortError> {
        let count = query_scalar(COUNT).bind(followee.raw()).fetch_one(&self.requests).await;
        let count: i64 = count.map_err(away)?;
        Ok(count.try_into().unwrap_or_default())
    }
}

async fn request_of(
    executor: impl PgExecutor<'_>,
    follower: AccountId,
    followee: AccountId,
) -> sqlx::Result<Option<FollowRequest>> {
    let found: Option<(i64, bool, bool, Option<Vec<String>>)> =
        query_as(FIND).bind(follower.raw()).bind(followee.raw()).fetch_optional(executor).await?;
    Ok(found.map(|(id, boosts, notify, languages)| {
        request((id, follower.raw(), followee.raw(), boosts, notify, languages))
    }))
}

type Row = (i64, i64, i64, bool, bool, Option<Vec<String>>);

fn request((id, follower, followee, boosts, notify, languages): Row) -> FollowRequest {
    FollowRequest {
        id: FollowRequestId::stored(id),
        follower: AccountId::stored(follower),
        followee: AccountId::stored(followee),
        wishes: wishes::read((boosts, notify, languages)),
    }
}

/// Saves a request, or its new wishes.
async fn ask(tx: &mut Tx, draft: Draft<FollowRequest>) -> sqlx::Result<Saved<FollowRequest>> {
    let new = tx.complete(draft).await?;
    let (is_there, earlier, changed): (bool, Option<i64>, bool) = query_as(ASK)
        .bind(new.id.raw())
        .bind(new.follower.raw())
        .bind(new.followee.raw())
        .bind(new.wishes.boosts)
        .bind(new.wishes.notify)
        .bind(wishes::languages(&new.wishes))
        .fetch_one(&mut **tx)
        .await?;
    let first =
        earlier.map(|id| FollowRequest { id: FollowRequestId::stored(id), ..FollowRequest::clone(&new) });
    let saved = match first {
        _ if !is_there => Saved::Gone,
        Some(first) if changed => Saved::New(first),
        Some(first) => Saved::Repeated(first),
        None => Saved::New(FollowRequest::clone(&new)),
    };
    if saved.is_new() {
        tx.tell(new.events());
    }
    Ok(saved)
}

async fn give(tx: &mut Tx, grant: Grant) -> sqlx::Result<bool> {
    let request = grant.request().id;
    let follow = grant.with_id(tx.next_id().await?.into());
    let gone: Option<bool> = query_scalar(GRANT)
        .bind(request.raw())
        .bind(follow.id.raw())
        .bind(follow.follower.raw())
        .bind(follow.followee.raw())
        .bind(follow.wishes.boosts)
        .bind(follow.wishes.notify)
        .bind(wishes::languages(&follow.wishes))
        .fetch_optional(&mut **tx)
        .await?;
    if gone.is_some() {
        tx.tell(follow.events());
    }
    Ok(gone.is_some())
}

async fn end(tx: &mut Tx, request: Recorded<FollowRequest>) -> sqlx::Result<bool> {
    let gone =
        query("delete from follow_requests where id = $1").bind(request.id.raw()).execute(&mut **tx).await?;
    let was_there = gone.rows_affected() > 0;
    if was_there {
        tx.tell(request.events());
    }
    Ok(was_there)
}

/// Ends what requests there are between two accounts.
pub(crate) async fn end_between(
    connection: &mut PgConnection,
    one: AccountId,
    other: AccountId,
) -> sqlx::Result<Vec<FollowRequest>> {
    let rows = query_as(END_BETWEEN).bind(one.raw()).bind(other.raw()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(request).collect())
}
