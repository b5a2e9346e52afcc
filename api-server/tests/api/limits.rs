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

#[tokio::test]
async fn taking_back_is_counted_by_itself_too_and_the_count_that_ends_first_is_told() {
    let world = World::with(&[("ROOKERY_RATE_LIMIT_DELETES", "2")]).await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let ids = [world.post(&ada, "one").await, world.post(&ada, "two").await, world.post(&ada, "three").await];
    let path = |id: &str| format!("/api/v1/statuses/{id}");
    let seen = world.call(Call::delete(&path(&ids[0])).by(&ada)).await;
    assert_eq!((seen.status, seen.header("x-ratelimit-limit")), (200, "2"));
    assert_eq!(seen.header("x-ratelimit-remaining"), "1");
    let unboost = Call::post(&format!("{}/unreblog/", path(&ids[1]))).by(&ada);
    assert_eq!(world.call(unboost).await.header("x-ratelimit-remaining"), "0");
    let seen = world.call(Call::delete(&path(&ids[1])).by(&ada)).await;
    seen.refuses(429, "Too many requests");
    assert!(seen.header("retry-after").parse::<u64>().unwrap() <= 1800, "{seen:?}");
    let seen = world.call(Call::get(&path(&ids[1])).by(&ada)).await;
    assert_eq!((seen.status, seen.header("x-ratelimit-limit")), (200, "300"), "the post is still there");
    world.call(Call::delete(&path(&ids[2])).by(&bob)).await.refuses(404, "Record not found");
}

#[tokio::test]
async fn an_ipv6_network_is_one_and_each_limit_is_mastodons() {
    let world = World::with(&[("ROOKERY_TRUSTED_PROXIES", "0.0.0.0")]).await;
    let left = async |from: &str| {
        let seen = world.call(Call::get("/api/v1/instance").header("x-forwarded-for", from)).await;
        assert_eq!(seen.header("x-ratelimit-limit"), "300");
        seen.header("x-ratelimit-remaining").to_owned()
    };
    assert_eq!(left("2001:db8:1:2::1").await, "299");
    assert_eq!(left("2001:db8:1:2:ffff::9").await, "298");
    assert_eq!(left("2001:db8:1:3::1").await, "299");
    assert_eq!(left("192.0.2.1").await, "299");
    assert_eq!(left("::ffff:192.0.2.1").await, "298");
}
