//! Timelines: each page is one query, by keyset.
mod home;
mod list;

use async_trait::async_trait;
use domain::ids::AccountId;
use domain::page::Window;
use domain::posts::Hashtag;
use service::PortError;
use service::posts::{AccountFilter, Entry, TagQuery, TimelineRepository};
use sqlx::query;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;

use crate::entries::{admitted, entries, entry, mentioned};
use crate::failure::away;
use crate::ties::{away as kept_away, blocked, shunned, unheard};
use crate::window::{Bounds, in_order};
use crate::{Sqlite, json};
use home::home;
use list::listed;

macro_rules! public {
    ($order:literal) => {
        entries!(concat!(
            "select id from posts indexed by posts_public
            where visibility = 0 and boost_of is null and (reply_to is null or reply_to_author = author)
                and id < ?2 and id > ?3 and author not in ",
            unheard!(),
            " order by id ",
            $order,
            " limit ?4"
        ))
    };
}

macro_rules! public_media {
    ($order:literal) => {
        entries!(concat!(
            "select id from posts indexed by posts_public_media
            where visibility = 0 and boost_of is null and (reply_to is null or reply_to_author = author)
                and attachments is not null and id < ?2 and id > ?3 and author not in ",
            unheard!(),
            " order by id ",
            $order,
            " limit ?4"
        ))
    };
}

/// The next post of the tag that `$of` names, between two bounds, that has all of `?6` and none of `?7`; `?8`: with
/// pictures alone.
macro_rules! next_tagged {
    ($of:literal, $above:literal, $below:literal, $order:literal) => {
        concat!(
            "(select h.post from post_hashtags h
            where h.shown = 1 and h.tag = ",
            $of,
            ".tag and h.post > ",
            $above,
            " and h.post < ",
            $below,
            " and not exists (
                    select 1 from json_each(?6) t where not exists (
                        select 1 from post_hashtags o where o.shown = 1 and o.tag = t.value and o.post = h.post
                    )
                ) and not exists (
                    select 1 from json_each(?7) t
                    cross join post_hashtags o on o.shown = 1 and o.tag = t.value and o.post = h.post
                ) and (not ?8 or exists (select 1 from posts p where p.id = h.post and p.attachments is not null))
                    and h.author not in ",
            unheard!(),
            " order by h.post ",
            $order,
            " limit 1)"
        )
    };
}

/// The newest of each tag of `?5`, merged as homes are; what has two of them is found twice and shown once.
macro_rules! tagged_ids {
    ($first:expr, $next:expr, $order:literal) => {
        concat!(
            "with recursive merged (tag, id) as (
                select tag, ",
            $first,
            " from (select distinct value as tag from json_each(?5)) asked
                union all
                select tag, ",
            $next,
            " from merged where merged.id is not null
                order by 2 ",
            $order,
            " nulls last
            )
            select distinct id from merged where id is not null limit ?4"
        )
    };
}

macro_rules! tagged {
    ("desc") => {
        entries!(tagged_ids!(
            next_tagged!("asked", "?3", "?2", "desc"),
            next_tagged!("merged", "?3", "merged.id", "desc"),
            "desc"
        ))
    };
    ("asc") => {
        entries!(tagged_ids!(
            next_tagged!("asked", "?3", "?2", "asc"),
            next_tagged!("merged", "merged.id", "?2", "asc"),
            "asc"
        ))
    };
}

/// What the filter lets through. `?6`: without answers to others; `?7`: without boosts.
macro_rules! wanted {
    () => {
        "(not ?6 or e.reply_to_author is null or e.reply_to_author = e.author) and (not ?7 or e.boost_of is null)"
    };
}

/// `?5`: whose.
macro_rules! of_account {
    ($order:literal) => {
        entries!(concat!(
            "select e.id from posts e indexed by posts_of_author
            where e.author = ?5 and e.id < ?2 and e.id > ?3 and ",
            wanted!(),
            " and ",
            admitted!("e"),
            " and coalesce(e.boost_author, 0) not in ",
            blocked!(),
            " order by e.id ",
            $order,
            " limit ?4"
        ))
    };
}

/// Those with pictures. `?5`: whose.
macro_rules! of_account_media {
    ($order:literal) => {
        entries!(concat!(
            "select e.id from posts e indexed by posts_of_author_media
            where e.author = ?5 and e.attachments is not null and e.id < ?2 and e.id > ?3 and ",
            wanted!(),
            " and ",
            admitted!("e"),
            " order by e.id ",
            $order,
            " limit ?4"
        ))
    };
}

/// `?5`: whose; `?8`: the tag; `?9`: with pictures alone.
macro_rules! of_account_tagged {
    ($order:literal) => {
        entries!(concat!(
            "select e.id from post_hashtags h cross join posts e on e.id = h.post
            where h.author = ?5 and h.tag = ?8 and h.post < ?2 and h.post > ?3
                and (not ?9 or e.attachments is not null) and ",
            wanted!(),
            " and ",
            admitted!("e"),
            " and coalesce(e.boost_author, 0) not in ",
            blocked!(),
            " order by h.post ",
            $order,
            " limit ?4"
        ))
    };
}

/// What an account shows first. `?2`: whose; `?3`: the limit.
const PINNED: &str = entries!(
    concat!(
        "select e.id, n.id as at from pins n cross join posts e on e.id = n.post where n.account = ?2 and ",
        admitted!("e"),
        " order by n.id desc limit ?3"
    ),
    "page.at desc"
);

#[async_trait]
impl TimelineRepository for Sqlite {
    async fn public(&self, reader: Option<AccountId>, window: Window) -> Result<Vec<Entry>, PortError> {
        self.page(page(in_order!(window, public), reader, window)).await
    }

    async fn public_media(&self, reader: Option<AccountId>, window: Window) -> Result<Vec<Entry>, PortError> {
        self.page(page(in_order!(window, public_media), reader, window)).await
    }

    async fn tagged(
        &self,
        tags: &TagQuery,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, PortError> {
        let words = |tags: &[Hashtag]| {
            json::list(&tags.iter().map(Hashtag::as_str).collect::<Vec<_>>()).map_err(away)
        };
        let page = page(in_order!(window, tagged), reader, window);
        let page = page.bind(words(&tags.any)?).bind(words(&tags.all)?).bind(words(&tags.none)?);
        self.page(page.bind(tags.only_media)).await
    }

    async fn of_account(
        &self,
        account: AccountId,
        filter: &AccountFilter,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Entry>, PortError> {
        if filter.pinned {
            let page = query(PINNED).bind(reader.map(AccountId::raw)).bind(account.raw());
            return self.page(page.bind(i64::from(window.limit))).await;
        }
        let of = |sql| {
            let page = page(sql, reader, window).bind(account.raw());
            page.bind(filter.exclude_replies).bind(filter.exclude_boosts)
        };
        match &filter.tagged {
            None if filter.only_media => self.page(of(in_order!(window, of_account_media))).await,
            None => self.page(of(in_order!(window, of_account))).await,
            Some(tag) => {
                let page = of(in_order!(window, of_account_tagged)).bind(tag.as_str().to_owned());
                self.page(page.bind(filter.only_media)).await
            }
        }
    }

    async fn home(&self, reader: AccountId, window: Window) -> Result<Vec<Entry>, PortError> {
        self.page(page(in_order!(window, home), Some(reader), window)).await
    }
}

pub(crate) type Page = Query<'static, sqlx::Sqlite, SqliteArguments>;

/// `?1`: the reader; `?2` to `?4`: before, after, limit.
pub(crate) fn page(sql: &'static str, reader: Option<AccountId>, window: Window) -> Page {
    let Bounds { before, after, limit } = window.into();
    query(sql).bind(reader.map(AccountId::raw)).bind(before).bind(after).bind(limit)
}

/// The page of a list: `?5` is the list, `?6` the number of its choice of answers.
pub(crate) fn list_sql(window: Window) -> &'static str {
    in_order!(window, listed)
}

impl Sqlite {
    pub(crate) async fn page(&self, page: Page) -> Result<Vec<Entry>, PortError> {
        let rows = page.fetch_all(&self.readers).await.map_err(away)?;
        rows.iter().map(entry).collect::<sqlx::Result<_>>().map_err(away)
    }
}
