//! The points that break clients, each by its number; the two of streams are tried where streams are served.
mod bodies;
mod nothing;
mod shapes;

use axum::http::Method;
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

/// A little of everything that can be seen, and somebody to look at it.
struct Scene {
    world: World,
    ada: Member,
    bob: Member,
    /// By Bob, favourited and boosted by Ada.
    post: String,
    /// Ada's answer to it.
    reply: String,
}

impl Scene {
    async fn set() -> Self {
        let world = World::new().await;
        let (ada, bob) = (world.member("ada").await, world.member("bob").await);
        let post = world.post(&bob, "hello @ada, see https://rooks.example/ #rooks").await;
        for (who, path) in [
            (&ada, format!("/api/v1/accounts/{}/follow", bob.id)),
            (&bob, format!("/api/v1/accounts/{}/follow", ada.id)),
            (&ada, format!("/api/v1/statuses/{post}/favourite")),
            (&ada, format!("/api/v1/statuses/{post}/reblog")),
        ] {
            assert_eq!(world.call(Call::post(&path).by(who)).await.status, 200, "{path}");
        }
        let reply = [("status", "@bob hello #rooks"), ("in_reply_to_id", post.as_str())];
        let reply = world.call(Call::post("/api/v1/statuses").form(&reply).by(&ada)).await.id();
        Self { world, ada, bob, post, reply }
    }

    /// Paths of pages that have something on them.
    fn pages(&self) -> Vec<String> {
        let Self { ada, bob, post, .. } = self;
        vec![
            "/api/v1/timelines/home".to_owned(),
            "/api/v1/timelines/public".to_owned(),
            "/api/v1/timelines/tag/rooks".to_owned(),
            format!("/api/v1/accounts/{}/statuses", ada.id),
            format!("/api/v1/accounts/{}/followers", bob.id),
            format!("/api/v1/accounts/{}/following", bob.id),
            format!("/api/v1/statuses/{post}/favourited_by"),
            format!("/api/v1/statuses/{post}/reblogged_by"),
        ]
    }

    /// Paths of everything else that has something to show.
    fn sights(&self) -> Vec<String> {
        let Self { ada, bob, post, reply, .. } = self;
        vec![
            "/api/v1/accounts/verify_credentials".to_owned(),
            format!("/api/v1/accounts/{}", bob.id),
            "/api/v1/accounts/lookup?acct=bob".to_owned(),
            format!("/api/v1/accounts/relationships?id[]={}", bob.id),
            format!("/api/v1/statuses/{post}"),
            format!("/api/v1/statuses/{reply}"),
            format!("/api/v1/statuses/{post}/context"),
            format!("/api/v1/accounts/{}/featured_tags", ada.id),
            "/api/v1/instance".to_owned(),
            "/api/v2/instance".to_owned(),
        ]
    }

    /// Ada looks.
    async fn look(&self, path: &str) -> Seen {
        let seen = self.world.call(Call::get(path).by(&self.ada)).await;
        assert_eq!(seen.status, 200, "{path}: {seen:?}");
        seen
    }
}

#[tokio::test]
async fn point_02_links_are_absolute_and_name_the_next_page_first() {
    let scene = Scene::set().await;
    for path in scene.pages() {
        let seen = scene.look(&format!("{path}?limit=1&x=a%20b")).await;
        let links: Vec<&str> = seen.header("link").split(", ").collect();
        let [next, prev] = links[..] else { panic!("{path}: {links:?}") };
        let address = format!("<https://r.example{path}?limit=1&x=a%20b&");
        for (link, cursor, rel) in [(next, "max_id=", "next"), (prev, "min_id=", "prev")] {
            assert!(link.starts_with(&format!("{address}{cursor}")), "{link}");
            assert!(link.ends_with(&format!("; rel=\"{rel}\"")), "{link}");
        }
    }
}

#[tokio::test]
async fn point_03_links_and_limits_may_be_read_by_pages_of_other_origins() {
    let world = World::with(&[]).await;
    let ada = world.member("ada").await;
    world.post(&ada, "hello").await;
    for call in [
        Call::get("/api/v1/timelines/public?limit=1"),
        Call::get("/api/v1/timelines/home"),
        Call::get("/api/v1/nowhere"),
        Call::new(Method::OPTIONS, "/api/v1/statuses"),
    ] {
        let seen = world.call(call.header("origin", "https://elk.example")).await;
        let exposed = seen.header("access-control-expose-headers").to_lowercase();
        let exposed: Vec<&str> = exposed.split(", ").collect();
        for header in ["link", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"] {
            assert!(exposed.contains(&header), "{header}: {seen:?}");
        }
        assert_eq!(seen.header("access-control-allow-origin"), "*");
    }
    let seen = world.get("/api/v1/timelines/public?limit=1").await;
    for header in ["link", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"] {
        assert!(!seen.header(header).is_empty(), "{header}: {seen:?}");
    }
}

#[tokio::test]
async fn point_08_every_refusal_is_json_with_an_error() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let narrow = world.member_with("narrow", domain::identity::Scopes::stored("read")).await;
    let publish = || Call::post("/api/v1/statuses");
    let large = "x".repeat(100_000);
    for (status, call) in [
        (400, publish().by(&ada).raw("application/json", "{")),
        (401, Call::get("/api/v1/timelines/home")),
        (401, Call::get("/api/v1/instance").header("authorization", "Bearer x")),
        (403, publish().by(&narrow).form(&[("status", "x")])),
        (404, Call::get("/api/v1/nowhere")),
        (404, Call::get("/api/v1/statuses/1")),
        (404, Call::get("/api")),
        (405, Call::delete("/api/v1/instance")),
        (413, publish().by(&ada).raw("application/json", large)),
        (414, Call::get(&format!("/api/v1/accounts/lookup?acct={}", "x".repeat(10_000)))),
        (415, publish().by(&ada).raw("text/plain", "status=x")),
        (422, publish().by(&ada).form(&[("status", "")])),
        (400, Call::post("/oauth/token")),
        (400, Call::post("/oauth/token").form(&[("grant_type", "wish")])),
        (400, Call::post("/oauth/token").raw("application/json", "{")),
        (401, Call::post("/oauth/token").form(&[("grant_type", "client_credentials"), ("client_id", "x")])),
        (405, Call::get("/oauth/token")),
    ] {
        refuses(&world.call(call).await, status);
    }
    let world = World::with(&[("ROOKERY_RATE_LIMIT_ADDRESS", "1")]).await;
    world.get("/api/v1/instance").await;
    refuses(&world.get("/api/v1/instance").await, 429);
}

/// In the one shape that every client can read.
fn refuses(seen: &Seen, status: u16) {
    assert_eq!(seen.status, status, "{seen:?}");
    assert!(seen.header("content-type").starts_with("application/json"), "{seen:?}");
    assert!(seen.body["error"].as_str().is_some_and(|error| !error.is_empty()), "{seen:?}");
}

#[tokio::test]
async fn point_14_a_limit_beyond_the_most_is_cut_down() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let first = world.post(&bob, "#rooks 0").await;
    for n in 1..45 {
        world.post(&bob, &format!("#rooks {n}")).await;
    }
    world.call(Call::post(&format!("/api/v1/accounts/{}/follow", bob.id)).by(&ada)).await;
    for path in [
        "timelines/home",
        "timelines/public",
        "timelines/tag/rooks",
        &format!("accounts/{}/statuses", bob.id),
    ] {
        let rows = async |limit: &str| {
            world.call(Call::get(&format!("/api/v1/{path}?limit={limit}")).by(&ada)).await.ids().len()
        };
        assert_eq!((rows("80").await, rows("1000").await, rows("x").await), (40, 40, 20), "{path}");
    }
    for n in 0..85 {
        let fan = world.member(&format!("fan{n}")).await;
        for path in [format!("accounts/{}/follow", bob.id), format!("statuses/{first}/favourite")] {
            world.call(Call::post(&format!("/api/v1/{path}")).by(&fan)).await;
        }
    }
    for path in [format!("accounts/{}/followers", bob.id), format!("statuses/{first}/favourited_by")] {
        let rows = async |limit: &str| world.get(&format!("/api/v1/{path}?limit={limit}")).await.ids().len();
        assert_eq!((rows("1000").await, rows("x").await), (80, 40), "{path}");
    }
}

#[tokio::test]
async fn point_17_the_address_of_streams_is_scheme_host_and_port() {
    for (told, shown) in [("wss://s.example/", "wss://s.example"), ("ws://s.example:81", "ws://s.example:81")]
    {
        let world = World::with(&[("ROOKERY_STREAMING_URL", told)]).await;
        let (one, two) = (world.get("/api/v1/instance").await, world.get("/api/v2/instance").await);
        assert_eq!(one.body["urls"]["streaming_api"], shown);
        assert_eq!(two.body["configuration"]["urls"]["streaming"], shown);
    }
}

#[tokio::test]
async fn point_18_nodeinfo_names_the_upstream_that_apps_know() {
    let world = World::new().await;
    let links = world.get("/.well-known/nodeinfo/").await.body;
    assert_eq!(
        links["links"][0],
        json!({ "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": "https://r.example/nodeinfo/2.0" })
    );
    let document = world.get("/nodeinfo/2.0").await.body;
    assert_eq!(document["version"], "2.0");
    assert_eq!(document["software"]["name"], "rookery");
    assert_eq!(document["metadata"]["upstream"]["name"], "mastodon");
}

#[tokio::test]
async fn point_19_the_version_begins_like_one_of_mastodon() {
    let world = World::new().await;
    for path in ["/api/v1/instance", "/api/v2/instance"] {
        let seen = world.get(path).await;
        let version = seen.body["version"].as_str().unwrap();
        let (theirs, ours) = version.split_once(' ').unwrap();
        let numbers: Vec<u32> = theirs.split('.').map(|number| number.parse().unwrap()).collect();
        assert!(numbers.len() == 3 && numbers[0] == 4, "{version}");
        assert!(ours.starts_with("(compatible; Rookery "), "{version}");
        let promised = seen.body.get("api_versions").and_then(|versions| versions["mastodon"].as_u64());
        assert_eq!(numbers[1] >= 3, promised.is_some(), "from 4.3 on clients look for api_versions");
    }
}

/// Every value in a document, with the name that it has, outermost first.
fn named<'a>(name: &'a str, value: &'a Value, found: &mut Vec<(&'a str, &'a Value)>) {
    found.push((name, value));
    match value {
        Value::Array(items) => items.iter().for_each(|item| named(name, item, found)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| named(name, value, found)),
        _ => {}
    }
}
