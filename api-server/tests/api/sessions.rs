//! Being logged in to the pages, seeing what is logged in, and ending it.
use serde_json::json;

use crate::door::{Call, Member, Seen, World};

const INVALID: &str = "The access token is invalid";

/// Logs Ada in; gives the cookie and the token.
async fn log_in(world: &World, agent: &str) -> (String, Member) {
    let form = [("email", "ada@r.example"), ("password", "correct horse")];
    let seen = world.call(Call::post("/auth/login").form(&form).header("user-agent", agent)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    let token = seen.body["access_token"].as_str().unwrap().to_owned();
    (cookie(&seen), Member { id: seen.body["account"]["id"].as_str().unwrap().to_owned(), token })
}

fn cookie(seen: &Seen) -> String {
    let set = seen.header("set-cookie");
    assert!(set.contains("; HttpOnly; SameSite=Lax; Secure"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

async fn with(world: &World, cookie: &str, call: Call) -> Seen {
    world.call(call.header("cookie", cookie)).await
}

async fn is_ended(world: &World, token: &Member) {
    world.call(Call::get("/api/v1/accounts/verify_credentials").by(token)).await.refuses(401, INVALID);
}

#[tokio::test]
async fn a_page_finds_out_who_is_logged_in_and_gets_a_bearer_for_a_while() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let (cookie, _) = log_in(&world, "Rook/1.0").await;
    let seen = with(&world, &cookie, Call::get("/auth/session")).await;
    assert_eq!((seen.status, &seen.body["account"]["id"]), (200, &json!(ada.id)));
    assert_eq!(seen.header("cache-control"), "no-store");
    let seen = with(&world, &cookie, Call::get("/auth/token")).await;
    assert_eq!(seen.body["expires_in"], 900);
    let token = seen.body["access_token"].as_str().unwrap();
    let me =
        Call::get("/api/v1/accounts/verify_credentials").header("authorization", &format!("Bearer {token}"));
    assert_eq!(world.call(me).await.id(), ada.id);
    for path in ["/auth/session", "/auth/token", "/auth/ws", "/auth/sessions"] {
        world.get(path).await.refuses(401, INVALID);
        with(&world, "__Host-rookery=made-up", Call::get(path)).await.refuses(401, INVALID);
    }
    let home = with(&world, &cookie, Call::get("/api/v1/timelines/home")).await;
    home.refuses(401, INVALID);
}

#[tokio::test]
async fn a_page_gets_a_bearer_for_the_live_gateway_that_is_good_for_nothing_else() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let (cookie, _) = log_in(&world, "Rook/1.0").await;
    let seen = with(&world, &cookie, Call::get("/auth/ws")).await;
    assert_eq!((seen.status, &seen.body["expires_in"]), (200, &json!(3600)), "{seen:?}");
    assert_eq!(seen.header("cache-control"), "no-store");
    let granted: Vec<&str> = seen.body["scope"].as_str().unwrap().split(' ').collect();
    assert!(granted.contains(&"user:read:home") && !granted.contains(&"read"), "{granted:?}");
    let live = Member { id: ada.id.clone(), token: seen.body["access_token"].as_str().unwrap().to_owned() };
    let bearer = world.use_cases.tokens.check(&live.token).await.unwrap();
    assert_eq!(bearer.account().unwrap().to_string(), ada.id);
    assert_eq!(bearer.scopes.iter().collect::<Vec<_>>(), granted);
    let status = || Call::post("/api/v1/statuses").form(&[("status", "rooks")]);
    for call in [Call::get("/api/v1/timelines/home"), Call::get("/api/v1/timelines/public"), status()] {
        world.call(call.by(&live)).await.refuses(403, "This action is outside the authorized scopes");
    }
    with(&world, &cookie, Call::post("/auth/logout")).await;
    is_ended(&world, &live).await;
    world.get("/auth/ws").await.refuses(401, INVALID);
}

#[tokio::test]
async fn programs_ask_whose_a_token_is() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let (cookie, _) = log_in(&world, "Rook/1.0").await;
    let validate = |header: String| Call::get("/oauth2/validate").header("authorization", &header);
    for scheme in ["OAuth", "Bearer", "oauth"] {
        let seen = world.call(validate(format!("{scheme} {}", ada.token))).await;
        let expected = json!({
            "client_id": "rookery", "login": "ada", "user_id": ada.id, "expires_in": 0,
            "scopes": ["read", "write", "follow", "push"],
        });
        assert_eq!((seen.status, &seen.body), (200, &expected));
    }
    let live = with(&world, &cookie, Call::get("/auth/ws")).await;
    let live = live.body["access_token"].as_str().unwrap();
    let seen = world.call(validate(format!("OAuth {live}"))).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    assert!((3_590..=3_600).contains(&seen.body["expires_in"].as_i64().unwrap()), "{seen:?}");
    let app = world.app("user:read:home").await;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &app.id),
        ("client_secret", &app.secret),
        ("scope", "user:read:home"),
    ];
    let granted = world.call(Call::post("/oauth/token").form(&form)).await;
    let token = granted.body["access_token"].as_str().unwrap();
    let seen = world.call(validate(format!("OAuth {token}"))).await;
    let expected = json!({ "client_id": app.id, "scopes": ["user:read:home"], "expires_in": 0 });
    assert_eq!((seen.status, &seen.body), (200, &expected));
    let invalid = json!({ "status": 401, "message": "invalid access token" });
    for header in [format!("OAuth {live}x"), format!("Basic {live}"), live.to_owned(), "OAuth".to_owned()] {
        let seen = world.call(validate(header)).await;
        assert_eq!((seen.status, &seen.body), (401, &invalid));
    }
    assert_eq!(world.get("/oauth2/validate").await.body, invalid);
}

#[tokio::test]
async fn registering_logs_in() {
    let world = World::new().await;
    let form = [("username", "ada"), ("email", "ada@r.example"), ("password", "correct horse")];
    let seen = world.call(Call::post("/auth/register").form(&form)).await;
    let who = with(&world, &cookie(&seen), Call::get("/auth/session")).await;
    assert_eq!(who.body["account"]["username"], "ada");
}

#[tokio::test]
async fn logging_out_ends_the_session_and_its_token() {
    let world = World::new().await;
    world.member("ada").await;
    let (cookie, token) = log_in(&world, "Rook/1.0").await;
    let (other, stays) = log_in(&world, "Crow/2.0").await;
    let seen = with(&world, &cookie, Call::post("/auth/logout")).await;
    assert_eq!((seen.status, &seen.body), (200, &json!({})));
    assert!(seen.header("set-cookie").contains("Max-Age=0"));
    is_ended(&world, &token).await;
    with(&world, &cookie, Call::get("/auth/session")).await.refuses(401, INVALID);
    assert_eq!(with(&world, &other, Call::get("/auth/session")).await.status, 200);
    assert_eq!(world.call(Call::get("/api/v1/timelines/home").by(&stays)).await.status, 200);
    assert_eq!(with(&world, &cookie, Call::post("/auth/logout")).await.status, 200, "twice is fine");
}

#[tokio::test]
async fn one_sees_ones_sessions_and_ends_them_one_by_one_or_all_at_once() {
    let world = World::new().await;
    world.member("ada").await;
    let (here, mine) = log_in(&world, "Rook/1.0").await;
    let (_, elsewhere) = log_in(&world, "Crow/2.0").await;
    let seen = with(&world, &here, Call::get("/auth/sessions")).await;
    let sessions = seen.body["sessions"].as_array().unwrap().clone();
    assert_eq!((sessions.len(), &seen.body["apps"]), (2, &json!([])));
    let find = |agent: &str| sessions.iter().find(|session| session["agent"] == agent).unwrap();
    assert_eq!((&find("Rook/1.0")["current"], &find("Crow/2.0")["current"]), (&json!(true), &json!(false)));
    assert!(find("Crow/2.0")["last_used_at"].as_str().unwrap().ends_with('Z'));
    let path = format!("/auth/sessions/{}", find("Crow/2.0")["id"].as_str().unwrap());
    assert_eq!(with(&world, &here, Call::delete(&path)).await.body, json!({}));
    is_ended(&world, &elsewhere).await;
    with(&world, &here, Call::delete(&path)).await.refuses(404, "Record not found");
    with(&world, &here, Call::delete("/auth/sessions/x")).await.refuses(404, "Record not found");
    let (_, third) = log_in(&world, "Jay/3.0").await;
    assert_eq!(with(&world, &here, Call::delete("/auth/sessions")).await.status, 200);
    is_ended(&world, &mine).await;
    is_ended(&world, &third).await;
    with(&world, &here, Call::get("/auth/session")).await.refuses(401, INVALID);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let world = World::new().await;
    world.member("ada").await;
    let (here, mine) = log_in(&world, "Rook/1.0").await;
    let seen = with(&world, &here, Call::get("/auth/sessions")).await;
    let path = format!("/auth/sessions/{}", seen.body["sessions"][0]["id"].as_str().unwrap());
    let form = [("username", "eve"), ("email", "eve@r.example"), ("password", "correct horse")];
    let eve = cookie(&world.call(Call::post("/auth/register").form(&form)).await);
    with(&world, &eve, Call::delete(&path)).await.refuses(404, "Record not found");
    assert_eq!(world.call(Call::get("/api/v1/timelines/home").by(&mine)).await.status, 200);
}

#[tokio::test]
async fn one_sees_the_apps_that_act_for_one_and_takes_that_back() {
    let world = World::with(&[("ROOKERY_PASSWORD_GRANT", "true"), ("ROOKERY_RATE_LIMIT", "0")]).await;
    world.member("ada").await;
    let app = world.app("read write").await;
    let form = [
        ("grant_type", "password"),
        ("client_id", &app.id),
        ("client_secret", &app.secret),
        ("username", "ada@r.example"),
        ("password", "correct horse"),
        ("scope", "write"),
    ];
    let seen = world.call(Call::post("/oauth/token").form(&form)).await;
    let token = Member { id: String::new(), token: seen.body["access_token"].as_str().unwrap().to_owned() };
    let (here, _) = log_in(&world, "Rook/1.0").await;
    let seen = with(&world, &here, Call::get("/auth/sessions")).await;
    let listed = &seen.body["apps"][0];
    assert_eq!((&listed["application"]["name"], &listed["scopes"]), (&json!("crow"), &json!(["write"])));
    assert!(listed["application"].get("client_secret").is_none());
    let path = format!("/auth/apps/{}", app.number);
    assert_eq!(with(&world, &here, Call::delete(&path)).await.body, json!({}));
    is_ended(&world, &token).await;
    with(&world, &here, Call::delete(&path)).await.refuses(404, "Record not found");
}

#[tokio::test]
async fn what_reads_the_cookie_is_not_asked_by_other_sites() {
    let world = World::new().await;
    world.member("ada").await;
    let (cookie, mine) = log_in(&world, "Rook/1.0").await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        for call in [
            Call::post("/auth/logout"),
            Call::delete("/auth/sessions"),
            Call::get("/auth/token"),
            Call::post("/auth/login").form(&[("email", "ada@r.example"), ("password", "correct horse")]),
        ] {
            let seen = with(&world, &cookie, call.header(name, value)).await;
            seen.refuses(403, "Cross-site request blocked");
            assert_eq!(seen.header("set-cookie"), "");
        }
    }
    assert_eq!(world.call(Call::get("/api/v1/timelines/home").by(&mine)).await.status, 200);
    let own = Call::post("/auth/logout").header("origin", "https://r.example");
    assert_eq!(with(&world, &cookie, own).await.status, 200);
}
