//! Everything that can be asked for, and how many rows it has.
use std::fs;
use std::path::Path;

/// One question that clients ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endpoint {
    /// As the router has it.
    pub(crate) route: &'static str,
    /// As it is asked here; names in brackets are those of the town.
    pub(crate) path: &'static str,
    pub(crate) rows: Rows,
    pub(crate) asker: Asker,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    Ada,
    /// An app for itself.
    App,
}

/// How much an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// As much in each town.
    Few,
    /// More in the larger town.
    Many,
}

const fn many(route: &'static str, path: &'static str) -> Endpoint {
    Endpoint { route, path, rows: Rows::Many, asker: Asker::Ada }
}

const fn few(route: &'static str, path: &'static str) -> Endpoint {
    Endpoint { route, path, rows: Rows::Few, asker: Asker::Ada }
}

const fn by_the_app(route: &'static str, path: &'static str) -> Endpoint {
    Endpoint { asker: Asker::App, ..few(route, path) }
}

/// All that is served below `/api`.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    many("/api/v1/timelines/home", "/api/v1/timelines/home?limit=40"),
    many("/api/v1/timelines/public", "/api/v1/timelines/public?limit=40"),
    many("/api/v1/timelines/tag/{tag}", "/api/v1/timelines/tag/rooks?limit=40"),
    many("/api/v1/accounts/{id}/statuses", "/api/v1/accounts/[bob]/statuses?limit=40"),
    many("/api/v1/accounts/{id}/followers", "/api/v1/accounts/[bob]/followers?limit=80"),
    many("/api/v1/accounts/{id}/following", "/api/v1/accounts/[ada]/following?limit=80"),
    many("/api/v1/accounts/relationships", "/api/v1/accounts/relationships?[everybody]"),
    many("/api/v1/statuses/{id}/context", "/api/v1/statuses/[post]/context"),
    many("/api/v1/statuses/{id}/favourited_by", "/api/v1/statuses/[post]/favourited_by?limit=80"),
    many("/api/v1/statuses/{id}/reblogged_by", "/api/v1/statuses/[post]/reblogged_by?limit=80"),
    many("/api/v1/bookmarks", "/api/v1/bookmarks?limit=40"),
    many("/api/v1/favourites", "/api/v1/favourites?limit=40"),
    by_the_app("/api/v1/apps/verify_credentials", "/api/v1/apps/verify_credentials"),
    many("/api/v1/notifications", "/api/v1/notifications?limit=80"),
    few("/api/v1/notifications/unread_count", "/api/v1/notifications/unread_count"),
    few("/api/v1/notifications/{id}", "/api/v1/notifications/[notification]"),
    few("/api/v1/markers", "/api/v1/markers?timeline[]=home&timeline[]=notifications"),
    many("/api/v1/conversations", "/api/v1/conversations?limit=40"),
    few("/api/v1/preferences", "/api/v1/preferences"),
    many("/api/v1/scheduled_statuses", "/api/v1/scheduled_statuses?limit=40"),
    few("/api/v1/scheduled_statuses/{id}", "/api/v1/scheduled_statuses/[plan]"),
    many("/api/v1/search", "/api/v1/search?q=rooks&limit=40"),
    many("/api/v2/search", "/api/v2/search?q=rooks&limit=40"),
    few("/api/v1/accounts/search", "/api/v1/accounts/search?q=bob"),
    many("/api/v1/blocks", "/api/v1/blocks?limit=80"),
    many("/api/v1/mutes", "/api/v1/mutes?limit=80"),
    few("/api/v1/statuses/{id}", "/api/v1/statuses/[post]"),
    few("/api/v1/polls/{id}", "/api/v1/polls/[poll]"),
    few("/api/v1/statuses/{id}/source", "/api/v1/statuses/[post]/source"),
    few("/api/v1/statuses/{id}/history", "/api/v1/statuses/[poll]/history"),
    few("/api/v1/media/{id}", "/api/v1/media/[picture]"),
    few("/api/v1/accounts/verify_credentials", "/api/v1/accounts/verify_credentials"),
    few("/api/v1/accounts/lookup", "/api/v1/accounts/lookup?acct=bob"),
    few("/api/v1/accounts/{id}", "/api/v1/accounts/[bob]"),
    few("/api/v1/accounts/{id}/featured_tags", "/api/v1/accounts/[bob]/featured_tags"),
    many("/api/v1/accounts/{id}/lists", "/api/v1/accounts/[bob]/lists"),
    few("/api/v1/instance", "/api/v1/instance"),
    few("/api/v2/instance", "/api/v2/instance"),
    few("/api/v1/custom_emojis", "/api/v1/custom_emojis"),
    few("/api/v1/announcements", "/api/v1/announcements"),
    few("/api/v1/trends", "/api/v1/trends"),
    few("/api/v1/trends/tags", "/api/v1/trends/tags"),
    few("/api/v1/trends/statuses", "/api/v1/trends/statuses"),
    few("/api/v1/trends/links", "/api/v1/trends/links"),
    few("/api/v1/instance/rules", "/api/v1/instance/rules"),
    few("/api/v1/instance/peers", "/api/v1/instance/peers"),
    few("/api/v1/suggestions", "/api/v1/suggestions"),
    few("/api/v2/suggestions", "/api/v2/suggestions"),
    few("/api/v1/endorsements", "/api/v1/endorsements"),
    few("/api/v1/domain_blocks", "/api/v1/domain_blocks"),
    many("/api/v1/lists", "/api/v1/lists"),
    few("/api/v1/lists/{id}", "/api/v1/lists/[list]"),
    many("/api/v1/lists/{id}/accounts", "/api/v1/lists/[list]/accounts?limit=0"),
    many("/api/v1/timelines/list/{id}", "/api/v1/timelines/list/[list]?limit=40"),
    many("/api/v1/accounts/familiar_followers", "/api/v1/accounts/familiar_followers?[everybody]"),
    many("/api/v1/follow_requests", "/api/v1/follow_requests?limit=80"),
    many("/api/v1/filters", "/api/v1/filters"),
    few("/api/v1/filters/{id}", "/api/v1/filters/[word]"),
    many("/api/v2/filters", "/api/v2/filters"),
    few("/api/v2/filters/{id}", "/api/v2/filters/[filter]"),
    few("/api/v2/filters/{id}/keywords", "/api/v2/filters/[filter]/keywords"),
    few("/api/v2/filters/keywords/{id}", "/api/v2/filters/keywords/[word]"),
    few("/api/v2/filters/{id}/statuses", "/api/v2/filters/[filter]/statuses"),
    few("/api/v2/filters/statuses/{id}", "/api/v2/filters/statuses/[filtered]"),
    many("/api/v1/followed_tags", "/api/v1/followed_tags?limit=200"),
    few("/api/v1/tags/{name}", "/api/v1/tags/rooks"),
    few("/api/rookery/v1/topics", "/api/rookery/v1/topics"),
    many("/api/rookery/v1/channels", "/api/rookery/v1/channels?limit=40"),
    few("/api/rookery/v1/channels/{id}", "/api/rookery/v1/channels/[bob]"),
    few("/api/rookery/v1/channels/{id}/points", "/api/rookery/v1/channels/[bob]/points"),
    few("/api/rookery/v1/channels/{id}/predictions", "/api/rookery/v1/channels/[bob]/predictions"),
    few("/api/rookery/v1/predictions/{id}", "/api/rookery/v1/predictions/[prediction]"),
    few("/api/rookery/v1/channels/{id}/polls", "/api/rookery/v1/channels/[bob]/polls"),
    few("/api/rookery/v1/polls/{id}", "/api/rookery/v1/polls/[question]"),
    many("/api/rookery/v1/channels/{id}/messages", "/api/rookery/v1/channels/[bob]/messages?limit=80"),
    many("/api/rookery/v1/shop/products", "/api/rookery/v1/shop/products?limit=100"),
    few("/api/rookery/v1/shop/products/{id}", "/api/rookery/v1/shop/products/print-1"),
    few("/api/rookery/v1/shop/cart", "/api/rookery/v1/shop/cart"),
    few("/api/rookery/v1/shop/stock/{id}", "/api/rookery/v1/shop/stock/print-1"),
    many("/api/rookery/v1/shop/events", "/api/rookery/v1/shop/events?limit=100"),
    few("/api/rookery/v1/shop/models", "/api/rookery/v1/shop/models"),
    many("/api/rookery/v1/shop/orders", "/api/rookery/v1/shop/orders?limit=100"),
    few("/api/rookery/v1/shop/orders/{id}", "/api/rookery/v1/shop/orders/[order]"),
    many("/api/rookery/v1/shop/sales", "/api/rookery/v1/shop/sales?limit=100"),
];

/// Every route below `/api` that answers `GET`, as the sources of api-server have it.
pub(crate) fn served() -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../api-server/src")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(path).unwrap().flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.extend(routes(&fs::read_to_string(path).unwrap()));
        }
    }
    assert!(found.len() > 20, "{found:?}");
    found
}

/// The routes of one file. Between a route and the next one stand its methods.
fn routes(source: &str) -> Vec<String> {
    let routes = source.split(".route(").skip(1).filter_map(|rest| {
        let (path, methods) = rest.split_once('"')?.1.split_once('"')?;
        let methods = methods.split("\n}").next()?;
        let is_asked = methods.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "get");
        (is_asked && path.starts_with("/api/")).then(|| path.to_owned())
    });
    routes.collect()
}

#[test]
fn a_route_is_found_with_its_methods() {
    let source = "Router::new()\n.route(\"/api/a\", post(x))\n.route(\n\"/api/{b}\",\nget(y).delete(z))\n.route(\"/c\", get(z))\n}\nget()";
    assert_eq!(routes(source), ["/api/{b}"]);
}
