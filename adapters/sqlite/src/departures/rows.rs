//! Rows that were somebody's alone, or tell of them.
use domain::ids::AccountId;
use sqlx::query;

use crate::writer::Tx;

/// Up to `?2` of the rows of a table that concern the account `?1`.
macro_rules! of {
    ($table:literal, $theirs:literal) => {
        concat!(
            "delete from ",
            $table,
            " where rowid in (select rowid from ",
            $table,
            " where ",
            $theirs,
            " limit ?2)"
        )
    };
}

/// There may be many of these. What others know of goes before, and is told (`Traces`).
const MANY: [&str; 21] = [
    of!("bookmarks", "account = ?1"),
    of!("blocks", "blocker = ?1"),
    of!("blocks", "blocked = ?1"),
    of!("mutes", "muter = ?1"),
    of!("mutes", "muted = ?1"),
    of!("tag_follows", "account = ?1"),
    of!("private_notes", "account = ?1"),
    of!("private_notes", "about = ?1"),
    of!("follow_requests", "follower = ?1"),
    of!("follow_requests", "followee = ?1"),
    of!("notifications", "recipient = ?1"),
    of!("notifications", "actor = ?1"),
    of!("conversations", "account = ?1"),
    of!("scheduled_posts", "author = ?1"),
    of!("channel_people", "account = ?1"),
    of!("channel_people", "channel = ?1"),
    of!("channel_messages", "author = ?1"),
    of!("channel_messages", "room = ?1"),
    of!("channel_stakes", "account = ?1"),
    of!("channel_stakes", "round in (select id from channel_rounds where channel = ?1)"),
    of!("channel_rounds", "channel = ?1 and id not in (select round from channel_stakes)"),
];

/// These are few, or small. Of what they reported only their words go: it concerns others.
const FEW: [&str; 18] = [
    "delete from pins where account = ?1",
    "delete from muted_threads where account = ?1",
    "delete from list_members where list in (select id from lists where owner = ?1)",
    "delete from lists where owner = ?1",
    "delete from poll_votes where account = ?1",
    "delete from channels where id = ?1",
    "delete from markers where account = ?1",
    "delete from filters where owner = ?1",
    "delete from idempotency_keys where account = ?1",
    "delete from letters where recipient in (select email from credentials where account = ?1)",
    "delete from announcements where account = ?1",
    "delete from challenges where account = ?1",
    "delete from foreign_accounts where account = ?1",
    "delete from credentials where account = ?1",
    "delete from authorization_codes where account = ?1",
    "delete from sessions where account = ?1",
    "delete from access_tokens where account = ?1",
    r#"update reports set comment = '' where "by" = ?1 and comment <> ''"#,
];

const ACCOUNT: &str = "delete from accounts where id = ?1";

/// Forgets some of them, and the account last; whether there was anything.
pub(super) async fn forget(tx: &mut Tx, of: AccountId, most: u16) -> sqlx::Result<bool> {
    let mut gone = 0;
    for statement in MANY {
        let some = query(statement).bind(of.raw()).bind(i64::from(most));
        gone += some.execute(&mut **tx).await?.rows_affected();
    }
    for statement in FEW {
        gone += query(statement).bind(of.raw()).execute(&mut **tx).await?.rows_affected();
    }
    if gone == 0 {
        gone = query(ACCOUNT).bind(of.raw()).execute(&mut **tx).await?.rows_affected();
    }
    Ok(gone > 0)
}
