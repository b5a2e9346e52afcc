//! Channels, who follows them, and the points of each.
mod polls;
mod predictions;
mod rooms;
mod rounds;

use async_trait::async_trait;
use domain::Recorded;
use domain::channels::{Category, Channel, ChannelFollow, Grant, Points, Presenting, Title};
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use service::PortError;
use service::channels::{ChannelRepository, ChannelView, Granted};
use service::posts::Saved;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, query, query_as, query_scalar};

use crate::Postgres;
use crate::columns::Columns;
use crate::failure::away;
use crate::profiles::{profile, profile_columns};
use crate::window::{Bounds, in_order};
use crate::writer::Tx;

/// What [`view`] reads, of the channels `c` and accounts `a`, for a reader.
macro_rules! view_columns {
    ($reader:literal) => {
        concat!(
            "c.id, c.title, c.category, c.live, c.followers, coalesce((
                select p.follows from channel_people p where p.channel = c.id and p.account = ",
            $reader,
            "), false), ",
            profile_columns!("a")
        )
    };
}

const FIND: &str = concat!(
    "select ",
    view_columns!("$2"),
    " from channels c cross join lateral (select * from accounts where id = c.id limit 1) a where c.id = $1"
);

macro_rules! page {
    ($order:literal) => {
        concat!(
            "with page as materialized (
                select id as at from channels
                where id < $1 and id > $2 and (live or not $4) and id not in (select account from restricted where suspended)
                order by id ",
            $order,
            " limit $3
            ) select ",
            view_columns!("$5"),
            " from page cross join lateral (select * from channels where id = page.at limit 1) c
            cross join lateral (select * from accounts where id = page.at limit 1) a order by page.at desc"
        )
    };
}

const SAVE: &str = "
insert into channels (id, title, category, live) select id, $2, $3, $4 from accounts where id = $1
on conflict (id) do update set title = $2, category = $3, live = $4";

const KNOWN: &str = "
select p.follows from channels c left join channel_people p on p.channel = c.id and p.account = $2
where c.id = $1 and not exists (select from blocks where blocker = $1 and blocked = $2)";

/// Whoever comes for the first time is welcomed.
const FOLLOW: &str = "
with counted as (update channels set followers = followers + 1 where id = $1)
insert into channel_people as p (channel, account, follows, welcomed, points) values ($1, $2, true, true, $3)
on conflict (channel, account) do update
    set follows = true, welcomed = true, points = p.points + case when p.welcomed then 0 else $3 end";

const UNFOLLOW: &str = "
with gone as (
    update channel_people set follows = false where channel = $1 and account = $2 and follows returning channel
), counted as (
    update channels set followers = followers - 1 where id in (select channel from gone)
)
select true from gone";

const END_BETWEEN: &str = "
with gone as (
    update channel_people set follows = false
    where follows and (channel = $1 and account = $2 or channel = $2 and account = $1) returning channel, account
), counted as (
    update channels set followers = followers - 1 where id in (select channel from gone)
)
select channel, account from gone order by channel";

const FOLLOWED: &str =
    "select channel from channel_people where account = $1 and follows order by channel limit $2";

const POINTS: &str = "select points from channel_people where channel = $1 and account = $2";

const BOTH_THERE: &str =
    "select exists (select from channels where id = $1) and exists (select from accounts where id = $2)";

const SET_POINTS: &str = "
insert into channel_people (channel, account, follows, welcomed, points) values ($1, $2, false, false, $3)
on conflict (channel, account) do update set points = $3";

#[async_trait]
impl ChannelRepository for Postgres {
    async fn present(&self, presenting: Presenting) -> Result<Option<Channel>, PortError> {
        self.write(|tx| Box::pin(present(tx, presenting))).await
    }

    async fn find(&self, id: AccountId, reader: Option<AccountId>) -> Result<Option<ChannelView>, PortError> {
        let row = query(FIND).bind(id.raw()).bind(reader.map(AccountId::raw));
        let row = row.fetch_optional(&self.requests).await.map_err(away)?;
        row.map(|row| view(&row, reader)).transpose().map_err(away)
    }

    async fn list(
        &self,
        only_live: bool,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<ChannelView>>, PortError> {
        let Bounds { before, after, limit } = window.into();
        let rows = query(in_order!(window, page)).bind(before).bind(after).bind(limit).bind(only_live);
        let rows = rows.bind(reader.map(AccountId::raw)).fetch_all(&self.requests).await.map_err(away)?;
        let listed = |row| {
            let item = view(row, reader)?;
            Ok(Listed { at: item.channel.id.into(), item })
        };
        rows.iter().map(listed).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn follow(&self, follow: Recorded<ChannelFollow>) -> Result<Saved<()>, PortError> {
        self.write(|tx| Box::pin(begin(tx, follow))).await
    }

    async fn unfollow(&self, follow: Recorded<ChannelFollow>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(end(tx, follow))).await
    }

    async fn list_followed(&self, by: AccountId, most: u16) -> Result<Vec<ChannelFollow>, PortError> {
        let channels = query_scalar(FOLLOWED).bind(by.raw()).bind(i64::from(most));
        let channels: Vec<i64> = channels.fetch_all(&self.background).await.map_err(away)?;
        Ok(channels.into_iter().map(|id| ChannelFollow { channel: AccountId::stored(id), by }).collect())
    }

    async fn points(&self, channel: AccountId, of: AccountId) -> Result<Points, PortError> {
        let points = query_scalar(POINTS).bind(channel.raw()).bind(of.raw());
        let points: Option<i64> = points.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(number(points))
    }

    async fn grant(&self, grant: Grant) -> Result<Granted, PortError> {
        self.write(move |tx| Box::pin(give(tx, grant))).await
    }
}

async fn present(tx: &mut Tx, presenting: Presenting) -> sqlx::Result<Option<Channel>> {
    let id = presenting.channel();
    let before = "select id, title, category, live from channels where id = $1 for update";
    let before = query(before).bind(id.raw()).fetch_optional(&mut **tx).await?;
    let before = before.map(|row| channel(&mut Columns::of(&row))).transpose()?;
    let channel = presenting.over(before.as_ref());
    if channel.events().is_empty() {
        return Ok(Some(channel.into_state()));
    }
    let saved = query(SAVE)
        .bind(id.raw())
        .bind(channel.title.as_str())
        .bind(channel.category.as_str())
        .bind(channel.live);
    if saved.execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(None);
    }
    tx.tell(channel.events());
    Ok(Some(channel.into_state()))
}

async fn begin(tx: &mut Tx, follow: Recorded<ChannelFollow>) -> sqlx::Result<Saved<()>> {
    let (channel, by) = (follow.channel.raw(), follow.by.raw());
    let known = query_scalar(KNOWN).bind(channel).bind(by);
    let known: Option<Option<bool>> = known.fetch_optional(&mut **tx).await?;
    match known {
        None => Ok(Saved::Gone),
        Some(Some(true)) => Ok(Saved::Repeated(())),
        Some(_) => {
            query(FOLLOW).bind(channel).bind(by).bind(raw(Points::WELCOME)).execute(&mut **tx).await?;
            tx.tell(follow.events());
            Ok(Saved::New(()))
        }
    }
}

async fn end(tx: &mut Tx, follow: Recorded<ChannelFollow>) -> sqlx::Result<bool> {
    let gone = query_scalar(UNFOLLOW).bind(follow.channel.raw()).bind(follow.by.raw());
    let gone: Option<bool> = gone.fetch_optional(&mut **tx).await?;
    if gone.is_some() {
        tx.tell(follow.events());
    }
    Ok(gone.is_some())
}

/// Ends that either of two accounts follows the other's channel; nobody else writes meanwhile.
pub(crate) async fn end_between(
    connection: &mut PgConnection,
    one: AccountId,
    other: AccountId,
) -> sqlx::Result<Vec<ChannelFollow>> {
    let gone = query_as(END_BETWEEN).bind(one.raw()).bind(other.raw());
    let gone: Vec<(i64, i64)> = gone.fetch_all(connection).await?;
    Ok(gone.into_iter().map(follow_of).collect())
}

fn follow_of((channel, by): (i64, i64)) -> ChannelFollow {
    ChannelFollow { channel: AccountId::stored(channel), by: AccountId::stored(by) }
}

async fn give(tx: &mut Tx, Grant { channel, to, points }: Grant) -> sqlx::Result<Granted> {
    let there: bool =
        query_scalar(BOTH_THERE).bind(channel.raw()).bind(to.raw()).fetch_one(&mut **tx).await?;
    if !there {
        return Ok(Granted::Gone);
    }
    match balance(tx, channel, to).await?.plus(points) {
        Ok(now) => {
            set_balance(tx, channel, to, now).await?;
            Ok(Granted::Given(now))
        }
        Err(rule) => Ok(Granted::Full(rule)),
    }
}

/// What somebody has in a channel; nobody else writes meanwhile.
async fn balance(connection: &mut PgConnection, channel: AccountId, of: AccountId) -> sqlx::Result<Points> {
    let points = query_scalar(POINTS).bind(channel.raw()).bind(of.raw());
    Ok(number(points.fetch_optional(connection).await?))
}

async fn set_balance(
    connection: &mut PgConnection,
    channel: AccountId,
    of: AccountId,
    points: Points,
) -> sqlx::Result<()> {
    let set = query(SET_POINTS).bind(channel.raw()).bind(of.raw()).bind(raw(points));
    set.execute(connection).await.map(drop)
}

fn number(stored: Option<i64>) -> Points {
    Points::new(stored.unwrap_or_default().try_into().unwrap_or_default())
}

fn raw(points: Points) -> i64 {
    i64::try_from(points.number()).unwrap_or(i64::MAX)
}

fn view(row: &PgRow, reader: Option<AccountId>) -> sqlx::Result<ChannelView> {
    let mut columns = Columns::of(row);
    let channel = channel(&mut columns)?;
    let (followers, following) = (columns.count()?, columns.take()?);
    let owner = profile(&mut columns)?;
    Ok(ChannelView { channel, owner, followers, following: reader.map(|_| following) })
}

fn channel(columns: &mut Columns<'_>) -> sqlx::Result<Channel> {
    let (id, title) = (AccountId::stored(columns.take()?), Title::stored(columns.take()?));
    Ok(Channel { id, title, category: Category::stored(columns.take()?), live: columns.take()? })
}
