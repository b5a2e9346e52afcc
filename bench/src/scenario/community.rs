//! A community of 20,000 with any number of posts, made by the database itself in the adapter's tables.
use domain::ids::AccountId;
use sqlx::{AssertSqlSafe, PgPool};

use crate::Outcome;

/// Accounts that write; how much they do follows Zipf's law.
const AUTHORS: i64 = 20_000;
/// Accounts of each kind of reader.
pub(super) const READERS: i64 = 16;
/// Milliseconds since 1970 of the first account; the posts begin a year later, one a minute.
const BEGIN: i64 = 1_577_836_800_000;
const YEAR: i64 = 366 * 86_400_000;
const MINUTE: i64 = 60_000;

/// Whom a reader follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Ten of the two hundred busiest accounts.
    Ten,
    /// The thousand busiest.
    Busy,
    /// A thousand quiet ones: each has written one of 100,000 posts.
    Quiet,
}

impl Reader {
    pub(super) const ALL: [Self; 3] = [Self::Ten, Self::Busy, Self::Quiet];

    /// One of them, by number.
    pub(super) fn account(self, number: i64) -> AccountId {
        AccountId::stored(account(self.first() + number % READERS))
    }

    fn first(self) -> i64 {
        match self {
            Self::Ten => 100_001,
            Self::Busy => 200_001,
            Self::Quiet => 300_001,
        }
    }

    /// The followees' ranks, as rows `(reader, rank)`.
    fn followees(self) -> String {
        let ranks = match self {
            Self::Ten => "(select 1 + r + 20 * j as rank from generate_series(0, 9) j)".to_owned(),
            Self::Busy => "(select rank from generate_series(1, 1000) rank)".to_owned(),
            Self::Quiet => {
                format!("(select rank from generate_series({AUTHORS} / 2 + 1, {AUTHORS} / 2 + 1000) rank)")
            }
        };
        let first = self.first();
        format!(
            "select {first} + r as reader, rank from generate_series(0, {READERS} - 1) r cross join lateral {ranks} f"
        )
    }
}

/// The id of the account of a rank.
fn account(rank: i64) -> i64 {
    (BEGIN + rank) << 16
}

/// Fills an empty store with the community and so many posts.
pub(super) async fn settle(pool: &PgPool, posts: i64) -> Outcome<()> {
    for statements in [functions(), accounts(), follows(), write(posts)] {
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(pool).await?;
    }
    sqlx::raw_sql("vacuum analyze").execute(pool).await?;
    Ok(())
}

/// Chance that is the same each time: a share between 0 and 1 for each number and purpose.
fn functions() -> String {
    format!(
        "create function bench_share(n bigint, purpose bigint) returns float8 language sql immutable strict parallel safe as
            'select (hashint8extended(n, purpose) & 1073741823) / 1073741824.0::float8';
        create function bench_account(rank bigint) returns bigint language sql immutable strict parallel safe as
            'select ({BEGIN} + rank) << 16';
        create function bench_author(n bigint) returns bigint language sql immutable strict parallel safe as
            'select bench_account(least({AUTHORS}, floor(exp(bench_share(n, 1) * ln({AUTHORS} + 1.0))))::bigint)';
        create function bench_post(n bigint) returns bigint language sql immutable strict parallel safe as
            'select ({BEGIN} + {YEAR} + n * {MINUTE}) << 16';
        create function bench_visibility(n bigint) returns smallint language sql immutable strict parallel safe as
            'select case when bench_share(n, 2) < 0.85 then 0 when bench_share(n, 2) < 0.93 then 1
                when bench_share(n, 2) < 0.99 then 2 else 3 end::smallint';"
    )
}

fn accounts() -> String {
    let readers: Vec<String> = Reader::ALL
        .map(|kind| format!("select n from generate_series({0}, {0} + {READERS} - 1) n", kind.first()))
        .to_vec();
    format!(
        "insert into accounts (id, username, folded, display_name, bot, created_at)
        select bench_account(n), 'a' || n, 'a' || n, 'Account ' || n, false, to_timestamp(({BEGIN} + n) / 1000.0)
        from (select n from generate_series(1, {AUTHORS}) n union all {}) all_of_them;",
        readers.join(" union all ")
    )
}

/// The readers follow as they should, and everybody follows twenty others.
fn follows() -> String {
    let everybody = format!(
        "select n as reader, 1 + (n + 977 * j * j) % {AUTHORS} as rank
        from generate_series(1, {AUTHORS}) n cross join generate_series(1, 20) j"
    );
    let all: Vec<String> = Reader::ALL.map(Reader::followees).into_iter().chain([everybody]).collect();
    format!(
        "insert into follows (id, follower, followee, boosts, notify)
        select ({BEGIN} + {YEAR} / 2 + row_number() over ()) << 16, bench_account(reader), bench_account(rank), true, false
        from ({}) f where reader <> rank
        on conflict do nothing;",
        all.join(" union all ")
    )
}

/// One in twenty is a boost, one in ten answers something recent, one in five has a tag.
fn write(posts: i64) -> String {
    format!(
        "insert into posts (id, author, boost_of, boost_author, visibility, published_at, reply_to, reply_to_author, text, language, hashtags)
        select bench_post(n), bench_author(n), bench_post(boosted), bench_author(boosted), bench_visibility(coalesce(boosted, n)),
            to_timestamp(({BEGIN} + {YEAR} + n * {MINUTE}) / 1000.0), bench_post(answered), bench_author(answered),
            case when boosted is null then rpad('post ' || n || ' ', 120 + (bench_share(n, 5) * 80)::int, 'of rooks ') else '' end,
            case when boosted is null then 'en' end,
            case when boosted is null and bench_share(n, 6) < 0.2
                then array['tag' || (bench_share(n, 7) * 100)::int] else '{{}}' end
        from (
            select n, case when n % 20 = 0 then near - (near % 20 = 0)::int end as boosted,
                case when n % 10 = 1 then near - (near % 20 = 0)::int end as answered
            from (
                select n, greatest(1, n - 1 - floor(bench_share(n, 3) * 400)::bigint) as near
                from generate_series(2::bigint, {posts} + 1) n
            ) chosen
        ) all_of_them
        where boosted is null or bench_visibility(boosted) <= 1
        on conflict do nothing;
        insert into post_hashtags (author, tag, post, shown)
        select author, unnest(hashtags), id, visibility = 0 from posts where hashtags <> '{{}}';
        update accounts a set posts = p.posts, last_post_at = p.last, last_entry = p.entry
        from (select author, count(*) as posts, max(published_at) as last, max(id) as entry from posts group by author) p
        where a.id = p.author;
        update totals set accounts = (select count(*) from accounts), posts = {posts};
        update id_clock set last = (select max(id) from posts);"
    )
}
