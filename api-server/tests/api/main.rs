//! The router as clients see it, over the memory adapter.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that finds nothing has to fail")]

mod accounts;
mod approval;
mod auth;
mod authorize;
mod browser;
mod demo;
mod description;
mod door;
mod edits;
mod elsewhere;
mod follow_requests;
mod follows;
mod garbage;
mod http;
mod keep_away;
mod leaving;
mod limits;
mod lists;
mod mail;
mod marks;
mod media;
mod notifications;
mod oauth;
mod paging;
mod points;
mod polls;
mod profile;
mod reports;
mod scheduled;
mod search;
mod sessions;
mod statuses;
mod timelines;
mod web;
