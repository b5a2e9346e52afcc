//! The pages for people.
use crate::door::World;

#[tokio::test]
async fn every_other_address_is_the_web_page_under_a_strict_policy() {
    let world = World::new().await;
    for path in ["/", "/home", "/@ada", "/@ada/1", "/tags/rook", "/@a.b"] {
        let seen = world.get(path).await;
        assert_eq!((seen.status, seen.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        assert!(seen.bytes.starts_with(b"<!doctype html>"), "{path}");
        let policy = seen.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("script-src 'self';"),
            "{policy}"
        );
        assert!(policy.contains("connect-src 'self' ws://127.0.0.1:8001 http://127.0.0.1:8001"), "{policy}");
        assert_eq!(seen.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn those_without_a_picture_have_one() {
    let world = World::new().await;
    for name in ["avatar", "header", "rookery"] {
        let seen = world.get(&format!("/pictures/{name}.png")).await;
        assert_eq!((seen.status, seen.header("content-type")), (200, "image/png"));
        assert!(seen.bytes.starts_with(b"\x89PNG"));
        assert_eq!(seen.header("access-control-allow-origin"), "*");
    }
}

#[tokio::test]
async fn no_path_leads_out_of_what_is_embedded() {
    let world = World::new().await;
    for path in [
        "/assets/..%2f..%2fCargo.toml",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/%00",
        "/assets/%252e%252e%252fCargo.toml",
        "/pictures/..%2fmod.rs",
        "/..%2f..%2fCargo.toml",
        "/../Cargo.toml",
        "/nothing.js",
    ] {
        assert_eq!(world.get(path).await.status, 404, "{path}");
    }
}
