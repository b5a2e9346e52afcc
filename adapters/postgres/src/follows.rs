//! Who follows whom.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, FollowId};
use domain::page::{Listed, Window};
use domain::posts::{Follow, FollowWishes, Home, MuteExtent, PrivateNote};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{Familiar, FollowRepository, Relationship, Saved};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row, query, query_as, query_scalar};

use crate::columns::Columns;
use crate::failure::away;
use crate::profiles::{list_for, listed, profile, profile_columns};
use crate::ties::apart;
use crate::time::Time;
use crate::window::in_order;
use crate::writer::Tx;
use crate::{Postgres, wishes};

const FIND: &str = "select id, boosts, notify, languages from follows where follower = $1 and followee = $2";

/// Who does not follow yet may have to ask: this is `domain::posts::FollowRequest::is_due`. What was there before is seen as it
/// was before.
const SAVE: &str = "
with target as (
    select id from accounts where id = $3
        and not exists (select from restricted where account = $3 and suspended)
        and not exists (select from blocks where blocker = $2 and blocked = $3 or blocker = $3 and blocked = $2)
        and (exists (select from follows where follower = $2 and followee = $3)
            or not locked and not exists (select from accounts where id = $2 and silenced)
                and not exists (select from follow_requests where follower = $2 and followee = $3))
), earlier as (
    select id, boosts, notify, languages from follows where follower = $2 and followee = $3
), added as (
    insert into follows (id, follower, followee, boosts, notify, languages)
    select $1, $2, $3, $4, $5, $6 from target
    on conflict (follower, followee) do nothing returning id
), changed as (
    update follows f set boosts = $4, notify = $5, languages = $6 from earlier e
    where f.id = e.id and (e.boosts, e.notify, e.languages) is distinct from ($4, $5, $6) returning f.id
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
select a.id, f.boosts, f.notify, f.languages, exists (select from follows b where b.follower = a.id and b.followee = $1),
    exists (select from blocks b where b.blocker = $1 and b.blocked = a.id),
    exists (select from blocks b where b.blocker = a.id and b.blocked = $1), r.boosts, r.notify, r.languages,
    exists (select from follow_requests b where b.follower = a.id and b.followee = $1), m.notifications, m.until,
    (select note from private_notes n where n.account = $1 and n.about = a.id)
from unnest($2::bigint[]) with ordinality as asked (id, place)
cross join lateral (select id from accounts where id = asked.id limit 1) a
left join lateral (
    select boosts, notify, languages from follows where follower = $1 and followee = a.id limit 1
) f on true
left join lateral (
    select boosts, notify, languages from follow_requests where follower = $1 and followee = a.id limit 1
) r on true
left join lateral (
    select notifications, until from mutes
    where muter = $1 and muted = a.id and (until is null or until > now()) limit 1
) m on true
order by asked.place";

const HOME: &str = "
select 0, followee, boosts, notify, languages, null::timestamptz, null from follows
where follower = $1 and followee not in (select account from restricted where suspended)
union all select 1, blocked, false, false, null, null, null from blocks where blocker = $1
union all select 2, blocker, false, false, null, null, null from blocks where blocked = $1
union all select 3, muted, false, notifications, null, until, null from mutes where muter = $1
union all select 4, account, false, false, null, null, tag from tag_follows where account = $1";

/// Those whom `$1` follows and who follow one of `$2`, so many (`$3`) of each. Whoever is asked about and is there is there once
/// with nobody, if nobody is familiar.
const FAMILIAR: &str = concat!(
    "select there.id, ",
    profile_columns!("a"),
    " from unnest($2::bigint[]) with ordinality as asked (id, place)
    cross join lateral (select id, hide_collections from accounts where id = asked.id limit 1) there
    left join lateral (
        select mine.followee as id from follows mine
        where mine.follower = $1 and not there.hide_collections
            and exists (select from follows f where f.follower = mine.followee and f.followee = there.id)
            and not exists (select from accounts c where c.id = mine.followee and c.hide_collections)
            and not exists (select from blocks where blocker = there.id and blocked = $1)
            and not exists (select from restricted where account = there.id and suspended)
            and mine.followee not in ",
    apart!("$1"),
    "
        order by mine.followee desc limit $3
    ) found on true
    left join accounts a on a.id = found.id
    order by asked.place, a.id desc"
);

macro_rules! followers {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, follower as who from follows where followee = $1 and id < $2 and id > $3
                and follower not in ",
            apart!("$5"),
            " and not exists (select from blocks b where b.blocker = $1 and b.blocked = $5) order by id ",
            $order,
            " limit $4"
        ))
    };
}

macro_rules! following {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, followee as who from follows where follower = $1 and id < $2 and id > $3
                and followee not in ",
            apart!("$5"),
            " and not exists (select from blocks b where b.blocker = $1 and b.blocked = $5) order by id ",
            $order,
            " limit $4"
        ))
    };
}

/// A row of [`HOME`].
type Tie = (i32, i64, bool, bool, Option<Vec<String>>, Option<Time>, Option<String>);

#[async_trait]
impl FollowRepository for Postgres {
    async fn follow(&self, draft: Draft<Follow>) -> Result<Saved<Follow>, PortError> {
        self.write(|tx| Box::pin(save(tx, draft))).await
    }

    async fn find(&self, follower: AccountId, followee: AccountId) -> Result<Option<Follow>, PortError> {
        let row = query_as(FIND).bind(follower.raw()).bind(followee.raw());
        let found: Option<(i64, bool, bool, Option<Vec<String>>)> =
            row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(found.map(|(id, boosts, notify, languages)| Follow {
            id: FollowId::stored(id),
            follower,
            followee,
            wishes: wishes::read((boosts, notify, languages)),
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
        let rows = query(RELATIONSHIPS).bind(reader.raw()).bind(to).fetch_all(&self.requests).await;
        rows.map_err(away)?.iter().map(relationship).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn followers(
        &self,
        of: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        let sql = in_order!(window, followers);
        list_for(&self.requests, sql, of.raw(), reader, window).await.map_err(away)
    }

    async fn following(
        &self,
        by: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        let sql = in_order!(window, following);
        list_for(&self.requests, sql, by.raw(), reader, window).await.map_err(away)
    }

    async fn familiar(
        &self,
        reader: AccountId,
        to: &[AccountId],
        limit: u16,
    ) -> Result<Vec<Familiar>, PortError> {
        let to: Vec<i64> = to.iter().map(|account| account.raw()).collect();
        let rows = query(FAMILIAR).bind(reader.raw()).bind(to).bind(i64::from(limit));
        let rows = rows.fetch_all(&self.requests).await.map_err(away)?;
        gathered(&rows).map_err(away)
    }

    async fn home(&self, reader: AccountId) -> Result<Home, PortError> {
        let rows: Vec<Tie> =
            query_as(HOME).bind(reader.raw()).fetch_all(&self.requests).await.map_err(away)?;
        let mut home = Home::of(reader);
        for (kind, account, boosts, notify, languages, until, tag) in rows {
            let account = AccountId::stored(account);
            match kind {
                0 => {
                    home.follows.insert(account, wishes::read((boosts, notify, languages)));
                }
                1 => {
                    home.ties.blocking.insert(account);
                }
                2 => {
                    home.ties.blocked_by.insert(account);
                }
                3 => {
                    let extent = MuteExtent { notifications: notify, until: until.map(Time::into) };
                    home.ties.muting.insert(account, extent);
                }
                _ => home.tags.extend(tag),
            }
        }
        Ok(home)
    }
}

/// Rows of the same account stand together.
fn gathered(rows: &[PgRow]) -> sqlx::Result<Vec<Familiar>> {
    let mut all: Vec<Familiar> = Vec::new();
    for row in rows {
        let mut columns = Columns::of(row);
        let account = AccountId::stored(columns.take()?);
        if all.last().is_none_or(|last| last.account != account) {
            all.push(Familiar { account, followers: vec![] });
        }
        let is_somebody = row.try_get::<Option<i64>, _>(1)?.is_some();
        if let Some(last) = all.last_mut().filter(|_| is_somebody) {
            last.followers.push(profile(&mut columns)?);
        }
    }
    Ok(all)
}

fn maybe_wishes(columns: &mut Columns<'_>) -> sqlx::Result<Option<FollowWishes>> {
    let (boosts, notify): (Option<bool>, Option<bool>) = (columns.take()?, columns.take()?);
    let languages = columns.take()?;
    Ok(boosts.zip(notify).map(|(boosts, notify)| wishes::read((boosts, notify, languages))))
}

fn relationship(row: &PgRow) -> sqlx::Result<Relationship> {
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
        .bind(wishes::languages(&new.wishes))
        .fetch_one(connection)
        .await?;
    let first = earlier.map(|id| Follow { id: FollowId::stored(id), ..new.clone() });
    Ok(match first {
        _ if !is_there => Saved::Gone,
        Some(first) if changed => Saved::New(first),
        Some(first) => Saved::Repeated(first),
        None => Saved::New(new.clone()),
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
