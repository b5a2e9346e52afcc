//! Who asks to follow whom.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, FollowRequestId};
use domain::page::{Listed, Window};
use domain::posts::{FollowRequest, Grant};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{RequestRepository, Saved};
use sqlx::{SqliteConnection, SqliteExecutor, query, query_as, query_scalar};

use crate::failure::away;
use crate::follows::{self, TARGET};
use crate::profiles::{list, listed};
use crate::window::in_order;
use crate::writer::Tx;
use crate::{Sqlite, wishes};

const FIND: &str =
    "select id, boosts, notify, languages from follow_requests where follower = ?1 and followee = ?2";

/// `?1` and `?2`: who, and whom.
const FOLLOWS: &str = "select 1 from follows where follower = ?1 and followee = ?2";

const SAVE: &str = "
insert into follow_requests (id, follower, followee, boosts, notify, languages) values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (id) do update set boosts = ?4, notify = ?5, languages = ?6";

const END_BETWEEN: &str = "
delete from follow_requests where follower = ?1 and followee = ?2 or follower = ?2 and followee = ?1
returning id, follower, followee, boosts, notify, languages";

const COUNT: &str = "
select count(*) from follow_requests
where followee = ?1 and follower not in (select account from restricted where suspended)";

macro_rules! asking {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, follower as who from follow_requests where followee = ?1 and id < ?2 and id > ?3
                and follower not in (select account from restricted where suspended) order by id ",
            $order,
            " limit ?4"
        ))
    };
}

#[async_trait]
impl RequestRepository for Sqlite {
    async fn ask(&self, draft: Draft<FollowRequest>) -> Result<Saved<FollowRequest>, PortError> {
        self.write(|tx| Box::pin(ask(tx, draft))).await
    }

    async fn find(
        &self,
        follower: AccountId,
        followee: AccountId,
    ) -> Result<Option<FollowRequest>, PortError> {
        request_of(&self.readers, follower, followee).await.map_err(away)
    }

    async fn grant(&self, grant: Grant) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(give(tx, grant))).await
    }

    async fn end(&self, request: Recorded<FollowRequest>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(end(tx, request))).await
    }

    async fn list(&self, followee: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        list(&self.readers, in_order!(window, asking), followee.raw(), window).await.map_err(away)
    }

    async fn count(&self, followee: AccountId) -> Result<u64, PortError> {
        let count = query_scalar(COUNT).bind(followee.raw()).fetch_one(&self.readers).await;
        let count: i64 = count.map_err(away)?;
        Ok(count.try_into().unwrap_or_default())
    }
}

async fn request_of(
    executor: impl SqliteExecutor<'_>,
    follower: AccountId,
    followee: AccountId,
) -> sqlx::Result<Option<FollowRequest>> {
    let found: Option<(i64, bool, bool, Option<String>)> =
        query_as(FIND).bind(follower.raw()).bind(followee.raw()).fetch_optional(executor).await?;
    let read = |(id, boosts, notify, languages)| {
        request((id, follower.raw(), followee.raw(), boosts, notify, languages))
    };
    found.map(read).transpose()
}

type Row = (i64, i64, i64, bool, bool, Option<String>);

fn request((id, follower, followee, boosts, notify, languages): Row) -> sqlx::Result<FollowRequest> {
    Ok(FollowRequest {
        id: FollowRequestId::stored(id),
        follower: AccountId::stored(follower),
        followee: AccountId::stored(followee),
        wishes: wishes::read((boosts, notify, languages))?,
    })
}

/// Saves a request, or its new wishes; nobody else writes meanwhile.
async fn ask(tx: &mut Tx, draft: Draft<FollowRequest>) -> sqlx::Result<Saved<FollowRequest>> {
    let new = tx.complete(draft).await?;
    let target = query(TARGET).bind(new.followee.raw()).bind(new.follower.raw());
    let follows = query(FOLLOWS).bind(new.follower.raw()).bind(new.followee.raw());
    let is_there = target.fetch_optional(&mut **tx).await?.is_some();
    if !is_there || follows.fetch_optional(&mut **tx).await?.is_some() {
        return Ok(Saved::Gone);
    }
    let earlier = request_of(&mut **tx, new.follower, new.followee).await?;
    let id = earlier.as_ref().map_or(new.id, |earlier| earlier.id);
    if let Some(earlier) = earlier.filter(|earlier| earlier.wishes == new.wishes) {
        return Ok(Saved::Repeated(earlier));
    }
    let request = FollowRequest { id, ..FollowRequest::clone(&new) };
    query(SAVE)
        .bind(request.id.raw())
        .bind(request.follower.raw())
        .bind(request.followee.raw())
        .bind(request.wishes.boosts)
        .bind(request.wishes.notify)
        .bind(wishes::languages(&request.wishes)?)
        .execute(&mut **tx)
        .await?;
    tx.tell(new.events());
    Ok(Saved::New(request))
}

async fn give(tx: &mut Tx, grant: Grant) -> sqlx::Result<bool> {
    let was_there = remove(tx, grant.request().id).await?;
    if was_there {
        let follow = grant.with_id(tx.next_id().await?.into());
        follows::begin(tx, &follow).await?;
        tx.tell(follow.events());
    }
    Ok(was_there)
}

async fn end(tx: &mut Tx, request: Recorded<FollowRequest>) -> sqlx::Result<bool> {
    let was_there = remove(tx, request.id).await?;
    if was_there {
        tx.tell(request.events());
    }
    Ok(was_there)
}

async fn remove(connection: &mut SqliteConnection, id: FollowRequestId) -> sqlx::Result<bool> {
    let gone = query("delete from follow_requests where id = ?1").bind(id.raw()).execute(connection).await?;
    Ok(gone.rows_affected() > 0)
}

/// Ends what requests there are between two accounts.
pub(crate) async fn end_between(
    connection: &mut SqliteConnection,
    one: AccountId,
    other: AccountId,
) -> sqlx::Result<Vec<FollowRequest>> {
    let rows = query_as(END_BETWEEN).bind(one.raw()).bind(other.raw()).fetch_all(connection).await?;
    rows.into_iter().map(request).collect()
}
