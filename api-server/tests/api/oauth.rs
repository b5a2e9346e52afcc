//! Apps register, and get tokens.
use axum::http::Method;
use serde_json::json;

use crate::door::{Call, Registered, Seen, World};

const OOB: &str = "urn:ietf:wg:oauth:2.0:oob";

impl Seen {
    /// It says no in OAuth's shape.
    fn refuses_with(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.body["error"].as_str()), (status, Some(code)), "{self:?}");
        assert!(self.body["error_description"].is_string(), "{self:?}");
        assert!(self.header("content-type").starts_with("application/json"), "{self:?}");
        assert_eq!(self.header("cache-control"), "no-store");
    }
}

fn bearer(call: Call, token: &str) -> Call {
    call.header("authorization", &format!("Bearer {token}"))
}

async fn app_token(world: &World, app: &Registered) -> String {
    let form = [("grant_type", "client_credentials"), ("client_id", &app.id), ("client_secret", &app.secret)];
    let seen = world.call(Call::post("/oauth/token").form(&form)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    seen.body["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_app_registers_in_any_form_and_is_shown_its_secret_once() {
    let world = World::new().await;
    let call = || Call::post("/api/v1/apps/");
    let fields = json!({
        "client_name": "toot", "redirect_uris": OOB, "scopes": "read write", "website": "https://toot.example",
    });
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"client_name\"\r\n\r\ntoot\r\n\
        --x\r\nContent-Disposition: form-data; name=\"redirect_uris\"\r\n\r\nhttps://a/\r\n--x--\r\n";
    let seen = world.call(call().json(&fields)).await;
    let secret = seen.body["client_secret"].as_str().unwrap();
    assert!(secret.len() >= 43 && seen.body["client_id"] != seen.body["client_secret"]);
    assert_eq!(
        seen.body,
        json!({
            "id": "1", "name": "toot", "website": "https://toot.example", "scopes": ["read", "write"],
            "redirect_uris": [OOB], "redirect_uri": OOB, "client_id": seen.body["client_id"],
            "client_secret": secret, "client_secret_expires_at": 0,
        })
    );
    let several = json!({ "client_name": "a", "redirect_uris": ["https://a/", "b.c:/d"], "website": null });
    let seen = world.call(call().json(&several)).await;
    assert_eq!(seen.body["redirect_uri"], "https://a/\nb.c:/d");
    assert_eq!((&seen.body["scopes"], &seen.body["website"]), (&json!(["read"]), &json!(null)));
    let form = [("client_name", "a"), ("redirect_uris", "https://a/ https://b/\nhttps://c/")];
    let seen = world.call(call().form(&form)).await;
    assert_eq!(seen.body["redirect_uris"].as_array().unwrap().len(), 3);
    let seen = world.call(call().raw("multipart/form-data; boundary=x", multipart)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
}

#[tokio::test]
async fn an_app_that_makes_no_sense_is_refused() {
    let world = World::new().await;
    let good = json!({ "client_name": "a", "redirect_uris": OOB });
    let long = "x".repeat(2_001);
    for (field, value, words) in [
        ("client_name", json!(null), "Application name can't be blank"),
        ("client_name", json!("x".repeat(61)), "Application name is too long (maximum is 60 characters)"),
        ("redirect_uris", json!(null), "Redirect URI can't be blank"),
        ("redirect_uris", json!(" "), "Redirect URI can't be blank"),
        ("redirect_uris", json!("nowhere"), "Redirect URI must be an absolute URI."),
        ("redirect_uris", json!("javascript:alert(1)"), "Redirect URI is forbidden by the server."),
        (
            "redirect_uris",
            json!(format!("https://a/{long}")),
            "Redirect URI is too long (maximum is 2000 characters)",
        ),
        ("scopes", json!("read all"), "Scopes doesn't match configured on the server"),
        ("website", json!("javascript:alert(1)"), "Website is not a valid URL"),
        ("website", json!(format!("https://a/{long}")), "Website is not a valid URL"),
    ] {
        let mut wrong = good.clone();
        wrong[field] = value;
        let seen = world.call(Call::post("/api/v1/apps").json(&wrong)).await;
        seen.refuses(422, &format!("Validation failed: {words}"));
    }
    assert_eq!(world.app("read").await.number, "1", "nothing was saved");
}

#[tokio::test]
async fn an_app_gets_a_token_for_itself_in_any_form() {
    let world = World::new().await;
    let app = world.app("read write").await;
    let (id, secret) = (app.id.as_str(), app.secret.as_str());
    let fields = json!({
        "grant_type": "client_credentials", "client_id": id, "client_secret": secret, "scope": "write read",
    });
    let seen = world.call(Call::post("/oauth/token/").json(&fields)).await;
    assert_eq!((seen.status, seen.header("cache-control")), (200, "no-store"));
    assert_eq!(seen.header("access-control-allow-origin"), "*");
    assert_eq!((&seen.body["token_type"], &seen.body["scope"]), (&json!("Bearer"), &json!("write read")));
    assert!(seen.body["created_at"].is_i64() && seen.body.get("expires_in").is_none());
    let basic = format!("Basic {}", base64(&format!("{id}:{secret}")));
    let by_basic = Call::post("/oauth/token")
        .form(&[("grant_type", "client_credentials")])
        .header("authorization", &basic);
    let seen = world.call(by_basic).await;
    assert_eq!((seen.status, &seen.body["scope"]), (200, &json!("read")));
    let token = seen.body["access_token"].as_str().unwrap().to_owned();
    let seen = world.call(bearer(Call::get("/api/v1/apps/verify_credentials"), &token)).await;
    assert_eq!(
        seen.body,
        json!({
            "id": app.number, "name": "crow", "website": null, "scopes": ["read", "write"],
            "redirect_uris": [OOB], "redirect_uri": OOB,
        })
    );
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[tokio::test]
async fn the_token_of_an_app_itself_reads_what_is_public_and_is_nobody() {
    let world = World::new().await;
    let token = app_token(&world, &world.app("read write").await).await;
    assert_eq!(world.call(bearer(Call::get("/api/v1/timelines/public"), &token)).await.status, 200);
    for call in [Call::get("/api/v1/accounts/verify_credentials"), Call::get("/api/v1/timelines/home")] {
        let seen = world.call(bearer(call, &token)).await;
        seen.refuses(422, "This method requires an authenticated user");
    }
    let publish = Call::post("/api/v1/statuses").form(&[("status", "caw")]);
    world.call(bearer(publish, &token)).await.refuses(403, "This action is outside the authorized scopes");
    assert_eq!(world.changes().await, 0);
}

#[tokio::test]
async fn a_token_that_is_no_apps_knows_no_app() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let path = "/api/v1/apps/verify_credentials";
    world.call(Call::get(path).by(&ada)).await.refuses(404, "Record not found");
    world.get(path).await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn whoever_shows_nothing_good_gets_no_token() {
    let world = World::new().await;
    let app = world.app("read:statuses").await;
    let (id, secret) = (app.id.as_str(), app.secret.as_str());
    let long = "x".repeat(5_000);
    for (grant, id, secret, scope, status, code) in [
        ("client_credentials", "nobody", secret, "", 401, "invalid_client"),
        ("client_credentials", id, "wrong", "", 401, "invalid_client"),
        ("client_credentials", id, "", "", 401, "invalid_client"),
        ("client_credentials", &long, secret, "", 401, "invalid_client"),
        ("client_credentials", id, &long, "", 401, "invalid_client"),
        ("client_credentials", id, secret, "read", 400, "invalid_scope"),
        ("client_credentials", id, secret, "everything", 400, "invalid_scope"),
        ("client_credentials", id, secret, &long, 400, "invalid_scope"),
        ("refresh_token", id, secret, "", 400, "unsupported_grant_type"),
        ("password", id, secret, "", 400, "unsupported_grant_type"),
        ("", id, secret, "", 400, "unsupported_grant_type"),
    ] {
        let form = [("grant_type", grant), ("client_id", id), ("client_secret", secret), ("scope", scope)];
        world.call(Call::post("/oauth/token").form(&form)).await.refuses_with(status, code);
    }
    let token = || Call::post("/oauth/token");
    world.call(token()).await.refuses_with(400, "invalid_request");
    world.call(token().raw("application/json", "{")).await.refuses_with(400, "invalid_request");
    let nothing = json!({ "grant_type": "client_credentials" });
    world.call(token().json(&nothing)).await.refuses_with(401, "invalid_client");
    let list = json!({ "grant_type": ["client_credentials"] });
    world.call(token().json(&list)).await.refuses_with(400, "invalid_request");
    world.call(token().raw("text/plain", "x")).await.refuses_somehow();
    let seen = world.call(Call::new(Method::GET, "/oauth/token")).await;
    seen.refuses(405, "Method not allowed");
}

#[tokio::test]
async fn an_app_asks_for_the_password_itself_only_where_that_is_switched_on() {
    let on = [("ROOKERY_PASSWORD_GRANT", "true"), ("ROOKERY_RATE_LIMIT_WRONG_PASSWORDS", "2")];
    let world = World::with(&on).await;
    let ada = world.member("ada").await;
    let app = world.app("read write").await;
    let ask = |password: &'static str, scope: &'static str| {
        let form = [
            ("grant_type", "password"),
            ("client_id", &app.id),
            ("client_secret", &app.secret),
            ("username", "ada@r.example"),
            ("password", password),
            ("scope", scope),
        ];
        world.call(Call::post("/oauth/token").form(&form))
    };
    let seen = ask("correct horse", "write").await;
    assert_eq!((seen.status, &seen.body["scope"]), (200, &json!("write")));
    let token = seen.body["access_token"].as_str().unwrap();
    let seen = world.call(bearer(Call::post("/api/v1/statuses").form(&[("status", "caw")]), token)).await;
    assert_eq!(seen.body["account"]["id"], ada.id);
    ask("correct horse", "follow push").await.refuses_with(400, "invalid_scope");
    ask("wrong horse", "read").await.refuses_with(400, "invalid_grant");
    ask("short", "read").await.refuses_with(400, "invalid_grant");
    ask("wrong horse", "read").await.refuses_with(400, "invalid_grant");
    ask("correct horse", "read").await.refuses(429, "Too many requests");
}

#[tokio::test]
async fn a_token_for_the_profile_knows_whose_it_is_and_no_more() {
    let world = World::new().await;
    let ada = world.member_with("ada", domain::identity::Scopes::parse("profile").unwrap()).await;
    let seen = world.call(Call::get("/api/v1/accounts/verify_credentials").by(&ada)).await;
    assert_eq!((seen.status, seen.id()), (200, ada.id.clone()));
    let seen = world.call(Call::get("/api/v1/timelines/home").by(&ada)).await;
    seen.refuses(403, "This action is outside the authorized scopes");
}
