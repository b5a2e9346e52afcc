//! The Mastodon client API: one file per group of endpoints, named as in the URL.
mod accounts;
mod apps;
mod conversations;
mod edit;
mod filters;
mod filters_v1;
mod follow_requests;
mod follows;
mod instance;
mod keep_away;
mod kept;
mod lists;
mod markers;
mod media;
mod nodeinfo;
mod nothing;
mod notifications;
mod polls;
mod preferences;
mod profile;
mod reports;
mod scheduled_statuses;
mod search;
mod statuses;
mod tags;
mod timelines;

use std::sync::Arc;

use axum::{Json, Router};
use wire::ApiError;

use crate::App;

pub(crate) use media::files;

/// What a handler says.
type Answer<T> = Result<Json<T>, ApiError>;

/// What takes longer than all others, because files come with it.
pub(crate) fn uploads() -> Router<Arc<App>> {
    media::uploads().merge(profile::uploads())
}

/// All of it.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(instance::routes())
        .merge(nodeinfo::routes())
        .merge(accounts::routes())
        .merge(profile::routes())
        .merge(apps::routes())
        .merge(follows::routes())
        .merge(follow_requests::routes())
        .merge(keep_away::routes())
        .merge(reports::routes())
        .merge(statuses::routes())
        .merge(tags::routes())
        .merge(timelines::routes())
        .merge(kept::routes())
        .merge(lists::routes())
        .merge(filters::routes())
        .merge(filters_v1::routes())
        .merge(notifications::routes())
        .merge(conversations::routes())
        .merge(markers::routes())
        .merge(preferences::routes())
        .merge(scheduled_statuses::routes())
        .merge(search::routes())
        .merge(media::routes())
        .merge(polls::routes())
        .merge(nothing::routes())
}
