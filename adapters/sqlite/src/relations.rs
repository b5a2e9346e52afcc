//! Who keeps whom away.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, BlockId, FollowId, MuteId, Snowflake};
use domain::page::{Listed, Window};
use domain::posts::{Block, Blocking, Follow, Mute, MuteExtent, PrivateNote};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{MutedProfile, RelationRepository, Saved};
use sqlx::{SqliteConnection, SqliteExecutor, query, query_as, query_scalar};

use crate::columns::Columns;
use crate::failure::away;
use crate::profiles::{list, listed, profile, take};
use crate::time::now;
use crate::window::{Bounds, in_order};
use crate::writer::Tx;
use crate::{Sqlite, channels, requests, time, wishes};

const THERE: &str = "select 1 from accounts where id = ?1";
const FIND_BLOCK: &str = "select id from blocks where blocker = ?1 and blocked = ?2";
const FIND_MUTE: &str = "select id, notifications, until from mutes where muter = ?1 and muted = ?2";

const NOTE: &str = "
insert into private_notes (account, about, note) select ?1, id, ?3 from accounts where id = ?2
on conflict (account, about) do update set note = ?3";

/// What follows there are between two accounts.
const FOLLOWS: &str = "
select id, follower, followee, boosts, notify, languages from follows
where follower = ?1 and followee = ?2 or follower = ?2 and followee = ?1 order by id";

const END_FOLLOW: &str = "
update accounts set followers = followers - (id = ?3), following = following - (id = ?2) where id in (?2, ?3);
delete from follows where id = ?1";

macro_rules! blocked {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, blocked as who from blocks where blocker = ?1 and id < ?2 and id > ?3
                and blocked not in (select account from restricted where suspended) order by id ",
            $order,
            " limit ?4"
        ))
    };
}

macro_rules! muted {
    ($order:literal) => {
        concat!(
            "with page as materialized (
                select id as at, muted as who, until from mutes
                where muter = ?1 and id < ?2 and id > ?3 and (until is null or until > ",
            now!(),
            ")
                    and muted not in (select account from restricted where suspended) order by id ",
            $order,
            " limit ?4
            ) select page.at, page.until, ",
            profile!("a"),
            " from page cross join accounts a on a.id = page.who order by page.at desc"
        )
    };
}

#[async_trait]
impl RelationRepository for Sqlite {
    async fn block(&self, blocking: Blocking) -> Result<Saved<Block>, PortError> {
        self.write(|tx| Box::pin(block(tx, blocking))).await
    }

    async fn find_block(&self, blocker: AccountId, blocked: AccountId) -> Result<Option<Block>, PortError> {
        block_of(&self.readers, blocker, blocked).await.map_err(away)
    }

    async fn unblock(&self, block: Recorded<Block>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(unblock(tx, block))).await
    }

    async fn blocked(&self, by: AccountId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        list(&self.readers, in_order!(window, blocked), by.raw(), window).await.map_err(away)
    }

    async fn mute(&self, draft: Draft<Mute>) -> Result<Saved<Mute>, PortError> {
        self.write(|tx| Box::pin(mute(tx, draft))).await
    }

    async fn find_mute(&self, muter: AccountId, muted: AccountId) -> Result<Option<Mute>, PortError> {
        mute_of(&self.readers, muter, muted).await.map_err(away)
    }

    async fn unmute(&self, mute: Recorded<Mute>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(unmute(tx, mute))).await
    }

    async fn note(&self, by: AccountId, about: AccountId, note: &PrivateNote) -> Result<bool, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let kept = query(NOTE).bind(by.raw()).bind(about.raw()).bind(note.as_str());
        let kept = kept.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(kept.rows_affected() > 0)
    }

    async fn muted(&self, by: AccountId, window: Window) -> Result<Vec<Listed<MutedProfile>>, PortError> {
        let Bounds { before, after, limit } = window.into();
        let rows = query(in_order!(window, muted)).bind(by.raw()).bind(before).bind(after).bind(limit);
        let rows = rows.fetch_all(&self.readers).await.map_err(away)?;
        let read = |row| {
            let mut columns = Columns::of(row);
            let (at, until) = (Snowflake::stored(columns.take()?), columns.maybe_time()?);
            Ok(Listed { at, item: MutedProfile { profile: take(&mut columns)?, until } })
        };
        rows.iter().map(read).collect::<sqlx::Result<_>>().map_err(away)
    }
}

async fn is_there(connection: &mut SqliteConnection, account: AccountId) -> sqlx::Result<bool> {
    let there: Option<i64> = query_scalar(THERE).bind(account.raw()).fetch_optional(connection).await?;
    Ok(there.is_some())
}

async fn block_of(
    executor: impl SqliteExecutor<'_>,
    blocker: AccountId,
    blocked: AccountId,
) -> sqlx::Result<Option<Block>> {
    let id =
        query_scalar(FIND_BLOCK).bind(blocker.raw()).bind(blocked.raw()).fetch_optional(executor).await?;
    Ok(id.map(|id| Block { id: BlockId::stored(id), blocker, blocked }))
}

/// Saves a block, unless there is one; nobody else writes meanwhile.
async fn block(tx: &mut Tx, blocking: Blocking) -> sqlx::Result<Saved<Block>> {
    let (blocker, blocked) = (blocking.blocker(), blocking.blocked());
    if !is_there(tx, blocked).await? {
        return Ok(Saved::Gone);
    }
    if let Some(earlier) = block_of(&mut **tx, blocker, blocked).await? {
        return Ok(Saved::Repeated(earlier));
    }
    let ended = end_follows(tx, blocker, blocked).await?;
    let asking = requests::end_between(tx, blocker, blocked).await?;
    let channels = channels::end_between(tx, blocker, blocked).await?;
    let block = blocking.with(tx.next_id().await?.into(), &ended, &asking, &channels);
    query("insert into blocks (id, blocker, blocked) values (?1, ?2, ?3)")
        .bind(block.id.raw())
        .bind(blocker.raw())
        .bind(blocked.raw())
        .execute(&mut **tx)
        .await?;
    tx.tell(block.events());
    Ok(Saved::New(*block))
}

async fn end_follows(
    connection: &mut SqliteConnection,
    one: AccountId,
    other: AccountId,
) -> sqlx::Result<Vec<Follow>> {
    let rows = query_as(FOLLOWS).bind(one.raw()).bind(other.raw()).fetch_all(&mut *connection).await?;
    let follow = |(id, follower, followee, boosts, notify, languages)| {
        Ok(Follow {
            id: FollowId::stored(id),
            follower: AccountId::stored(follower),
            followee: AccountId::stored(followee),
            wishes: wishes::read((boosts, notify, languages))?,
        })
    };
    let ended = rows.into_iter().map(follow).collect::<sqlx::Result<Vec<Follow>>>()?;
    for Follow { id, follower, followee, .. } in &ended {
        let end = query(END_FOLLOW).bind(id.raw()).bind(follower.raw()).bind(followee.raw());
        end.execute(&mut *connection).await?;
    }
    Ok(ended)
}

async fn unblock(tx: &mut Tx, block: Recorded<Block>) -> sqlx::Result<bool> {
    let gone = query("delete from blocks where id = ?1").bind(block.id.raw()).execute(&mut **tx).await?;
    let was_there = gone.rows_affected() > 0;
    if was_there {
        tx.tell(block.events());
    }
    Ok(was_there)
}

async fn mute_of(
    executor: impl SqliteExecutor<'_>,
    muter: AccountId,
    muted: AccountId,
) -> sqlx::Result<Option<Mute>> {
    let found: Option<(i64, bool, Option<i64>)> =
        query_as(FIND_MUTE).bind(muter.raw()).bind(muted.raw()).fetch_optional(executor).await?;
    let Some((id, notifications, until)) = found else { return Ok(None) };
    let extent = MuteExtent { notifications, until: until.map(time::read).transpose()? };
    Ok(Some(Mute { id: MuteId::stored(id), muter, muted, extent }))
}

/// Saves a mute, or its new extent; nobody else writes meanwhile.
async fn mute(tx: &mut Tx, draft: Draft<Mute>) -> sqlx::Result<Saved<Mute>> {
    let new = tx.complete(draft).await?;
    if !is_there(tx, new.muted).await? {
        return Ok(Saved::Gone);
    }
    let earlier = mute_of(&mut **tx, new.muter, new.muted).await?;
    if let Some(earlier) = earlier.filter(|earlier| earlier.extent == new.extent) {
        return Ok(Saved::Repeated(earlier));
    }
    let mute = Mute { id: earlier.map_or(new.id, |earlier| earlier.id), ..*new };
    query(
        "insert into mutes (id, muter, muted, notifications, until) values (?1, ?2, ?3, ?4, ?5)
        on conflict (id) do update set notifications = ?4, until = ?5",
    )
    .bind(mute.id.raw())
    .bind(mute.muter.raw())
    .bind(mute.muted.raw())
    .bind(mute.extent.notifications)
    .bind(mute.extent.until.map(time::stored))
    .execute(&mut **tx)
    .await?;
    tx.tell(new.events());
    Ok(Saved::New(mute))
}

async fn unmute(tx: &mut Tx, mute: Recorded<Mute>) -> sqlx::Result<bool> {
    let gone = query("delete from mutes where id = ?1").bind(mute.id.raw()).execute(&mut **tx).await?;
    let was_there = gone.rows_affected() > 0;
    if was_there {
        tx.tell(mute.events());
    }
    Ok(was_there)
}
