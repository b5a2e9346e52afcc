//! The store in one file: SQLite.
#![doc = include_str!("../README.md")]

mod accounts;
mod announcements;
mod apps;
mod bell;
mod channels;
mod claims;
mod codes;
mod columns;
mod conversations;
mod credentials;
mod departures;
mod duties;
mod edits;
mod entries;
mod events;
mod failure;
mod filters;
mod follows;
mod foreign;
mod handovers;
mod json;
mod keys;
mod letters;
mod lists;
mod log;
mod markers;
mod marks;
mod media;
mod news;
mod notifications;
mod open;
mod outbox;
mod pen;
mod people_keys;
mod polls;
mod portraits;
mod posts;
mod profiles;
mod relations;
mod reports;
mod requests;
mod scheduled;
mod search;
mod sessions;
mod tag_follows;
mod ties;
mod time;
mod timelines;
mod tokens;
mod window;
mod wishes;
mod writer;

pub use open::OpenError;

use service::writes::Writes;
use sqlx::SqlitePool;

use bell::Bell;
use events::Growth;
use pen::Pen;
use writer::Tx;

// A string of several statements is one visit to the thread of the connection. The driver counts on when a statement leaves a
// number out, so each of them names all parameters up to its last.

/// A handle to the store; clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct Sqlite {
    /// For whatever only reads.
    readers: SqlitePool,
    /// For whatever has to be told or numbered: it shares transactions.
    writes: Writes<Tx>,
    /// For everything else that writes.
    pen: Pen,
    bell: Bell,
    growth: Growth,
}
