//! Lists, and who is in them.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, ListId};
use domain::page::{Listed, Window};
use domain::reading::{Filters, List, ListFeed, ListTitle, Replies};
use service::PortError;
use service::posts::Entry;
use service::reading::{Added, FilterRepository, ListRepository};
use service::realtime::Arrangements;
use sqlx::{query, query_as, query_scalar};

use crate::Postgres;
use crate::failure::away;
use crate::profiles::{list, listed};
use crate::timelines;
use crate::window::in_order;
use crate::writer::Tx;

const MAKE: &str = "
insert into lists (id, owner, title, replies)
select $1, $2, $3, $4 where (select count(*) from lists where owner = $2) < $5
returning id, owner, title, replies";

const ALL: &str = "select id, owner, title, replies from lists where owner = $1 order by id";
const FIND: &str = "select id, owner, title, replies from lists where id = $1 and owner = $2";

const WITH: &str = "
select l.id, l.owner, l.title, l.replies from follows f
join list_members m on m.follow = f.id join lists l on l.id = m.list
where f.follower = $1 and f.followee = $2 and l.owner = $1 order by l.id";

const CHANGE: &str = "update lists set title = $3, replies = $4 where id = $1 and owner = $2";

const DELETE: &str = "
with gone as (
    delete from lists where id = $1 and owner = $2 returning id
), members as (
    delete from list_members where list in (select id from gone)
)
select count(*) from gone";

/// Rows of those who are followed no longer go before anybody is counted.
const SWEEP: &str = "
delete from list_members m where list = $1 and not exists (select from follows f where f.id = m.follow)";

const JUDGE: &str = "
select exists (select from lists where id = $1 and owner = $2), count(f.id), count(m.follow),
    (select count(*) from list_members where list = $1)
from follows f left join list_members m on m.list = $1 and m.follow = f.id
where f.follower = $2 and f.followee = any($3)";

const ADD: &str = "
insert into list_members (list, follow) select $1, id from follows where follower = $2 and followee = any($3)
on conflict do nothing";

const REMOVE: &str = "
delete from list_members where list = (select id from lists where id = $1 and owner = $2)
    and follow in (select id from follows where follower = $2 and followee = any($3))";

const FEED: &str = "
select f.followee from list_members m join follows f on f.id = m.follow where m.list = $1";

macro_rules! members {
    ($order:literal) => {
        listed!(concat!(
            "select f.id as at, f.followee as who from list_members m join follows f on f.id = m.follow
            where m.list = $1 and m.follow < $2 and m.follow > $3 order by m.follow ",
            $order,
            " limit $4"
        ))
    };
}

/// A row of lists: its id, whose it is, its title, the number of its choice of answers.
type Row = (i64, i64, String, i16);

fn row((id, owner, title, stored): Row) -> sqlx::Result<List> {
    Ok(List {
        id: ListId::stored(id),
        owner: AccountId::stored(owner),
        title: ListTitle::stored(&title),
        replies: replies(stored)?,
    })
}

/// A choice of answers as it is stored: its place among all.
fn replies(stored: i16) -> sqlx::Result<Replies> {
    let known = usize::try_from(stored).ok().and_then(|place| Replies::ALL.get(place).copied());
    known.ok_or_else(|| sqlx::Error::Decode(format!("no choice of answers has the number {stored}").into()))
}

/// The number that a choice of answers is stored as.
const fn number(replies: Replies) -> i16 {
    match replies {
        Replies::Followed => 0,
        Replies::Members => 1,
        Replies::None => 2,
    }
}

#[async_trait]
impl ListRepository for Postgres {
    async fn make(
        &self,
        owner: AccountId,
        title: ListTitle,
        replies: Replies,
    ) -> Result<Option<List>, PortError> {
        let made = self.write(move |tx| {
            Box::pin(async move {
                let id = tx.next_id().await?;
                let made = query_as::<_, Row>(MAKE).bind(id.raw()).bind(owner.raw()).bind(title.as_str());
                let made = made.bind(number(replies)).bind(i64::from(List::MOST));
                made.fetch_optional(&mut **tx).await?.map(row).transpose()
            })
        });
        made.await
    }

    async fn all(&self, of: AccountId) -> Result<Vec<List>, PortError> {
        let rows = query_as::<_, Row>(ALL).bind(of.raw()).fetch_all(&self.requests).await;
        read(rows)
    }

    async fn with(&self, member: AccountId, of: AccountId) -> Result<Vec<List>, PortError> {
        let rows = query_as::<_, Row>(WITH).bind(of.raw()).bind(member.raw()).fetch_all(&self.requests).await;
        read(rows)
    }

    async fn find(&self, id: ListId, of: AccountId) -> Result<Option<List>, PortError> {
        let found =
            query_as::<_, Row>(FIND).bind(id.raw()).bind(of.raw()).fetch_optional(&self.requests).await;
        found.and_then(|found| found.map(row).transpose()).map_err(away)
    }

    async fn change(&self, list: List) -> Result<bool, PortError> {
        let change = query(CHANGE).bind(list.id.raw()).bind(list.owner.raw());
        let change = change.bind(list.title.as_str().to_owned()).bind(number(list.replies));
        Ok(change.execute(&self.requests).await.map_err(away)?.rows_affected() > 0)
    }

    async fn delete(&self, list: ListId, of: AccountId) -> Result<bool, PortError> {
        let gone = self.write(move |tx| {
            Box::pin(async move {
                let gone = query_scalar::<_, i64>(DELETE).bind(list.raw()).bind(of.raw());
                Ok(gone.fetch_one(&mut **tx).await? > 0)
            })
        });
        gone.await
    }

    async fn add(&self, list: ListId, of: AccountId, accounts: Vec<AccountId>) -> Result<Added, PortError> {
        self.write(move |tx| Box::pin(add(tx, list, of, raw(&accounts)))).await
    }

    async fn remove(&self, list: ListId, of: AccountId, accounts: &[AccountId]) -> Result<(), PortError> {
        let change = query(REMOVE).bind(list.raw()).bind(of.raw()).bind(raw(accounts));
        change.execute(&self.requests).await.map(drop).map_err(away)
    }

    async fn members(&self, of: ListId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        list(&self.requests, in_order!(window, members), of.raw(), window).await.map_err(away)
    }

    async fn timeline(&self, list: &List, window: Window) -> Result<Vec<Entry>, PortError> {
        let page = timelines::page(timelines::list::sql(window), Some(list.owner), window);
        self.page(page.bind(list.id.raw()).bind(number(list.replies))).await
    }
}

#[async_trait]
impl Arrangements for Postgres {
    async fn filters_of(&self, owner: AccountId) -> Result<Filters, PortError> {
        FilterRepository::of(self, owner).await
    }

    async fn list_feed(&self, id: ListId, of: AccountId) -> Result<Option<ListFeed>, PortError> {
        let Some(list) = ListRepository::find(self, id, of).await? else { return Ok(None) };
        let members: Vec<i64> =
            query_scalar(FEED).bind(id.raw()).fetch_all(&self.requests).await.map_err(away)?;
        Ok(Some(ListFeed { list, members: members.into_iter().map(AccountId::stored).collect() }))
    }
}

fn raw(accounts: &[AccountId]) -> Vec<i64> {
    let mut raw: Vec<i64> = accounts.iter().map(|account| account.raw()).collect();
    raw.sort_unstable();
    raw.dedup();
    raw
}

fn read(rows: sqlx::Result<Vec<Row>>) -> Result<Vec<List>, PortError> {
    rows.and_then(|rows| rows.into_iter().map(row).collect()).map_err(away)
}

/// Nobody else writes meanwhile.
async fn add(tx: &mut Tx, list: ListId, of: AccountId, accounts: Vec<i64>) -> sqlx::Result<Added> {
    query(SWEEP).bind(list.raw()).execute(&mut **tx).await?;
    let judge = query_as(JUDGE).bind(list.raw()).bind(of.raw()).bind(&accounts);
    let (is_there, followed, inside, before): (bool, i64, i64, i64) = judge.fetch_one(&mut **tx).await?;
    let new = i64::try_from(accounts.len()).unwrap_or(i64::MAX);
    Ok(match () {
        () if !is_there => Added::Gone,
        () if followed < new => Added::NotFollowed,
        () if inside > 0 => Added::There,
        () if before.saturating_add(new) > i64::from(List::MEMBERS) => Added::Full,
        () => {
            query(ADD).bind(list.raw()).bind(of.raw()).bind(accounts).execute(&mut **tx).await?;
            Added::Yes
        }
    })
}
