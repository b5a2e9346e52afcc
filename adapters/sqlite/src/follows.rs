//! Who follows whom.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, FollowId};
use domain::page::{Listed, Window};
use domain::posts::{Follow, FollowWishes, Home, MuteExtent, PrivateNote};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{Familiar, FollowRepository, Relationship, Saved};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, query, query_as};

use crate::columns::Columns;
use crate::failure::away;
use crate::profiles::{list_for, listed, profile, take};
use crate::ties::apart;
use crate::time::now;
use crate::window::in_order;
use crate::writer::Tx;
use crate::{Sqlite, json, time, wishes};

const FIND: &str = "select id, boosts, notify, languages from follows where follower = ?1 and followee = ?2";

/// Whether `?1` is there for `?2` to follow.
pub(crate) const TARGET: &str = "
select 1 from accounts where id = ?1
    and not exists (select 1 from restricted where account = ?1 and suspended)
    and not exists (select 1 from blocks where blocker = ?1 and blocked = ?2 or blocker = ?2 and blocked = ?1)";

/// Whether `?2`, who does not follow `?1` yet, has to ask, or does: this is `domain::posts::FollowRequest::is_due`.
const ASKS: &str = "
select 1 where exists (select 1 from accounts where id = ?1 and locked)
    or exists (select 1 from accounts where id = ?2 and silenced)
    or exists (select 1 from follow_requests where follower = ?2 and followee = ?1)";

/// `?1` and `?2`: who, and whom.
const BEGIN: &str = "
insert into follows (follower, followee, id, boosts, notify, languages) values (?1, ?2, ?3, ?4, ?5, ?6);
update accounts set following = following + (id = ?1), followers = followers + (id = ?2) where id in (?1, ?2)";

const END: &str = "
update accounts set followers = followers - 1 where id = (select followee from follows where id = ?1);
update accounts set following = following - 1 where id = (select follower from follows where id = ?1);
delete from follows where id = ?1";

const RELATIONSHIPS: &str = concat!(
    "select a.id, f.boosts, f.notify, f.languages,
    exists (select 1 from follows b where b.follower = a.id and b.followee = ?1),
    exists (select 1 from blocks b where b.blocker = ?1 and b.blocked = a.id),
    exists (select 1 from blocks b where b.blocker = a.id and b.blocked = ?1), r.boosts, r.notify, r.languages,
    exists (select 1 from follow_requests b where b.follower = a.id and b.followee = ?1), m.notifications, m.until,
    (select note from private_notes n where n.account = ?1 and n.about = a.id)
from json_each(?2) asked
cross join accounts a on a.id = asked.value
left join follows f on f.follower = ?1 and f.followee = a.id
left join follow_requests r on r.follower = ?1 and r.followee = a.id
left join mutes m on m.muter = ?1 and m.muted = a.id and (m.until is null or m.until > ",
    now!(),
    ")
order by asked.key"
);

const HOME: &str = "
select 0, followee, boosts, notify, languages, null, null from follows
where follower = ?1 and followee not in (select account from restricted where suspended)
union all select 1, blocked, 0, 0, null, null, null from blocks where blocker = ?1
union all select 2, blocker, 0, 0, null, null, null from blocks where blocked = ?1
union all select 3, muted, 0, notifications, null, until, null from mutes where muter = ?1
union all select 4, account, 0, 0, null, null, tag from tag_follows where account = ?1";

/// Those whom `?1` follows and who follow one of `?2`, so many (`?3`) of each. Whoever is asked about and is there is there once
/// with nobody, if nobody is familiar.
const FAMILIAR: &str = concat!(
    "select there.id, ",
    profile!("a"),
    " from json_each(?2) asked
    cross join accounts there on there.id = asked.value
    left join accounts a on a.id in (
        select mine.followee from follows mine
        where mine.follower = ?1 and not there.hide_collections
            and exists (select 1 from follows f where f.follower = mine.followee and f.followee = there.id)
            and not exists (select 1 from accounts c where c.id = mine.followee and c.hide_collections)
            and not exists (select 1 from blocks where blocker = there.id and blocked = ?1)
            and not exists (select 1 from restricted where account = there.id and suspended)
            and mine.followee not in ",
    apart!("?1"),
    "
        order by mine.followee desc limit ?3
    )
    order by asked.key, a.id desc"
);

macro_rules! followers {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, follower as who from follows where followee = ?1 and id < ?2 and id > ?3
                and follower not in ",
            apart!("?5"),
            " and not exists (select 1 from blocks b where b.blocker = ?1 and b.blocked = ?5) order by id ",
            $order,
            " limit ?4"
        ))
    };
}

macro_rules! following {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, followee as who from follows where follower = ?1 and id < ?2 and id > ?3
                and followee not in ",
            apart!("?5"),
            " and not exists (select 1 from blocks b where b.blocker = ?1 and b.blocked = ?5) order by id ",
            $order,
            " limit ?4"
        ))
    };
}

/// A row of [`HOME`].
type Tie = (i64, i64, bool, bool, Option<String>, Option<i64>, Option<String>);

#[async_trait]
impl FollowRepository for Sqlite {
    async fn follow(&self, draft: Draft<Follow>) -> Result<Saved<Follow>, PortError> {
        self.write(|tx| Box::pin(save(tx, draft))).await
    }

    async fn find(&self, follower: AccountId, followee: AccountId) -> Result<Option<Follow>, PortError> {
        let row = query_as(FIND).bind(follower.raw()).bind(followee.raw());
        let found = row.fetch_optional(&self.readers).await.map_err(away)?;
        found.map(|found| follow(found, follower, followee)).transpose().map_err(away)
    }

    async fn unfollow(&self, follow: Recorded<Follow>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(end(tx, follow))).await
    }

    async fn relationships(
        &self,
        reader: AccountId,
        to: &[AccountId],
    ) -> Result<Vec<Relationship>, PortError> {
        let rows = query(RELATIONSHIPS).bind(reader.raw()).bind(json::ids(to).map_err(away)?);
        let rows = rows.fetch_all(&self.readers).await.map_err(away)?;
        rows.iter().map(relationship).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn followers(
        &self,
        of: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        let sql = in_order!(window, followers);
        list_for(&self.readers, sql, of.raw(), reader, window).await.map_err(away)
    }

    async fn following(
        &self,
        by: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        let sql = in_order!(window, following);
        list_for(&self.readers, sql, by.raw(), reader, window).await.map_err(away)
    }

    async fn familiar(
        &self,
        reader: AccountId,
        to: &[AccountId],
        limit: u16,
    ) -> Result<Vec<Familiar>, PortError> {
        let rows =
            query(FAMILIAR).bind(reader.raw()).bind(json::ids(to).map_err(away)?).bind(i64::from(limit));
        let rows = rows.fetch_all(&self.readers).await.map_err(away)?;
        gathered(&rows).map_err(away)
    }

    async fn home(&self, reader: AccountId) -> Result<Home, PortError> {
        let rows: Vec<Tie> =
            query_as(HOME).bind(reader.raw()).fetch_all(&self.readers).await.map_err(away)?;
        let mut home = Home::of(reader);
        for (kind, account, boosts, notify, languages, until, tag) in rows {
            let account = AccountId::stored(account);
            match kind {
                0 => {
                    let wishes = wishes::read((boosts, notify, languages)).map_err(away)?;
                    home.follows.insert(account, wishes);
                }
                1 => {
                    home.ties.blocking.insert(account);
                }
                2 => {
                    home.ties.blocked_by.insert(account);
                }
                3 => {
                    let until = until.map(time::read).transpose().map_err(away)?;
                    let extent = MuteExtent { notifications: notify, until };
                    home.ties.muting.insert(account, extent);
                }
                _ => home.tags.extend(tag),
            }
        }
        Ok(home)
    }
}

/// Rows of the same account stand together.
fn gathered(rows: &[SqliteRow]) -> sqlx::Result<Vec<Familiar>> {
    let mut all: Vec<Familiar> = Vec::new();
    for row in rows {
        let mut columns = Columns::of(row);
        let account = AccountId::stored(columns.take()?);
        if all.last().is_none_or(|last| last.account != account) {
            all.push(Familiar { account, followers: vec![] });
        }
        let is_somebody = row.try_get::<Option<i64>, _>(1)?.is_some();
        if let Some(last) = all.last_mut().filter(|_| is_somebody) {
            last.followers.push(take(&mut columns)?);
        }
    }
    Ok(all)
}

fn maybe_wishes(columns: &mut Columns<'_>) -> sqlx::Result<Option<FollowWishes>> {
    let (boosts, notify): (Option<bool>, Option<bool>) = (columns.take()?, columns.take()?);
    let languages = columns.take()?;
    boosts.zip(notify).map(|(boosts, notify)| wishes::read((boosts, notify, languages))).transpose()
}

fn relationship(row: &SqliteRow) -> sqlx::Result<Relationship> {
    let mut columns = Columns::of(row);
    let account = AccountId::stored(columns.take()?);
    let following = maybe_wishes(&mut columns)?;
    let (followed_by, blocking, blocked_by) = (columns.take()?, columns.take()?, columns.take()?);
    let requested = maybe_wishes(&mut columns)?;
    let requested_by = columns.take()?;
    let (notifications, until): (Option<bool>, _) = (columns.take()?, columns.maybe_time()?);
    Ok(Relationship {
        account,
        following,
        followed_by,
        requested,
        requested_by,
        blocking,
        blocked_by,
        muting: notifications.map(|notifications| MuteExtent { notifications, until }),
        note: columns.take::<Option<&str>>()?.map(PrivateNote::stored).unwrap_or_default(),
    })
}

fn follow(
    (id, boosts, notify, languages): (i64, bool, bool, Option<String>),
    follower: AccountId,
    followee: AccountId,
) -> sqlx::Result<Follow> {
    let wishes = wishes::read((boosts, notify, languages))?;
    Ok(Follow { id: FollowId::stored(id), follower, followee, wishes })
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
    let target = query(TARGET).bind(new.followee.raw()).bind(new.follower.raw());
    if target.fetch_optional(&mut *connection).await?.is_none() {
        return Ok(Saved::Gone);
    }
    let earlier = query_as(FIND).bind(new.follower.raw()).bind(new.followee.raw());
    let Some(earlier) = earlier.fetch_optional(&mut *connection).await? else {
        let asks = query(ASKS).bind(new.followee.raw()).bind(new.follower.raw());
        if asks.fetch_optional(&mut *connection).await?.is_some() {
            return Ok(Saved::Gone);
        }
        begin(connection, new).await?;
        return Ok(Saved::New(new.clone()));
    };
    let earlier = follow(earlier, new.follower, new.followee)?;
    if earlier.wishes == new.wishes {
        return Ok(Saved::Repeated(earlier));
    }
    query("update follows set boosts = ?2, notify = ?3, languages = ?4 where id = ?1")
        .bind(earlier.id.raw())
        .bind(new.wishes.boosts)
        .bind(new.wishes.notify)
        .bind(wishes::languages(&new.wishes)?)
        .execute(connection)
        .await?;
    Ok(Saved::New(Follow { id: earlier.id, ..new.clone() }))
}

pub(crate) async fn begin(connection: &mut SqliteConnection, new: &Follow) -> sqlx::Result<()> {
    query(BEGIN)
        .bind(new.follower.raw())
        .bind(new.followee.raw())
        .bind(new.id.raw())
        .bind(new.wishes.boosts)
        .bind(new.wishes.notify)
        .bind(wishes::languages(&new.wishes)?)
        .execute(connection)
        .await?;
    Ok(())
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
