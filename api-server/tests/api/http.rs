//! What holds for every call.
use axum::http::Method;

use crate::door::{Call, World};

#[tokio::test]
async fn every_answer_may_be_read_by_pages_of_other_origins() {
    let world = World::new().await;
    for path in [
        "/api/v1/instance",
        "/api/v1/timelines/home",
        "/api/v1/nowhere",
        "/.well-known/nodeinfo",
        "/nodeinfo/2.0",
    ] {
        let seen = world.call(Call::get(path).header("origin", "https://elk.example")).await;
        assert_eq!(seen.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(
            seen.header("access-control-expose-headers"),
            "Idempotent-Replayed, Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, X-Rookery-Position, X-Shop-Position"
        );
        assert_eq!(seen.header("access-control-allow-credentials"), "");
    }
    for path in ["/", "/auth/login", "/healthz"] {
        assert_eq!(world.get(path).await.header("access-control-allow-origin"), "", "{path}");
    }
}

#[tokio::test]
async fn browsers_that_ask_beforehand_are_told_yes() {
    let world = World::new().await;
    let ask = Call::new(Method::OPTIONS, "/api/v1/statuses")
        .header("origin", "https://elk.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,idempotency-key");
    let seen = world.call(ask).await;
    assert_eq!(seen.status, 204);
    assert_eq!(seen.header("access-control-allow-origin"), "*");
    assert_eq!(seen.header("access-control-allow-headers"), "authorization,idempotency-key");
    assert!(seen.header("access-control-allow-methods").contains("PATCH"));
    assert_eq!(seen.header("access-control-max-age"), "86400");
}

#[tokio::test]
async fn what_is_not_there_is_said_in_json_to_programs() {
    let world = World::new().await;
    for path in
        ["/api/v1/nowhere", "/api", "/api/v9", "/oauth/x", "/auth/x", "/nodeinfo/1.0", "/.well-known/x"]
    {
        world.get(path).await.refuses(404, "Record not found");
    }
    world.call(Call::post("/anywhere")).await.refuses(404, "Record not found");
    let seen = world.call(Call::delete("/api/v1/instance")).await;
    seen.refuses(405, "Method not allowed");
    assert_eq!(seen.header("allow"), "GET,HEAD");
    let seen = world.call(Call::get("/auth/login")).await;
    seen.refuses(405, "Method not allowed");
    assert_eq!(seen.header("allow"), "POST");
}

#[tokio::test]
async fn heads_are_answered() {
    let world = World::new().await;
    for path in ["/", "/api/v1/instance/", "/healthz"] {
        assert_eq!(world.call(Call::new(Method::HEAD, path)).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_request_has_an_id() {
    let world = World::new().await;
    let theirs = "0190a5c4-1111-7222-8333-444455556666";
    let seen = world.call(Call::get("/api/v1/instance").header("x-request-id", theirs)).await;
    assert_eq!(seen.header("x-request-id"), theirs);
    let seen = world.call(Call::get("/api/v1/instance").header("x-request-id", "<script>")).await;
    assert!(uuid::Uuid::try_parse(seen.header("x-request-id")).is_ok(), "{seen:?}");
}

#[tokio::test]
async fn operators_see_how_it_goes() {
    let world = World::new().await;
    assert_eq!(world.get("/readyz").await.body["ready"], true);
    world.get("/api/v1/statuses/12345").await;
    let seen = world.get("/metrics").await;
    let page = String::from_utf8(seen.bytes).unwrap();
    assert!(
        page.contains(r#"http_requests_total{method="GET",route="/api/v1/statuses/{id}",status="404"}"#),
        "{page}"
    );
    assert!(!page.contains("12345"), "{page}");
}

#[tokio::test]
async fn whoever_asks_for_another_host_is_told_so() {
    let world = World::new().await;
    let ask = |path: &'static str, host: &'static str| world.call(Call::get(path).header("host", host));
    assert_eq!(ask("/api/v1/instance", "anything:8000").await.status, 200);
    assert_eq!(ask("http://r.example/api/v1/instance", "r.example").await.status, 200);
    ask("http://evil.example/api/v1/instance", "r.example").await.refuses(421, "Misdirected request");
    ask("/api/v1/instance", "a b\"<>").await.refuses(400, "Host is not valid");
}
