//! What every adapter owes its callers.
#![doc = include_str!("../README.md")]
#![expect(clippy::unwrap_used, reason = "a case that cannot go on has failed")]

pub mod a;
pub mod accounts;
pub mod announcements;
pub mod apps;
pub mod channel_polls;
pub mod channels;
pub mod claims;
pub mod codes;
pub mod conversations;
pub mod credentials;
pub mod departures;
mod dice;
pub mod edits;
pub mod event_log;
pub mod event_queue;
pub mod event_store;
pub mod filters;
pub mod follows;
pub mod foreign;
pub mod handovers;
pub mod keys;
pub mod leases;
pub mod letters;
pub mod lists;
pub mod markers;
pub mod marks;
pub mod media;
pub mod media_store;
pub mod news;
pub mod notifications;
pub mod outbox;
pub mod people_keys;
pub mod polls;
pub mod portraits;
pub mod posts;
pub mod predictions;
mod race;
pub mod relations;
pub mod reports;
pub mod requests;
pub mod rooms;
pub mod scheduled;
pub mod search;
pub mod sessions;
pub mod steered;
mod store;
pub mod tag_follows;
pub mod timelines;
pub mod tokens;
mod told;
mod town;
mod windows;

pub use store::Store;

/// Stamps a test per case onto an adapter: `$fresh` gives two handles to one fresh store.
#[macro_export]
macro_rules! each {
    ($fresh:expr, $suite:ident: $($case:ident),+ $(,)?) => {
        mod $suite {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    let (a, b) = $fresh.await;
                    $crate::$suite::$case(a, b).await;
                }
            )+
        }
    };
}

/// Stamps every suite that a store has to pass.
#[macro_export]
macro_rules! store {
    ($fresh:expr) => {
        $crate::account_repository!($fresh);
        $crate::news_outbox!($fresh);
        $crate::credential_repository!($fresh);
        $crate::foreign_repository!($fresh);
        $crate::report_repository!($fresh);
        $crate::letter_repository!($fresh);
        $crate::token_repository!($fresh);
        $crate::app_repository!($fresh);
        $crate::code_repository!($fresh);
        $crate::session_repository!($fresh);
        $crate::handover_repository!($fresh);
        $crate::key_repository!($fresh);
        $crate::post_repository!($fresh);
        $crate::timeline_repository!($fresh);
        $crate::follow_repository!($fresh);
        $crate::mark_repository!($fresh);
        $crate::list_repository!($fresh);
        $crate::filter_repository!($fresh);
        $crate::search_repository!($fresh);
        $crate::media_repository!($fresh);
        $crate::portrait_repository!($fresh);
        $crate::relation_repository!($fresh);
        $crate::request_repository!($fresh);
        $crate::tag_follow_repository!($fresh);
        $crate::poll_repository!($fresh);
        $crate::edit_repository!($fresh);
        $crate::outbox!($fresh);
        $crate::event_log!($fresh);
        $crate::leases!($fresh);
        $crate::notification_repository!($fresh);
        $crate::marker_repository!($fresh);
        $crate::schedule_repository!($fresh);
        $crate::departure_repository!($fresh);
        $crate::conversation_repository!($fresh);
        $crate::channel_repository!($fresh);
        $crate::room_repository!($fresh);
        $crate::prediction_repository!($fresh);
        $crate::channel_poll_repository!($fresh);
        $crate::announcement_repository!($fresh);
        $crate::event_store!($fresh);
        $crate::claims!($fresh);
        $crate::people_keys!($fresh);
    };
}
