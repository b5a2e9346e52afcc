//! Rows that were somebody's alone, or tell of them.
use domain::ids::AccountId;
use sqlx::query;

use crate::writer::Tx;

/// Up to `$2` of the rows of a table that concern the account `$1`.
macro_rules! of {
    ($table:literal, $theirs:literal) => {
        concat!(
            "delete from ",
            $table,
            " t where ctid = any(array(select ctid from ",
            $table,
            " t where ",
            $theirs,
            " limit $2))"
        )
    };
}

/// Members go before their list. What others know of goes before, and is told (`Traces`).
const THEIRS: [&str; 39] = [
    of!("bookmarks", "account = $1"),
    of!("pins", "account = $1"),
    of!("muted_threads", "account = $1"),
    of!("blocks", "blocker = $1"),
    of!("blocks", "blocked = $1"),
    of!("mutes", "muter = $1"),
    of!("mutes", "muted = $1"),
    of!("tag_follows", "account = $1"),
    of!("private_notes", "account = $1"),
    of!("private_notes", "about = $1"),
    of!("follow_requests", "follower = $1"),
    of!("follow_requests", "followee = $1"),
    of!("list_members", "list in (select id from lists where owner = $1)"),
    of!("lists", "owner = $1 and not exists (select from list_members m where m.list = t.id)"),
    of!("poll_votes", "account = $1"),
    of!("channel_people", "account = $1"),
    of!("channel_people", "channel = $1"),
    of!("channel_messages", "author = $1"),
    of!("channel_messages", "room = $1"),
    of!("channel_stakes", "account = $1"),
    of!("channel_stakes", "round in (select id from channel_rounds where channel = $1)"),
    of!("channel_rounds", "channel = $1 and not exists (select from channel_stakes s where s.round = t.id)"),
    of!("channels", "id = $1"),
    of!("notifications", "recipient = $1"),
    of!("notifications", "actor = $1"),
    of!("markers", "account = $1"),
    of!("filters", "owner = $1"),
    of!("conversations", "account = $1"),
    of!("scheduled_posts", "author = $1"),
    of!("idempotency_keys", "account = $1"),
    of!("letters", "recipient in (select email from credentials where account = $1)"),
    of!("announcements", "account = $1"),
    of!("challenges", "account = $1"),
    of!("foreign_accounts", "account = $1"),
    of!("credentials", "account = $1"),
    of!("authorization_codes", "account = $1"),
    of!("sessions", "account = $1"),
    of!("access_tokens", "account = $1"),
    // what they reported concerns others; only their words go
    r#"update reports set comment = '' where ctid = any(array(select ctid from reports where "by" = $1 and comment <> '' limit $2))"#,
];

const ACCOUNT: &str = "delete from accounts where id = $1";

/// Forgets some of them, and the account last; whether there was anything.
pub(super) async fn forget(tx: &mut Tx, of: AccountId, most: u16) -> sqlx::Result<bool> {
    let mut gone = 0;
    for statement in THEIRS {
        let some = query(statement).bind(of.raw()).bind(i64::from(most));
        gone += some.execute(&mut **tx).await?.rows_affected();
    }
    if gone == 0 {
        gone = query(ACCOUNT).bind(of.raw()).execute(&mut **tx).await?.rows_affected();
    }
    Ok(gone > 0)
}
