//! Lists, and who is in them.
use std::collections::HashSet;

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

use crate::failure::away;
use crate::profiles::{list, listed};
use crate::window::in_order;
use crate::writer::Tx;
use crate::{Sqlite, json, timelines};

const MAKE: &str = "
insert into lists (id, owner, title, replies)
select ?1, ?2, ?3, ?4 where (select count(*) from lists where owner = ?2) < ?5
returning id, owner, title, replies";

const ALL: &str = "select id, owner, title, replies from lists where owner = ?1 order by id";
const FIND: &str = "select id, owner, title, replies from lists where id = ?1 and owner = ?2";

const WITH: &str = "
select l.id, l.owner, l.title, l.replies from follows f
join list_members m on m.follow = f.id join lists l on l.id = m.list
where f.follower = ?1 and f.followee = ?2 and l.owner = ?1 order by l.id";

const CHANGE: &str = "update lists set title = ?3, replies = ?4 where id = ?1 and owner = ?2";

/// What the second statement finds, the first has left: the members go first.
const DELETE_MEMBERS: &str = "
delete from list_members where list = (select id from lists where id = ?1 and owner = ?2)";
const DELETE: &str = "delete from lists where id = ?1 and owner = ?2";

/// Rows of those who are followed no longer go before anybody is counted.
const SWEEP: &str = "
delete from list_members where list = ?1 and not exists (select 1 from follows f where f.id = list_members.follow)";

const JUDGE: &str = "
select exists (select 1 from lists where id = ?1 and owner = ?2), count(f.id), count(m.follow),
    (select count(*) from list_members where list = ?1)
from follows f left join list_members m on m.list = ?1 and m.follow = f.id
where f.follower = ?2 and f.followee in (select value from json_each(?3))";

const ADD: &str = "
insert into list_members (list, follow) select ?1, id from follows where follower = ?2 and followee in (select value from json_each(?3))
on conflict do nothing";

const REMOVE: &str = "
delete from list_members where list = (select id from lists where id = ?1 and owner = ?2)
    and follow in (select id from follows where follower = ?2 and followee in (select value from json_each(?3)))";

const FEED: &str = "
select f.followee from list_members m cross join follows f on f.id = m.follow where m.list = ?1";

macro_rules! members {
    ($order:literal) => {
        listed!(concat!(
            "select f.id as at, f.followee as who from list_members m cross join follows f on f.id = m.follow
            where m.list = ?1 and m.follow < ?2 and m.follow > ?3 order by m.follow ",
            $order,
            " limit ?4"
        ))
    };
}

/// A row of lists: its id, whose it is, its title, the number of its choice of answers.
type Row = (i64, i64, String, i64);

fn row((id, owner, title, stored): Row) -> sqlx::Result<List> {
    Ok(List {
        id: ListId::stored(id),
        owner: AccountId::stored(owner),
        title: ListTitle::stored(&title),
        replies: replies(stored)?,
    })
}

/// A choice of answers as it is stored: its place among all.
fn replies(stored: i64) -> sqlx::Result<Replies> {
    let known = usize::try_from(stored).ok().and_then(|place| Replies::ALL.get(place).copied());
    known.ok_or_else(|| sqlx::Error::Decode(format!("no choice of answers has the number {stored}").into()))
}

/// The number that a choice of answers is stored as.
const fn number(replies: Replies) -> i64 {
    match replies {
        Replies::Followed => 0,
        Replies::Members => 1,
        Replies::None => 2,
    }
}

#[async_trait]
impl ListRepository for Sqlite {
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
        let rows = query_as::<_, Row>(ALL).bind(of.raw()).fetch_all(&self.readers).await;
        read(rows)
    }

    async fn with(&self, member: AccountId, of: AccountId) -> Result<Vec<List>, PortError> {
        let rows = query_as::<_, Row>(WITH).bind(of.raw()).bind(member.raw()).fetch_all(&self.readers).await;
        read(rows)
    }

    async fn find(&self, id: ListId, of: AccountId) -> Result<Option<List>, PortError> {
        let found =
            query_as::<_, Row>(FIND).bind(id.raw()).bind(of.raw()).fetch_optional(&self.readers).await;
        found.and_then(|found| found.map(row).transpose()).map_err(away)
    }

    async fn change(&self, list: List) -> Result<bool, PortError> {
        let change = query(CHANGE).bind(list.id.raw()).bind(list.owner.raw());
        let change = change.bind(list.title.as_str().to_owned()).bind(number(list.replies));
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let changed = change.execute(&mut *stroke).await.map_err(away)?.rows_affected() > 0;
        stroke.commit().await.map_err(away)?;
        Ok(changed)
    }

    async fn delete(&self, list: ListId, of: AccountId) -> Result<bool, PortError> {
        let gone = self.write(move |tx| {
            Box::pin(async move {
                query(DELETE_MEMBERS).bind(list.raw()).bind(of.raw()).execute(&mut **tx).await?;
                let gone = query(DELETE).bind(list.raw()).bind(of.raw()).execute(&mut **tx).await?;
                Ok(gone.rows_affected() > 0)
            })
        });
        gone.await
    }

    async fn add(&self, list: ListId, of: AccountId, accounts: Vec<AccountId>) -> Result<Added, PortError> {
        let accounts: HashSet<AccountId> = accounts.into_iter().collect();
        self.write(move |tx| Box::pin(add(tx, list, of, accounts.into_iter().collect()))).await
    }

    async fn remove(&self, list: ListId, of: AccountId, accounts: &[AccountId]) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let accounts = json::ids(accounts).map_err(away)?;
        let change = query(REMOVE).bind(list.raw()).bind(of.raw()).bind(accounts);
        change.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn members(&self, of: ListId, window: Window) -> Result<Vec<Listed<Profile>>, PortError> {
        list(&self.readers, in_order!(window, members), of.raw(), window).await.map_err(away)
    }

    async fn timeline(&self, list: &List, window: Window) -> Result<Vec<Entry>, PortError> {
        let page = timelines::page(timelines::list_sql(window), Some(list.owner), window);
        self.page(page.bind(list.id.raw()).bind(number(list.replies))).await
    }
}

#[async_trait]
impl Arrangements for Sqlite {
    async fn filters_of(&self, owner: AccountId) -> Result<Filters, PortError> {
        FilterRepository::of(self, owner).await
    }

    async fn list_feed(&self, id: ListId, of: AccountId) -> Result<Option<ListFeed>, PortError> {
        let Some(list) = ListRepository::find(self, id, of).await? else { return Ok(None) };
        let members: Vec<i64> =
            query_scalar(FEED).bind(id.raw()).fetch_all(&self.readers).await.map_err(away)?;
        Ok(Some(ListFeed { list, members: members.into_iter().map(AccountId::stored).collect() }))
    }
}

fn read(rows: sqlx::Result<Vec<Row>>) -> Result<Vec<List>, PortError> {
    rows.and_then(|rows| rows.into_iter().map(row).collect()).map_err(away)
}

/// Nobody else writes meanwhile.
async fn add(tx: &mut Tx, list: ListId, of: AccountId, accounts: Vec<AccountId>) -> sqlx::Result<Added> {
    let those = json::ids(&accounts)?;
    query(SWEEP).bind(list.raw()).execute(&mut **tx).await?;
    let judge = query_as(JUDGE).bind(list.raw()).bind(of.raw()).bind(&those);
    let (is_there, followed, inside, before): (bool, i64, i64, i64) = judge.fetch_one(&mut **tx).await?;
    let new = i64::try_from(accounts.len()).unwrap_or(i64::MAX);
    Ok(match () {
        () if !is_there => Added::Gone,
        () if followed < new => Added::NotFollowed,
        () if inside > 0 => Added::There,
        () if before.saturating_add(new) > i64::from(List::MEMBERS) => Added::Full,
        () => {
            query(ADD).bind(list.raw()).bind(of.raw()).bind(those).execute(&mut **tx).await?;
            Added::Yes
        }
    })
}
