//! Predictions and polls, as rows hold them.
use domain::channels::{Points, Round, Stake};
use domain::ids::{AccountId, Snowflake};
use domain::page::{Listed, Window};
use domain::{Draft, Timestamp};
use service::posts::Saved;
use sqlx::{PgConnection, PgPool, query, query_as, query_scalar};

use super::{number, raw};
use crate::entries::{document, read};
use crate::time::Time;
use crate::window::{Bounds, in_order};
use crate::writer::Tx;

const FIND: &str = "select facts from channel_rounds where id = $1 and kind = $2 for update";

const SHOW: &str = "
select r.id, r.facts, s.choice, s.points, s.paid
from channel_rounds r left join channel_stakes s on s.round = r.id and s.account = $3
where r.id = $1 and r.kind = $2";

macro_rules! page {
    ($order:literal) => {
        concat!(
            "with page as materialized (
                select id, facts from channel_rounds
                where channel = $1 and kind = $2 and id < $3 and id > $4 order by id ",
            $order,
            " limit $5
            ) select r.id, r.facts, s.choice, s.points, s.paid
            from page r left join channel_stakes s on s.round = r.id and s.account = $6 order by r.id desc"
        )
    };
}

const OPEN: &str = "
select (select facts from channel_rounds where channel = $1 and kind = $2 and is_open)
from channels where id = $1";

const SAVE: &str = "
insert into channel_rounds (id, channel, kind, is_open, due_at, facts) values ($1, $2, $3, $4, $5, $6)
on conflict (id) do update set is_open = $4, due_at = $5, facts = $6";

const DUE: &str = "
select id from channel_rounds where kind = $1 and due_at <= $2 order by due_at, id limit $3";

const STAKES: &str = "
select account, choice, points, paid from channel_stakes where round = $1 order by id";

const HELD: &str = "
select account, choice, points, paid from channel_stakes where round = $1 and account = $2";

const HOLD: &str = "
insert into channel_stakes (round, account, choice, points, id) values ($1, $2, $3, $4, $5)
on conflict (round, account) do update set points = $4";

/// A row of a page: the round, and what the reader put on it.
type Row = (i64, String, Option<i64>, Option<i64>, Option<i64>);

/// A round as it stands; nobody else changes it meanwhile.
pub(super) async fn find<R: Round>(connection: &mut PgConnection, id: i64) -> sqlx::Result<Option<R>> {
    let facts: Option<String> = query_scalar(FIND).bind(id).bind(R::KIND).fetch_optional(connection).await?;
    facts.map(|facts| read(&facts)).transpose()
}

/// A round, and what the reader put on it.
pub(super) async fn show<R: Round>(
    pool: &PgPool,
    id: Snowflake,
    reader: Option<AccountId>,
) -> sqlx::Result<Option<(R, Option<Stake>)>> {
    let row = query_as(SHOW).bind(id.raw()).bind(R::KIND).bind(reader.map(AccountId::raw));
    let row: Option<Row> = row.fetch_optional(pool).await?;
    row.map(|row| shown(row, reader)).transpose()
}

/// A page of the rounds of a channel.
pub(super) async fn list<R: Round>(
    pool: &PgPool,
    channel: AccountId,
    reader: Option<AccountId>,
    window: Window,
) -> sqlx::Result<Vec<Listed<(R, Option<Stake>)>>> {
    let Bounds { before, after, limit } = window.into();
    let rows = query_as(in_order!(window, page)).bind(channel.raw()).bind(R::KIND).bind(before);
    let rows = rows.bind(after).bind(limit).bind(reader.map(AccountId::raw));
    let rows: Vec<Row> = rows.fetch_all(pool).await?;
    rows.into_iter()
        .map(|row| Ok(Listed { at: Snowflake::stored(row.0), item: shown(row, reader)? }))
        .collect()
}

/// Begins a round, if its channel has none of its kind that is open.
pub(super) async fn begin<R: Round>(tx: &mut Tx, draft: Draft<R>) -> sqlx::Result<Saved<R>> {
    let new = tx.complete(draft).await?;
    let open = query_scalar(OPEN).bind(new.channel().raw()).bind(R::KIND);
    let open: Option<Option<String>> = open.fetch_optional(&mut **tx).await?;
    match open {
        None => Ok(Saved::Gone),
        Some(Some(open)) => Ok(Saved::Repeated(read(&open)?)),
        Some(None) => {
            save(tx, &*new).await?;
            tx.tell(new.events());
            Ok(Saved::New(new.into_state()))
        }
    }
}

/// Saves a round as it stands now.
pub(super) async fn save<R: Round>(connection: &mut PgConnection, round: &R) -> sqlx::Result<()> {
    query(SAVE)
        .bind(round.number().raw())
        .bind(round.channel().raw())
        .bind(R::KIND)
        .bind(round.is_open())
        .bind(round.due_at().map(Time))
        .bind(document(round)?)
        .execute(connection)
        .await
        .map(drop)
}

/// Rounds whose time is over.
pub(super) async fn due<R: Round>(pool: &PgPool, now: Timestamp, most: u16) -> sqlx::Result<Vec<Snowflake>> {
    let due = query_scalar(DUE).bind(R::KIND).bind(Time(now)).bind(i64::from(most));
    let due: Vec<i64> = due.fetch_all(pool).await?;
    Ok(due.into_iter().map(Snowflake::stored).collect())
}

/// All that was put on a round, the earliest first.
pub(super) async fn stakes(connection: &mut PgConnection, round: i64) -> sqlx::Result<Vec<Stake>> {
    let rows: Vec<(i64, i64, i64, Option<i64>)> = query_as(STAKES).bind(round).fetch_all(connection).await?;
    Ok(rows.into_iter().map(stake).collect())
}

/// What somebody put on a round.
pub(super) async fn held(
    connection: &mut PgConnection,
    round: i64,
    by: AccountId,
) -> sqlx::Result<Option<Stake>> {
    let row: Option<(i64, i64, i64, Option<i64>)> =
        query_as(HELD).bind(round).bind(by.raw()).fetch_optional(connection).await?;
    Ok(row.map(stake))
}

/// Saves what somebody put on a round in all.
pub(super) async fn hold(tx: &mut Tx, round: i64, stake: &Stake) -> sqlx::Result<()> {
    let order = tx.next_id().await?;
    query(HOLD)
        .bind(round)
        .bind(stake.by.raw())
        .bind(i64::try_from(stake.outcome).unwrap_or(i64::MAX))
        .bind(raw(stake.points))
        .bind(order.raw())
        .execute(&mut **tx)
        .await
        .map(drop)
}

fn stake((by, choice, points, paid): (i64, i64, i64, Option<i64>)) -> Stake {
    Stake {
        by: AccountId::stored(by),
        outcome: usize::try_from(choice).unwrap_or(usize::MAX),
        points: number(Some(points)),
        paid: paid.map(|paid| number(Some(paid))),
    }
}

fn shown<R: Round>(
    (_, facts, choice, points, paid): Row,
    reader: Option<AccountId>,
) -> sqlx::Result<(R, Option<Stake>)> {
    let own = reader.zip(choice).zip(points);
    let own = own.map(|((by, choice), points)| stake((by.raw(), choice, points, paid)));
    Ok((read(&facts)?, own))
}

/// Nothing is put on a round by voting.
pub(super) const NOTHING: Points = Points::new(0);
