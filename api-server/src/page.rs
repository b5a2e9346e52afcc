//! Pages of lists: what part was asked for, and where the others are.
use axum::Json;
use axum::http::HeaderValue;
use axum::http::header::LINK;
use axum::response::{IntoResponse, Response};
use domain::ids::Snowflake;
use domain::page::{PageSize, Window};
use serde::Serialize;
use wire::mastodon::Links;

use crate::params::Params;

/// The parameters that say which part; the others stay as they are from page to page.
const CURSORS: [&str; 3] = ["max_id", "since_id", "min_id"];

/// The part of a list that was asked for.
pub(crate) struct Paging {
    pub(crate) window: Window,
    path: String,
    kept: String,
}

impl Paging {
    pub(crate) fn of(params: &Params, size: PageSize) -> Self {
        let window = Window {
            before: params.lenient("max_id"),
            since: params.lenient("since_id"),
            above: params.lenient("min_id"),
            limit: size.clamp(params.lenient("limit")),
        };
        let kept = params.query().split('&').filter(|pair| {
            !pair.is_empty() && CURSORS.iter().all(|name| pair.split('=').next() != Some(*name))
        });
        Self { window, path: params.path().to_owned(), kept: kept.collect::<Vec<_>>().join("&") }
    }

    /// The rows, newest first, with links to the older and the newer ones: the next page first, as some clients read no
    /// further. A list that is at its end has no next page.
    pub(crate) fn answer<R, T: Serialize>(
        &self,
        rows: &[R],
        at: impl Fn(&R) -> Snowflake,
        shown: impl Fn(&R) -> T,
        links: &Links,
    ) -> Response {
        let mut response = Json(rows.iter().map(shown).collect::<Vec<_>>()).into_response();
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            let more = rows.len() >= usize::from(self.window.limit) || self.window.ascending();
            let next = more.then(|| self.link("max_id", at(last), "next", links));
            let prev = self.link("min_id", at(first), "prev", links);
            let both: Vec<String> = next.into_iter().chain([prev]).collect();
            if let Ok(value) = HeaderValue::from_str(&both.join(", ")) {
                response.headers_mut().insert(LINK, value);
            }
        }
        response
    }

    fn link(&self, cursor: &str, at: Snowflake, rel: &str, links: &Links) -> String {
        let Self { path, kept, .. } = self;
        let and = if kept.is_empty() { "" } else { "&" };
        format!("<{}>; rel=\"{rel}\"", links.at(format_args!("{path}?{kept}{and}{cursor}={at}")))
    }
}
