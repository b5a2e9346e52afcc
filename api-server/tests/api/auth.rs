//! Registering and logging in.
use serde_json::json;

use crate::door::{Call, World};

fn ada() -> serde_json::Value {
    json!({ "username": "ada", "email": "ada@r.example", "password": "correct horse" })
}

#[tokio::test]
async fn whoever_registers_can_act_at_once() {
    let world = World::new().await;
    let seen = world.call(Call::post("/auth/register").json(&ada())).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    assert_eq!(seen.body["token_type"], "Bearer");
    assert_eq!(seen.body["scope"], "read write follow push");
    assert!(seen.body["created_at"].is_i64());
    assert_eq!(seen.body["account"]["username"], "ada");
    assert_eq!(seen.header("cache-control"), "no-store");
    let token = seen.body["access_token"].as_str().unwrap();
    let me =
        Call::get("/api/v1/accounts/verify_credentials").header("authorization", &format!("Bearer {token}"));
    let me = world.call(me).await;
    assert_eq!((me.status, &me.body["id"]), (200, &seen.body["account"]["id"]));
    assert_eq!(me.body["source"]["privacy"], "public");
}

#[tokio::test]
async fn the_right_password_gives_a_token_and_any_other_the_same_no() {
    let world = World::new().await;
    world.call(Call::post("/auth/register").json(&ada())).await;
    let log_in = |email: &'static str, password: &'static str| {
        world.call(Call::post("/auth/login").form(&[("email", email), ("password", password)]))
    };
    let seen = log_in("ADA@r.example", "correct horse").await;
    assert_eq!((seen.status, &seen.body["account"]["acct"]), (200, &json!("ada")));
    for (email, password) in [
        ("ada@r.example", "wrong horse"),
        ("bob@r.example", "correct horse"),
        ("nonsense", "correct horse"),
        ("ada@r.example", "x"),
    ] {
        log_in(email, password).await.refuses(401, "invalid_credentials");
    }
}

#[tokio::test]
async fn all_that_is_wrong_with_a_registration_is_said_at_once() {
    let world = World::new().await;
    let seen = world
        .call(
            Call::post("/auth/register")
                .json(&json!({ "username": "a b", "email": "", "password": "short" })),
        )
        .await;
    seen.refuses(
        422,
        "Validation failed: Username must contain only letters, numbers and underscores, Email can't be blank, \
         Password is too short (minimum is 8 characters)",
    );
    assert_eq!(
        seen.body["details"],
        json!({
            "username": [{ "error": "ERR_INVALID", "description": "must contain only letters, numbers and underscores" }],
            "email": [{ "error": "ERR_BLANK", "description": "can't be blank" }],
            "password": [{ "error": "ERR_TOO_SHORT", "description": "is too short (minimum is 8 characters)" }],
        })
    );
    assert_eq!(world.changes().await, 0);
}

#[tokio::test]
async fn a_name_and_an_address_belong_to_one() {
    let world = World::new().await;
    let register = |username: &str, email: &str| {
        let form = json!({ "username": username, "email": email, "password": "correct horse" });
        world.call(Call::post("/auth/register").json(&form))
    };
    assert_eq!(register("ada", "ada@r.example").await.status, 200);
    let seen = register("ADA", "other@r.example").await;
    seen.refuses(422, "Validation failed: Username has already been taken");
    assert_eq!(seen.body["details"]["username"][0]["error"], "ERR_TAKEN");
    let seen = register("bob", "ADA@r.example").await;
    assert_eq!(seen.body["details"]["email"][0]["error"], "ERR_TAKEN");
    register("admin", "x@r.example").await.refuses(422, "Validation failed: Username is reserved");
}

#[tokio::test]
async fn a_closed_server_lets_nobody_register() {
    let world = World::with(&[("ROOKERY_REGISTRATIONS", "false")]).await;
    world.call(Call::post("/auth/register").json(&ada())).await.refuses(403, "Registrations are closed");
    assert_eq!(world.get("/api/v2/instance").await.body["registrations"]["enabled"], false);
}

#[tokio::test]
async fn no_cookie_and_no_other_place_holds_a_token() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let home = format!("/api/v1/timelines/home?access_token={}", ada.token);
    world.get(&home).await.refuses(401, "The access token is invalid");
    let cookie = Call::get("/api/v1/timelines/home").header("cookie", &format!("access_token={}", ada.token));
    world.call(cookie).await.refuses(401, "The access token is invalid");
}
