//! What this server tells those who count servers.
use serde::Serialize;
use serde_json::{Value, json};
use service::identity::Totals;

use super::{About, Links};

/// Where the documents are.
#[derive(Debug, Clone, Serialize)]
pub struct NodeInfoLinks {
    links: [Value; 1],
}

/// The document of version 2.0.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeInfo {
    version: &'static str,
    software: Value,
    protocols: [(); 0],
    services: Value,
    open_registrations: bool,
    usage: Value,
    metadata: Value,
}

impl NodeInfoLinks {
    /// One document there is.
    #[must_use]
    pub fn of(links: &Links) -> Self {
        let rel = "http://nodeinfo.diaspora.software/ns/schema/2.0";
        Self { links: [json!({ "rel": rel, "href": links.at("/nodeinfo/2.0") })] }
    }
}

impl NodeInfo {
    /// It names Mastodon as its upstream, because some clients refuse a software that they do not know.
    #[must_use]
    pub fn of(about: &About, totals: Totals) -> Self {
        Self {
            version: "2.0",
            software: json!({ "name": "rookery", "version": env!("CARGO_PKG_VERSION") }),
            protocols: [],
            services: json!({ "inbound": [], "outbound": [] }),
            open_registrations: about.is_open(),
            usage: json!({
                "users": {
                    "total": totals.accounts,
                    "activeMonth": totals.active_accounts,
                    "activeHalfyear": totals.active_accounts,
                },
                "localPosts": totals.posts,
            }),
            metadata: json!({
                "nodeName": about.title,
                "nodeDescription": about.description,
                "upstream": { "name": "mastodon" },
            }),
        }
    }
}
