//! Registering where somebody has to approve, and through an app.
use serde_json::json;

use crate::door::{Call, Seen, World};

const APPROVED: [(&str, &str); 2] = [("ROOKERY_RATE_LIMIT", "0"), ("ROOKERY_REGISTRATIONS", "approval")];

async fn log_in(world: &World) -> Seen {
    let form = [("email", "ada@r.example"), ("password", "correct horse")];
    world.call(Call::post("/auth/login").form(&form)).await
}

#[tokio::test]
async fn where_somebody_has_to_approve_nobody_is_there_before() {
    let world = World::with(&APPROVED).await;
    assert_eq!(world.get("/api/v2/instance").await.body["registrations"]["approval_required"], true);
    let form = json!({
        "username": "ada", "email": "ada@r.example", "password": "correct horse", "reason": "I like rooks",
    });
    let seen = world.call(Call::post("/auth/register").json(&form)).await;
    assert!(seen.status == 200 && seen.body.get("access_token").is_none(), "{seen:?}");
    log_in(&world).await.refuses(403, "this account has not been approved yet");
    let lookup = || world.get("/api/v1/accounts/lookup?acct=ada");
    lookup().await.refuses(404, "Record not found");
    let accounts = &world.use_cases.accounts;
    let waiting = accounts.waiting().await.unwrap();
    let [(ada, profile)] = &waiting[..] else { panic!("{waiting:?}") };
    assert_eq!((ada.reason.as_str(), profile.account.username.as_str()), ("I like rooks", "ada"));
    world.letters().await;
    assert!(accounts.approve(ada, profile, &crate::door::nobodys()).await.unwrap());
    assert!(world.letters().await[0].text.contains("you may log in now"));
    assert_eq!((log_in(&world).await.status, lookup().await.status), (200, 200));
    assert!(accounts.waiting().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_app_registers_somebody_and_acts_for_them() {
    let world = World::new().await;
    let app = world.app("read write").await;
    let grant = [
        ("grant_type", "client_credentials"),
        ("client_id", app.id.as_str()),
        ("client_secret", app.secret.as_str()),
        ("scope", "read write"),
    ];
    let seen = world.call(Call::post("/oauth/token").form(&grant)).await;
    let bearer = format!("Bearer {}", seen.body["access_token"].as_str().unwrap());
    let register = |change: (&'static str, &'static str)| {
        let mut form = vec![
            ("username", "ada"),
            ("email", "ada@r.example"),
            ("password", "correct horse"),
            ("agreement", "true"),
            ("locale", "en"),
        ];
        form.retain(|(name, _)| *name != change.0);
        form.push(change);
        world.call(Call::post("/api/v1/accounts").form(&form).header("authorization", &bearer))
    };
    let seen = register(("agreement", "false")).await;
    assert_eq!((seen.status, &seen.body["details"]["agreement"][0]["error"]), (422, &json!("ERR_ACCEPTED")));
    let seen = register(("username", "a b")).await;
    assert_eq!((seen.status, &seen.body["details"]["username"][0]["error"]), (422, &json!("ERR_INVALID")));
    let long: &'static str = "x".repeat(501).leak();
    let seen = register(("reason", long)).await;
    assert_eq!((seen.status, &seen.body["details"]["reason"][0]["error"]), (422, &json!("ERR_TOO_LONG")));
    let seen = register(("reason", "why not")).await;
    assert_eq!((seen.status, &seen.body["token_type"]), (200, &json!("Bearer")), "{seen:?}");
    let theirs = format!("Bearer {}", seen.body["access_token"].as_str().unwrap());
    let me = Call::get("/api/v1/accounts/verify_credentials").header("authorization", &theirs);
    assert_eq!(world.call(me).await.body["username"], "ada");
    let seen = register(("email", "other@r.example")).await;
    assert_eq!((seen.status, &seen.body["details"]["username"][0]["error"]), (422, &json!("ERR_TAKEN")));
    // only an app asks, for somebody who is nobody yet
    let member = world.member("bob").await;
    let form =
        [("username", "eve"), ("email", "e@r.example"), ("password", "correct horse"), ("agreement", "true")];
    world
        .call(Call::post("/api/v1/accounts").form(&form).by(&member))
        .await
        .refuses(401, "The access token is invalid");
    world.call(Call::post("/api/v1/accounts").form(&form)).await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn whoever_is_not_approved_is_told_so_and_forgotten() {
    let world = World::with(&APPROVED).await;
    let form = json!({
        "username": "ada", "email": "ada@r.example", "password": "correct horse", "reason": "I like crows",
    });
    assert_eq!(world.call(Call::post("/auth/register").json(&form)).await.status, 200);
    let (accounts, leaving) = (&world.use_cases.accounts, &world.use_cases.leaving);
    let waiting = accounts.waiting().await.unwrap();
    let [(ada, profile)] = &waiting[..] else { panic!("{waiting:?}") };
    world.letters().await;
    assert!(leaving.reject(ada, profile, accounts, &crate::door::nobodys()).await.unwrap());
    let letters = world.letters().await;
    assert!(letters.len() == 1 && letters[0].text.contains("did not approve"), "{letters:?}");
    log_in(&world).await.refuses(401, "invalid_credentials");
    assert!(accounts.waiting().await.unwrap().is_empty());
    assert!(!leaving.reject(ada, profile, accounts, &crate::door::nobodys()).await.unwrap(), "once");
    assert!(world.letters().await.is_empty());
}
