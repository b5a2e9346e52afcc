//! Timelines: each page is one query, by keyset.
mod home;
pub(crate) mod list;

use async_trait::async_trait;
use domain::ids::AccountId;
use domain::page::Window;
use domain::posts::Hashtag;
use service::PortError;
use service::posts::{AccountFilter, Entry, TagQuery, TimelineRepository};
use sqlx::postgres::PgArguments;
use sqlx::query;
use sqlx::query::Query;

use crate::Postgres;
use crate::entries::{admitted, entries, entry, rows};
use crate::failure::away;
use crate::ties::{blocked, unheard};
use crate::window::{Bounds, in_order};

macro_rules! public {
    ($order:literal) => {
        entries!(concat!(
            "select * from posts
            where visibility = 0 and boost_of is null and (reply_to is null or reply_to_author = author)
                and id < $2 and id > $3 and author not in ",
            unheard!(),
            " order by id ",
            $order,
            " limit $4"
        ))
    };
}

macro_rules! public_media {
    ($order:literal) => {
        entries!(concat!(
            "select * from posts
            where visibility = 0 and boost_of is null and (reply_to is null or reply_to_author = author)
                and attachments is not null and id < $2 and id > $3 and author not in ",
            unheard!(),
            " order by id ",
            $order,
            " limit $4"
        ))
    };
}

/// The newest of each tag, merged. $5: any, $6: all, $7: none, $8: with pictures alone.
macro_rules! tagged {
    ($order:literal) => {
        entries!(rows!(concat!(
            "select distinct found.id as of from unnest($5::text[]) as asked (tag)
            cross join lateral (
                select h.post as id from post_hashtags h
                cross join lateral (select author, hashtags, attachments from posts where id = h.post limit 1) p
                where h.shown and h.tag = asked.tag and h.post < $2 and h.post > $3
                    and p.hashtags @> $6 and not p.hashtags && $7 and not ($8 and p.attachments is null)
                    and p.author not in ",
            unheard!(),
            "
                order by h.post ",
            $order,
            " limit $4
            ) found
            order by of ",
            $order,
            " limit $4"
        )))
    };
}

/// $5: whose; $6: without answers to others; $7: without boosts.
macro_rules! of_account {
    ($order:literal) => {
        entries!(concat!(
            "select * from posts e
            where e.author = $5 and e.id < $2 and e.id > $3 and ",
            admitted!("e"),
            " and coalesce(e.boost_author, 0) not in ",
            blocked!(),
            " and not ($6 and coalesce(e.reply_to_author <> e.author, false)) and not ($7 and e.boost_of is not null)
            order by e.id ",
            $order,
            " limit $4"
        ))
    };
}

/// Those with pictures. $5 and $6 as above; $7 says nothing more: a boost carries none of its own.
macro_rules! of_account_media {
    ($order:literal) => {
        entries!(concat!(
            "select * from posts e
            where e.author = $5 and e.attachments is not null and e.id < $2 and e.id > $3 and ",
            admitted!("e"),
            " and not ($6 and coalesce(e.reply_to_author <> e.author, false)) and not ($7 and e.boost_of is not null)
            order by e.id ",
            $order,
            " limit $4"
        ))
    };
}

/// $5 to $7 as above; $8: the tag; $9: with pictures alone.
macro_rules! of_account_tagged {
    ($order:literal) => {
        entries!(concat!(
            "select e.* from post_hashtags h
            cross join lateral (select * from posts where id = h.post limit 1) e
            where h.author = $5 and h.tag = $8 and h.post < $2 and h.post > $3 and ",
            admitted!("e"),
            " and coalesce(e.boost_author, 0) not in ",
            blocked!(),
            " and not ($6 and coalesce(e.reply_to_author <> e.author, false)) and not ($7 and e.boost_of is not null)
                and not ($9 and e.attachments is null)
            order by h.post ",
            $order,
            " limit $4"
        ))
    };
}

/// What an account shows first. $2: whose; $3: the limit.
const PINNED: &str = entries!(
    concat!(
        "select e.*, n.id as at from pins n
        cross join lateral (select * from posts where id = n.post limit 1) e
        where n.account = $2 and ",
        admitted!("e"),
        " order by n.id desc limit $3"
    ),
    "e.at desc"
);

#[async_trait]
impl TimelineRepository for Postgres {
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
        let words = |tags: &[Hashtag]| tags.iter().map(|tag| tag.as_str().to_owned()).collect::<Vec<_>>();
        let page = page(in_order!(window, tagged), reader, window);
        let page = page.bind(words(&tags.any)).bind(words(&tags.all)).bind(words(&tags.none));
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
        self.page(page(home::sql(window), Some(reader), window)).await
    }
}

pub(crate) type Page = Query<'static, sqlx::Postgres, PgArguments>;

/// $1: the reader; $2 to $4: before, after, limit.
pub(crate) fn page(sql: &'static str, reader: Option<AccountId>, window: Window) -> Page {
    let Bounds { before, after, limit } = window.into();
    query(sql).bind(reader.map(AccountId::raw)).bind(before).bind(after).bind(limit)
}

impl Postgres {
    pub(crate) async fn page(&self, page: Page) -> Result<Vec<Entry>, PortError> {
        let rows = page.fetch_all(&self.requests).await.map_err(away)?;
        rows.iter().map(entry).collect::<sqlx::Result<_>>().map_err(away)
    }
}
