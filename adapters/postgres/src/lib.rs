//! The store that servers share: PostgreSQL.
#![doc = include_str!("../README.md")]

mod accounts;
mod announcements;
mod apps;
mod array;
mod bell;
mod channels;
mod claims;
mod codes;
mod columns;
mod connect;
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
mod keys;
mod letters;
mod lists;
mod log;
mod markers;
mod marks;
mod media;
mod news;
mod notifications;
mod outbox;
mod people_keys;
mod polls;
mod pools;
mod portraits;
mod posts;
mod profiles;
mod relations;
mod reports;
mod requests;
mod scheduled;
mod search;
mod sessions;
mod settings;
mod tag_follows;
mod ties;
mod time;
mod timelines;
mod tokens;
mod window;
mod wishes;
mod writer;

pub use connect::ConnectError;
pub use settings::Settings;

use service::writes::Writes;
use sqlx::PgPool;

use bell::Bell;
use writer::Tx;

/// A handle to the store; clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct Postgres {
    /// For what people ask; nothing on it ever begins a transaction.
    requests: PgPool,
    /// For the relay and the log, so that a crowd of requests does not hold them up.
    background: PgPool,
    writes: Writes<Tx>,
    bell: Bell,
}
