//! `/openapi.json`: it is complete, and says nothing that is not so.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::http::Method;

use crate::door::{Call, World};

/// What others have described already, and what is a page or belongs to one.
const NOT_OURS: [&str; 8] =
    ["/api/v", "/oauth/", "/.well-known/", "/nodeinfo/", "/assets/", "/media/", "/pictures/", "/pages/"];
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

type Operations = BTreeSet<(String, String)>;

/// What the sources route.
fn served() -> Operations {
    let mut found = Operations::new();
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(path).unwrap().flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.extend(routes(&fs::read_to_string(path).unwrap()));
        }
    }
    found
}

/// The routes of one file. Between a route and the next one stand its methods.
fn routes(source: &str) -> Operations {
    let mut found = Operations::new();
    for rest in source.split(".route(").skip(1) {
        let Some((path, rest)) = rest.split_once('"').and_then(|(_, rest)| rest.split_once('"')) else {
            continue;
        };
        let methods =
            rest.split("\n}").next().unwrap_or_default().replace("::get", "").replace("::delete", "");
        let words =
            methods.split('(').filter_map(|before| before.rsplit(|l: char| !l.is_alphanumeric()).next());
        let methods = words.filter(|word| METHODS.contains(word));
        if path.starts_with('/') && !NOT_OURS.iter().any(|root| path.starts_with(root)) {
            found.extend(methods.map(|method| (path.to_owned(), method.to_owned())));
        }
    }
    found
}

async fn described(world: &World) -> Operations {
    let document = world.get("/openapi.json").await.body;
    let paths = document["paths"].as_object().unwrap();
    let of = |path: &String| {
        let operations = paths[path].as_object().unwrap();
        operations.keys().map(|method| (path.clone(), method.clone())).collect::<Vec<_>>()
    };
    paths.keys().flat_map(of).collect()
}

#[tokio::test]
async fn everything_that_is_our_own_is_described_and_nothing_else() {
    let described = described(&World::new().await).await;
    let served = served();
    assert!(served.len() > 10, "{served:?}");
    let missing: Vec<_> = served.difference(&described).collect();
    assert!(missing.is_empty(), "tell of these in api-server/src/description: {missing:?}");
    let made_up: Vec<_> = described.difference(&served).collect();
    assert!(made_up.is_empty(), "nobody serves these: {made_up:?}");
}

#[tokio::test]
async fn what_is_described_is_served() {
    let world = World::new().await;
    // another server that nobody named is not there, nor a channel that nobody opened
    let named = |(path, _): &(String, String)| {
        !path.contains("{name}")
            && !path.starts_with("/api/rookery/v1/channels/{")
            && !path.starts_with("/api/rookery/v1/predictions/")
            && !path.starts_with("/api/rookery/v1/polls/")
            && !path.starts_with("/api/rookery/v1/shop/products/")
            && !path.starts_with("/api/rookery/v1/shop/stock/")
            && !path.starts_with("/api/rookery/v1/shop/orders/{")
    };
    for (path, method) in described(&world).await.into_iter().filter(named) {
        let method: Method = method.to_uppercase().parse().unwrap();
        let id = if path.contains("/apps/") { "1" } else { "00000000-0000-0000-0000-000000000000" };
        let call = Call::new(method.clone(), &path.replace("{id}", id));
        let seen = world.call(call).await;
        assert!(![404, 405].contains(&seen.status), "{method} {path}: {}", seen.status);
    }
}

#[tokio::test]
async fn its_words_lead_somewhere_and_its_limits_are_those_of_the_rules() {
    let world = World::new().await;
    let document = world.get("/openapi.json").await.body;
    let text = document.to_string();
    for reference in text.split("\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference} leads nowhere");
    }
    let field = |path: &str| {
        &document["paths"]["/auth/register"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
            [path]
    };
    assert_eq!((&field("username")["maxLength"], &field("password")["minLength"]), (&30.into(), &8.into()));
}

#[test]
fn a_route_is_found_with_its_methods() {
    let source = "Router::new()\n.route(\"/a\", post(x::get))\n.route(\n\"/{b}\",\nget(y).delete(z))\n.route(\"/api/v1/c\", get(z))\n}\nget()";
    let found = routes(source).into_iter().map(|(path, method)| format!("{method} {path}"));
    assert_eq!(found.collect::<Vec<_>>(), ["post /a", "delete /{b}", "get /{b}"]);
}
