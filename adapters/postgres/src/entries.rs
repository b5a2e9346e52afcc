//! Entries of timelines, as rows of several queries hold them.
use domain::identity::Username;
use domain::ids::{AccountId, PostId};
use domain::media::{Media, MediaFacts};
use domain::posts::{
    Boost, Choices, Hashtag, Language, Mention, Parent, Poll, PollFacts, Post, PostCounts, PostText, Spoiler,
    Visibility,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use service::posts::{BoostView, Entry, PostView, ViewerMarks};
use sqlx::postgres::PgRow;

use crate::columns::Columns;
use crate::profiles::profile;
use crate::time::Time;

/// Whether the reader `$1` may see a row of posts. This is `domain::posts::Home::may_read`: it
/// was written for them, and nobody who has a part in it was shut out or blocks them.
macro_rules! admitted {
    ($row:literal) => {
        concat!(
            "(",
            $row,
            ".visibility <= 1 or ",
            $row,
            ".author = $1 or $1 = any(",
            $row,
            ".mentioned) or ",
            $row,
            ".visibility = 2 and exists (select from follows f where f.follower = $1 and f.followee = ",
            $row,
            ".author)) and ",
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
            ".mentioned, ",
            $of,
            ".mentioned_names, ",
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

/// The rows of posts whose ids `$ids` gives, looked up one by one, whatever the planner believes of their number.
macro_rules! rows {
    ($ids:expr) => {
        concat!(
            "select e.*, ids.* from (",
            $ids,
            ") ids \
             cross join lateral (select * from posts where id = ids.of limit 1) e"
        )
    };
}
pub(crate) use rows;

/// The entries that are made of the rows of posts which `$rows` gives, as the reader `$1` sees them. A boost looks up what it
/// passes on.
macro_rules! entries {
    ($rows:expr) => {
        $crate::entries::entries!($rows, "e.id desc")
    };
    ($rows:expr, $order:literal) => {
        $crate::entries::entries!($rows, $order, "")
    };
    // with columns of the rows' own behind all others
    ($rows:expr, $order:literal, $own:literal) => {
        concat!(
            "with page as materialized (", $rows, ") select ", $crate::entries::post_columns!("p"), ", ",
            "$1::bigint is not null, \
             exists (select from favourites f where f.post = p.id and f.account = $1), \
             exists (select from posts own where own.author = $1 and own.boost_of = p.id), \
             exists (select from bookmarks k where k.account = $1 and k.post = p.id), \
             exists (select from muted_threads m where m.account = $1 and m.thread = coalesce(p.thread, p.id)), \
             case when p.author = $1 then exists (select from pins n where n.account = $1 and n.post = p.id) end, \
             case when p.poll is not null then (\
                select v.choices from poll_votes v where v.post = p.id and v.account = $1) end, ",
            $crate::profiles::profile_columns!("a"), ", ",
            "e.boost_of is not null, e.id, e.visibility, e.published_at, ", $crate::profiles::profile_columns!("b"), $own,
            " from page e \
             cross join lateral (\
                select ", $crate::entries::post_columns!("e"), ", e.thread where e.boost_of is null \
                union all (select ", $crate::entries::post_columns!("q"),
                    ", q.thread from posts q where q.id = e.boost_of limit 1)\
             ) p \
             cross join lateral (select * from accounts where id = p.author limit 1) a \
             left join lateral (select * from accounts where id = e.author and e.boost_of is not null limit 1) b on true \
             order by ", $order
        )
    };
}
pub(crate) use entries;

/// Reads a row of `entries!`.
pub(crate) fn entry(row: &PgRow) -> sqlx::Result<Entry> {
    let columns = &mut Columns::of(row);
    let post = post(columns)?;
    let counts =
        PostCounts { replies: columns.count()?, boosts: columns.count()?, favourites: columns.count()? };
    let is_read = columns.take()?;
    let marks = Some(marks(columns)?).filter(|_| is_read);
    let author = profile(columns)?;
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
        mentions: mentions(columns.take()?, columns.take()?),
        hashtags: columns.take::<Vec<String>>()?.iter().map(|tag| Hashtag::stored(tag)).collect(),
        published_at: columns.time()?,
        attachments: attachments(columns.take()?)?,
        poll: columns.take::<Option<&str>>()?.map(poll).transpose()?,
        application: columns.take::<Option<&str>>()?.map(read).transpose()?,
        edited_at: columns.maybe_time()?,
    })
}

fn attachments(stored: Option<&str>) -> sqlx::Result<Vec<Media>> {
    let facts: Vec<MediaFacts> = stored.map(read).transpose()?.unwrap_or_default();
    Ok(facts.iter().map(Media::from).collect())
}

fn poll(stored: &str) -> sqlx::Result<Poll> {
    Ok(Poll::from(&read::<PollFacts>(stored)?))
}

/// What a post asks, to store, and until when it does.
pub(crate) fn asked(post: &Post) -> sqlx::Result<(Option<String>, Option<Time>)> {
    let Some(poll) = &post.poll else { return Ok((None, None)) };
    Ok((Some(document(&PollFacts::from(poll))?), (!poll.is_over).then_some(Time(poll.ends_at))))
}

/// A document as it is stored.
pub(crate) fn read<T: DeserializeOwned>(stored: &str) -> sqlx::Result<T> {
    serde_json::from_str(stored).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// A document to store.
pub(crate) fn document(of: &impl Serialize) -> sqlx::Result<String> {
    serde_json::to_string(of).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// The pictures of a post to store.
pub(crate) fn pictures(of: &[Media]) -> sqlx::Result<Option<String>> {
    let facts: Vec<MediaFacts> = of.iter().map(MediaFacts::from).collect();
    (!facts.is_empty()).then(|| document(&facts)).transpose()
}

fn boost(columns: &mut Columns<'_>, post: PostId) -> sqlx::Result<BoostView> {
    let (id, visibility) = (PostId::stored(columns.take()?), visibility(columns.take()?)?);
    let at = columns.time()?;
    let by = profile(columns)?;
    Ok(BoostView { boost: Boost { id, post, by: by.account.id, visibility, at }, by })
}

fn parent(post: Option<i64>, author: Option<i64>) -> Option<Parent> {
    Some(Parent { post: PostId::stored(post?), author: AccountId::stored(author?) })
}

fn mentions(accounts: Vec<i64>, names: Vec<String>) -> Vec<Mention> {
    let mention = |(account, name): (i64, String)| Mention {
        account: AccountId::stored(account),
        username: Username::stored(&name),
    };
    accounts.into_iter().zip(names).map(mention).collect()
}

/// A visibility as it is stored: its place among all, the most open first.
pub(crate) fn visibility(stored: i16) -> sqlx::Result<Visibility> {
    let known = usize::try_from(stored).ok().and_then(|place| Visibility::ALL.get(place).copied());
    known.ok_or_else(|| sqlx::Error::Decode(format!("no visibility has the number {stored}").into()))
}

/// The number that a visibility is stored as.
pub(crate) const fn number(visibility: Visibility) -> i16 {
    match visibility {
        Visibility::Public => 0,
        Visibility::Unlisted => 1,
        Visibility::Private => 2,
        Visibility::Direct => 3,
    }
}
