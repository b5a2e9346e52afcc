//! Entries of timelines, as rows of several queries hold them.
use domain::identity::Username;
use domain::ids::{AccountId, PostId};
use domain::media::{Media, MediaFacts};
use domain::posts::{
    Boost, Choices, Hashtag, Language, Mention, Parent, Poll, PollFacts, Post, PostCounts, PostText, Spoiler,
    Visibility,
};
use service::posts::{BoostView, Entry, PostView, ViewerMarks};
use sqlx::sqlite::SqliteRow;

use crate::columns::Columns;
use crate::json;
use crate::profiles;

/// Whether a row of posts mentions the reader `?1`.
macro_rules! mentioned {
    ($row:literal) => {
        concat!("exists (select 1 from json_each(", $row, ".mentions) m where m.value ->> 0 = ?1)")
    };
}
pub(crate) use mentioned;

/// Whether the reader `?1` may see a row of posts. This is `domain::posts::Home::may_read`: it
/// was written for them, and nobody who has a part in it was shut out or blocks them.
macro_rules! admitted {
    ($row:literal) => {
        concat!(
            "(",
            $row,
            ".visibility <= 1 or ",
            $row,
            ".author = ?1 or ",
            $row,
            ".visibility = 2 and exists (select 1 from follows f where f.follower = ?1 and f.followee = ",
            $row,
            ".author) or ",
            $crate::entries::mentioned!($row),
            ") and ",
            $row,
            ".author not in ",
            $crate::ties::gone!(),
            " and coalesce(",
            $row,
            ".boost_author, ",
            $row,
            ".author) not in ",
            $crate::ties::gone!()
        )
    };
}
pub(crate) use admitted;

/// What [`post`] and the counts behind it read, of the row of posts under an alias.
macro_rules! post_columns {
    ($of:literal) => {
        concat!(
            $of,
            ".id, ",
            $of,
            ".author, ",
            $of,
            ".text, ",
            $of,
            ".spoiler, ",
            $of,
            ".sensitive, ",
            $of,
            ".language, ",
            $of,
            ".visibility, ",
            $of,
            ".reply_to, ",
            $of,
            ".reply_to_author, ",
            $of,
            ".mentions, ",
            $of,
            ".hashtags, ",
            $of,
            ".published_at, ",
            $of,
            ".attachments, ",
            $of,
            ".poll, ",
            $of,
            ".application, ",
            $of,
            ".edited_at, ",
            $of,
            ".replies, ",
            $of,
            ".boosts, ",
            $of,
            ".favourites"
        )
    };
}
pub(crate) use post_columns;

/// The entries whose ids `$page` gives, as the reader `?1` sees them, in an order. Each row is looked up by its id: SQLite
/// joins in the order in which `cross join` names the tables.
macro_rules! entries {
    ($page:expr) => {
        $crate::entries::entries!($page, "page.id desc")
    };
    ($page:expr, $order:literal) => {
        $crate::entries::entries!($page, $order, "")
    };
    // with columns of the page's own behind all others
    ($page:expr, $order:literal, $own:literal) => {
        concat!(
            "with page as materialized (",
            $page,
            ") select ",
            $crate::entries::post_columns!("p"),
            ", \
             ?1 is not null, \
             exists (select 1 from favourites f where f.post = p.id and f.account = ?1), \
             exists (select 1 from posts own where own.author = ?1 and own.boost_of = p.id), \
             exists (select 1 from bookmarks k where k.account = ?1 and k.post = p.id), \
             exists (select 1 from muted_threads m where m.account = ?1 and m.thread = coalesce(p.thread, p.id)), \
             case when p.author = ?1 then exists (select 1 from pins n where n.account = ?1 and n.post = p.id) end, \
             case when p.poll is not null then (\
                select v.choices from poll_votes v where v.post = p.id and v.account = ?1) end, ",
            $crate::profiles::profile!("a"),
            ", e.boost_of is not null, e.id, e.visibility, e.published_at, ",
            $crate::profiles::profile!("b"),
            $own,
            " from page \
             cross join posts e on e.id = page.id \
             cross join posts p on p.id = coalesce(e.boost_of, e.id) \
             cross join accounts a on a.id = p.author \
             left join accounts b on b.id = e.author and e.boost_of is not null \
             order by ",
            $order
        )
    };
}
pub(crate) use entries;

/// Reads a row of `entries!`.
pub(crate) fn entry(row: &SqliteRow) -> sqlx::Result<Entry> {
    let columns = &mut Columns::of(row);
    let post = post(columns)?;
    let counts =
        PostCounts { replies: columns.count()?, boosts: columns.count()?, favourites: columns.count()? };
    let is_read = columns.take()?;
    let marks = Some(marks(columns)?).filter(|_| is_read);
    let author = profiles::take(columns)?;
    let boost = if columns.take()? { Some(boost(columns, post.id)?) } else { None };
    Ok(Entry { post: PostView { post, author, counts, marks }, boost })
}

fn marks(columns: &mut Columns<'_>) -> sqlx::Result<ViewerMarks> {
    Ok(ViewerMarks {
        favourited: columns.take()?,
        boosted: columns.take()?,
        bookmarked: columns.take()?,
        muted: columns.take()?,
        pinned: columns.take()?,
        vote: columns.take::<Option<i64>>()?.map(Choices::stored),
    })
}

/// Reads the columns of a post, from its id to when it was edited.
pub(crate) fn post(columns: &mut Columns<'_>) -> sqlx::Result<Post> {
    Ok(Post {
        id: PostId::stored(columns.take()?),
        author: AccountId::stored(columns.take()?),
        text: PostText::stored(columns.take()?),
        spoiler: Spoiler::stored(columns.take()?),
        sensitive: columns.take()?,
        language: columns.take::<Option<&str>>()?.map(Language::stored),
        visibility: visibility(columns.take()?)?,
        reply_to: parent(columns.take()?, columns.take()?),
        mentions: mentions(columns.take()?)?,
        hashtags: hashtags(columns.take()?)?,
        published_at: columns.time()?,
        attachments: attachments(columns.take()?)?,
        poll: columns.take::<Option<&str>>()?.map(poll).transpose()?,
        application: columns.take::<Option<&str>>()?.map(json::read).transpose()?,
        edited_at: columns.maybe_time()?,
    })
}

fn poll(stored: &str) -> sqlx::Result<Poll> {
    Ok(Poll::from(&json::read::<PollFacts>(stored)?))
}

fn attachments(stored: Option<&str>) -> sqlx::Result<Vec<Media>> {
    let facts: Vec<MediaFacts> = stored.map(json::read).transpose()?.unwrap_or_default();
    Ok(facts.iter().map(Media::from).collect())
}

fn boost(columns: &mut Columns<'_>, post: PostId) -> sqlx::Result<BoostView> {
    let (id, visibility) = (PostId::stored(columns.take()?), visibility(columns.take()?)?);
    let at = columns.time()?;
    let by = profiles::take(columns)?;
    Ok(BoostView { boost: Boost { id, post, by: by.account.id, visibility, at }, by })
}

fn parent(post: Option<i64>, author: Option<i64>) -> Option<Parent> {
    Some(Parent { post: PostId::stored(post?), author: AccountId::stored(author?) })
}

fn mentions(stored: &str) -> sqlx::Result<Vec<Mention>> {
    let mention = |(account, name): (i64, String)| Mention {
        account: AccountId::stored(account),
        username: Username::stored(&name),
    };
    Ok(json::read::<Vec<_>>(stored)?.into_iter().map(mention).collect())
}

fn hashtags(stored: &str) -> sqlx::Result<Vec<Hashtag>> {
    Ok(json::read::<Vec<String>>(stored)?.iter().map(|tag| Hashtag::stored(tag)).collect())
}

/// A visibility as it is stored: its place among all, the most open first.
pub(crate) fn visibility(stored: i64) -> sqlx::Result<Visibility> {
    let known = usize::try_from(stored).ok().and_then(|place| Visibility::ALL.get(place).copied());
    known.ok_or_else(|| sqlx::Error::Decode(format!("no visibility has the number {stored}").into()))
}

/// The number that a visibility is stored as.
pub(crate) const fn number(visibility: Visibility) -> i64 {
    match visibility {
        Visibility::Public => 0,
        Visibility::Unlisted => 1,
        Visibility::Private => 2,
        Visibility::Direct => 3,
    }
}
