//! Those who ask too often.
use crate::door::{Call, World};

#[tokio::test]
async fn a_member_is_told_how_much_is_left_and_refused_after_that() {
    let world = World::with(&[("ROOKERY_RATE_LIMIT", "2"), ("ROOKERY_RATE_LIMIT_ADDRESS", "1")]).await;
    let ada = world.member("ada").await;
    let home = || world.call(Call::get("/api/v1/timelines/home").by(&ada));
    let seen = home().await;
    assert_eq!((seen.header("x-ratelimit-limit"), seen.header("x-ratelimit-remaining")), ("2", "1"));
    assert!(seen.header("x-ratelimit-reset").contains(".000Z"), "{seen:?}");
    home().await;
    let seen = home().await;
    seen.refuses(429, "Too many requests");
    assert!(seen.header("retry-after").parse::<u64>().unwrap() <= 300);
    assert_eq!(seen.header("access-control-allow-origin"), "*");
    assert_eq!(world.get("/api/v1/instance").await.status, 200);
    world.get("/api/v1/instance").await.refuses(429, "Too many requests");
    let bob = world.member("bob").await;
    assert_eq!(world.call(Call::get("/api/v1/timelines/home").by(&bob)).await.status, 200);
    assert_eq!(world.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn wrong_passwords_are_slowed_down_for_whoever_tries_and_nobody_else() {
    let world = World::with(&[("ROOKERY_TRUSTED_PROXIES", "0.0.0.0")]).await;
    world.member("ada").await;
    let log_in = |password: &'static str, from: &'static str| {
        let form = [("email", "ada@r.example"), ("password", password)];
        world.call(Call::post("/auth/login").form(&form).header("x-forwarded-for", from))
    };
    for _ in 0..5 {
        log_in("wrong horse", "1.2.3.4").await.refuses(401, "invalid_credentials");
    }
    log_in("correct horse", "1.2.3.4").await.refuses(429, "Too many requests");
    assert_eq!(log_in("correct horse", "4.3.2.1").await.status, 200);
}

#[tokio::test]
async fn an_address_registers_so_many() {
    let world = World::with(&[("ROOKERY_RATE_LIMIT_REGISTRATIONS", "2")]).await;
    for n in 0..3 {
        let (name, email) = (format!("n{n}"), format!("n{n}@r.example"));
        let form = [("username", name.as_str()), ("email", &email), ("password", "correct horse")];
        let seen = world.call(Call::post("/auth/register").form(&form)).await;
        assert_eq!(seen.status, if n < 2 { 200 } else { 429 }, "{seen:?}");
    }
}

#[tokio::test]
async fn nothing_is_limited_where_limits_are_off() {
    let world = World::new().await;
    let seen = world.get("/api/v1/instance").await;
    assert_eq!((seen.status, seen.header("x-ratelimit-limit")), (200, ""));
}
