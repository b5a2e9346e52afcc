//! Searching: names by looking at all accounts, of which there are few; posts by an index of their words.
use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::AccountId;
use domain::page::Window;
use domain::posts::Hashtag;
use domain::reading::{NamePart, Words};
use service::PortError;
use service::posts::Entry;
use service::search::{Part, PostQuery, SearchRepository};
use sqlx::{query, query_scalar};

use crate::Sqlite;
use crate::columns::Columns;
use crate::entries::{admitted, entries, entry, mentioned};
use crate::failure::away;
use crate::profiles;
use crate::ties::{apart, unheard};
use crate::window::{Bounds, in_order};

/// `?1`: the reader; `?2`: the beginning; `?3`: only those followed.
const ACCOUNTS: &str = concat!(
    "select ",
    profiles::profile!("a"),
    " from accounts a left join follows f on f.follower = ?1 and f.followee = a.id
    where (substr(a.folded, 1, length(?2)) = ?2 or instr(' ' || lower(a.display_name), ' ' || ?2) > 0)
        and (f.id is not null or not ?3)
        and (not a.silenced or f.id is not null or a.id = coalesce(?1, 0)) and a.id not in ",
    apart!("?1"),
    "
    order by a.folded = ?2 desc, f.id is not null desc, a.followers desc, a.id limit ?4 offset ?5"
);

/// From one tag to the next, each looked up: however many posts have it, it is found once.
const HASHTAGS: &str = "
with recursive found (tag) as (
    select * from (select tag from post_hashtags where shown = 1 and tag >= ?1 order by tag limit 1)
    union all
    select (select h.tag from post_hashtags h where h.shown = 1 and h.tag > found.tag order by h.tag limit 1)
    from found where substr(found.tag, 1, length(?1)) = ?1
)
select tag from found where substr(tag, 1, length(?1)) = ?1 limit ?2 offset ?3";

/// `?5`: the words; `?6`: whose; `?7`: passed over.
macro_rules! found {
    ($order:literal) => {
        entries!(concat!(
            "select e.id from post_words w cross join posts e on e.id = w.rowid
            where post_words match ?5 and w.rowid < ?2 and w.rowid > ?3 and (?6 is null or e.author = ?6) and ",
            admitted!("e"),
            " and e.author not in ",
            unheard!(),
            " and (
                    e.author = ?1 or ",
            mentioned!("e"),
            " or e.visibility = 0 and exists (select 1 from accounts i where i.id = e.author and i.indexable)
                    or exists (select 1 from favourites l where l.post = e.id and l.account = ?1)
                    or exists (select 1 from posts own where own.author = ?1 and own.boost_of = e.id)
                    or exists (select 1 from bookmarks k where k.account = ?1 and k.post = e.id)
                )
            order by w.rowid ",
            $order,
            " limit ?4 offset ?7"
        ))
    };
}

#[async_trait]
impl SearchRepository for Sqlite {
    async fn accounts(
        &self,
        beginning: &NamePart,
        following: bool,
        reader: Option<AccountId>,
        part: Part,
    ) -> Result<Vec<Profile>, PortError> {
        let found = query(ACCOUNTS)
            .bind(reader.map(AccountId::raw))
            .bind(beginning.as_str())
            .bind(following)
            .bind(i64::from(part.limit))
            .bind(i64::from(part.offset));
        let rows = found.fetch_all(&self.readers).await.map_err(away)?;
        rows.iter()
            .map(|row| profiles::take(&mut Columns::of(row)))
            .collect::<sqlx::Result<_>>()
            .map_err(away)
    }

    async fn hashtags(&self, beginning: &Hashtag, part: Part) -> Result<Vec<Hashtag>, PortError> {
        let found = query_scalar(HASHTAGS).bind(beginning.as_str());
        let found = found.bind(i64::from(part.limit)).bind(i64::from(part.offset));
        let tags: Vec<String> = found.fetch_all(&self.readers).await.map_err(away)?;
        Ok(tags.iter().map(|tag| Hashtag::stored(tag)).collect())
    }

    async fn posts(
        &self,
        asked: &PostQuery,
        reader: Option<AccountId>,
        window: Window,
        offset: u16,
    ) -> Result<Vec<Entry>, PortError> {
        let Bounds { before, after, limit } = window.into();
        let page = query(in_order!(window, found)).bind(reader.map(AccountId::raw));
        let page = page.bind(before).bind(after).bind(limit).bind(all_of(&asked.words));
        let page = page.bind(asked.by.map(AccountId::raw)).bind(i64::from(offset));
        let rows = page.fetch_all(&self.readers).await.map_err(away)?;
        rows.iter().map(entry).collect::<sqlx::Result<_>>().map_err(away)
    }
}

/// Words are letters and digits only: nothing in them means anything else.
fn all_of(words: &Words) -> String {
    words.as_slice().iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ")
}
