//! The pages for people.
use serde_json::{Value, json};

use crate::door::World;
use crate::shop::{keeper, puts, rook, with};

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

#[tokio::test]
async fn the_page_of_a_product_tells_machines_what_it_is_and_no_word_of_it_runs() {
    let world = World::new().await;
    let keeper = keeper(&world).await;
    let name = "Rook </script><script>alert(1)</script> & <b>";
    puts(&world, &keeper, "rook.b", &with(rook(), "name", name)).await;
    let seen = world.get("/shop/products/rook.b").await;
    let html = String::from_utf8(seen.bytes).unwrap();
    assert_eq!((seen.status, html.contains("alert(1)</script>")), (200, false), "{html}");
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").expect("facts");
    let facts: Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(
        (&facts["@type"], &facts["name"], &facts["sku"]),
        (&json!("Product"), &json!(name), &json!("rook.b"))
    );
    let offer = &facts["offers"];
    let said = (&offer["price"], &offer["priceCurrency"], &offer["availability"]);
    assert_eq!(said, (&json!("19.95"), &json!("EUR"), &json!("https://schema.org/OutOfStock")));
    for nothing in ["/shop/products/crow", "/shop/products/a%20b", "/shop/products/", "/shop/cart", "/shop"] {
        let seen = world.get(nothing).await;
        assert_eq!(
            (seen.status, seen.header("content-type")),
            (200, "text/html; charset=utf-8"),
            "{nothing}"
        );
    }
}
