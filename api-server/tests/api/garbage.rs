//! What nobody honest sends: it is refused in the usual shape, and changes nothing.
use axum::http::Method;
use proptest::prelude::*;
use serde_json::json;

use crate::door::{Call, Member, World};

async fn refused_unchanged(world: &World, call: Call) -> u16 {
    let before = world.changes().await;
    let seen = world.call(call).await;
    seen.refuses_somehow();
    assert_eq!(world.changes().await, before);
    seen.status
}

fn publish(by: &Member) -> Call {
    Call::post("/api/v1/statuses").by(by)
}

#[tokio::test]
async fn bodies_that_are_none_are_refused() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let json = "application/json";
    let deep = format!("{{\"status\":\"x\",\"a\":{}{}}}", "[".repeat(40), "]".repeat(40));
    for (kind, body, status) in [
        (json, &b"{"[..], 400),
        (json, b"{\"status\":\"x\"} trailing", 400),
        (json, b"{\"status\":\"x\",\"status\":\"y\"}", 400),
        (json, b"{\"status\":NaN}", 400),
        (json, b"{\"status\":\"\\ud800\"}", 400),
        (json, b"{\"status\":\"\xff\"}", 400),
        (json, b"[1]", 400),
        (json, b"\"x\"", 400),
        (json, deep.as_bytes(), 400),
        ("application/x-www-form-urlencoded", b"status=%ff", 400),
        ("application/x-www-form-urlencoded", b"status[a][b][c][d][e]=x", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-", 400),
        ("multipart/form-data", b"x", 400),
        ("text/plain", b"status=x", 415),
        ("application/xml", b"<status/>", 415),
        ("", b"status=x", 415),
    ] {
        let refused = refused_unchanged(&world, publish(&ada).raw(kind, body)).await;
        assert_eq!(refused, status, "{kind} {:?}", String::from_utf8_lossy(body));
    }
}

#[tokio::test]
async fn bodies_that_are_too_large_or_packed_are_refused() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let large = format!("{{\"status\":\"{}\"}}", "x".repeat(64 * 1024));
    assert_eq!(refused_unchanged(&world, publish(&ada).raw("application/json", large)).await, 413);
    let announced = publish(&ada).json(&json!({ "status": "x" })).header("content-length", "70000");
    assert_eq!(refused_unchanged(&world, announced).await, 413);
    let packed =
        publish(&ada).raw("application/json", b"\x1f\x8b".to_vec()).header("content-encoding", "gzip");
    assert_eq!(refused_unchanged(&world, packed).await, 415);
    let marks = json!({ "status": format!("e{}", "\u{301}".repeat(25_000)) });
    assert_eq!(refused_unchanged(&world, publish(&ada).json(&marks)).await, 422);
    let long = Call::get(&format!("/api/v1/accounts/lookup?acct={}", "x".repeat(20_000)));
    assert_eq!(refused_unchanged(&world, long).await, 414);
}

#[tokio::test]
async fn tokens_that_are_not_ours_are_refused_on_public_endpoints_too() {
    let (world, other) = (World::new().await, World::new().await);
    let (ada, foreign) = (world.member("ada").await, other.member("ada").await);
    let parts: Vec<&str> = ada.token.split('.').collect();
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let tokens = [
        "x".to_owned(),
        String::new(),
        "a.b.c".to_owned(),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{none}.{}.", parts[1]),
        format!("{none}.{}.{}", parts[1], parts[2]),
        format!("{}x", ada.token),
        format!("{} {}", ada.token, ada.token),
        foreign.token,
        "x".repeat(5_000),
    ];
    for token in tokens {
        for path in ["/api/v1/timelines/home", "/api/v1/instance"] {
            let seen = world.call(Call::get(path).header("authorization", &format!("Bearer {token}"))).await;
            seen.refuses(401, "The access token is invalid");
            assert_eq!(seen.header("www-authenticate"), "Bearer error=\"invalid_token\"");
        }
    }
    for header in ["Basic YTpi", "bearer", "Token abc"] {
        let seen = world.call(Call::get("/api/v1/instance").header("authorization", header)).await;
        seen.refuses(401, "The access token is invalid");
    }
}

#[tokio::test]
async fn ids_that_are_none_belong_to_nothing() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    for id in ["x", "-1", "0", "9223372036854775808", "1e3", "%00", "%ff", "..", "1%20", "%F0%9F%90%A6"] {
        for path in [
            format!("/api/v1/statuses/{id}"),
            format!("/api/v1/accounts/{id}"),
            format!("/api/v1/statuses/{id}/context"),
        ] {
            let seen = world.call(Call::get(&path).by(&ada)).await;
            seen.refuses(404, "Record not found");
        }
    }
}

const CALLS: [(&str, &str); 12] = [
    ("POST", "/api/v1/statuses"),
    ("POST", "/auth/register"),
    ("POST", "/auth/login"),
    ("POST", "/api/v1/accounts/1/follow"),
    ("POST", "/api/v1/statuses/1/reblog"),
    ("DELETE", "/api/v1/statuses/1"),
    ("GET", "/api/v1/accounts/relationships"),
    ("GET", "/api/v1/accounts/lookup"),
    ("GET", "/api/v1/timelines/tag/x"),
    ("GET", "/api/v1/timelines/home"),
    ("GET", "/api/v1/accounts/1/statuses"),
    ("PATCH", "/api/v1/nowhere"),
];

const KINDS: [&str; 5] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=",
    "text/html",
];

fn somebody_elses_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,20}".prop_map(Into::into),
    ];
    let name = prop_oneof![
        Just("status"),
        Just("visibility"),
        Just("sensitive"),
        Just("id"),
        Just("email"),
        Just("poll")
    ];
    leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::hash_map(name.clone().prop_map(str::to_owned), inner, 0..4)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_fall_over(
        (method, path) in prop::sample::select(&CALLS[..]),
        kind in prop::sample::select(&KINDS[..]),
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            somebody_elses_json().prop_map(|json| json.to_string().into_bytes()),
            "(status|id|limit|any)(\\[[a-z0-9]{0,2}\\]){0,6}=.{0,10}(&[a-z\\[\\]%]{0,9}=%?[0-9a-f]{0,3}){0,3}".prop_map(String::into_bytes),
        ],
        query in "[a-z_\\[\\]%0-9=&+]{0,40}",
        token in prop::option::of("[ -~]{0,40}"),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            let ada = world.member("ada").await;
            let call = Call::new(Method::from_bytes(method.as_bytes()).unwrap(), &format!("{path}?{query}")).raw(kind, body);
            let call = match token {
                Some(token) => call.header("authorization", &token),
                None => call.by(&ada),
            };
            let seen = world.call(call).await;
            assert!(seen.status < 500, "{seen:?}");
            assert!(seen.header("content-type").starts_with("application/json"), "{seen:?}");
            assert!(seen.status < 400 || seen.body["error"].is_string(), "{seen:?}");
        });
    }
}
