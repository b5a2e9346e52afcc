//! What comes by mail: confirming, resetting, logging in by a code.
use serde_json::json;

use crate::door::{Call, Seen, World};

const STRICT: [(&str, &str); 2] = [("ROOKERY_RATE_LIMIT", "0"), ("ROOKERY_CONFIRM_EMAIL", "true")];

async fn register(world: &World) -> Seen {
    let form = json!({ "username": "ada", "email": "ada@r.example", "password": "correct horse" });
    world.call(Call::post("/auth/register").json(&form)).await
}

async fn log_in(world: &World, password: &str) -> Seen {
    world.call(Call::post("/auth/login").form(&[("email", "ada@r.example"), ("password", password)])).await
}

/// The secret of the only letter.
async fn token(world: &World, path: &str) -> String {
    let letters = world.letters().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    let link = format!("https://r.example/auth/{path}?token=");
    let (_, rest) = letters[0].text.split_once(&link).unwrap_or_else(|| panic!("no link in {letters:?}"));
    rest.lines().next().unwrap().to_owned()
}

async fn code(world: &World) -> String {
    let letters = world.letters().await;
    letters[0].text.lines().find_map(|line| line.strip_prefix("    ")).expect("a code").to_owned()
}

#[tokio::test]
async fn whoever_registers_gets_a_link_that_confirms_once() {
    let world = World::new().await;
    assert_eq!(register(&world).await.status, 200);
    let token = token(&world, "confirm").await;
    let page = world.get(&format!("/auth/confirm?token={token}")).await;
    let html = String::from_utf8(page.bytes).unwrap();
    assert!(page.status == 200 && html.contains(&token) && html.contains("method=\"post\""), "{html}");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    let confirm = || world.call(Call::post("/auth/confirm").form(&[("token", &token)]));
    let seen = confirm().await;
    assert_eq!((seen.status, seen.body), (200, json!({})));
    confirm().await.refuses(410, "Token expired");
    let page = world.get(&format!("/auth/confirm?token={token}")).await;
    assert_eq!(page.status, 410);
}

#[tokio::test]
async fn where_addresses_have_to_be_confirmed_nobody_logs_in_before() {
    let world = World::with(&STRICT).await;
    let seen = register(&world).await;
    assert_eq!((seen.status, &seen.body["account"]["username"]), (200, &json!("ada")));
    assert!(seen.body.get("access_token").is_none(), "{seen:?}");
    log_in(&world, "correct horse").await.refuses(403, "the e-mail address has not been confirmed yet");
    log_in(&world, "wrong horse").await.refuses(401, "invalid_credentials");
    let token = token(&world, "confirm").await;
    world.call(Call::post("/auth/confirm").form(&[("token", &token)])).await;
    assert_eq!(log_in(&world, "correct horse").await.status, 200);
}

#[tokio::test]
async fn the_link_can_be_asked_for_again_until_the_address_is_confirmed() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", register(&world).await.body["access_token"].as_str().unwrap());
    let first = token(&world, "confirm").await;
    let again = || world.call(Call::post("/auth/confirm/again").header("authorization", &bearer));
    assert_eq!(again().await.status, 200);
    let second = token(&world, "confirm").await;
    let confirm = |token: String| world.call(Call::post("/auth/confirm").json(&json!({ "token": token })));
    confirm(first).await.refuses(410, "Token expired");
    assert_eq!(confirm(second).await.status, 200);
    assert_eq!(again().await.status, 200);
    assert!(world.letters().await.is_empty());
    world.call(Call::post("/auth/confirm/again")).await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_link_that_works_once_and_logs_everybody_out() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", register(&world).await.body["access_token"].as_str().unwrap());
    world.letters().await;
    world.call(Call::post("/auth/forgot").form(&[("email", "ADA@r.example")])).await;
    let token = token(&world, "reset").await;
    let page = world.get(&format!("/auth/reset?token={token}")).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let reset = |password: &'static str| {
        world.call(Call::post("/auth/reset").form(&[("token", &token), ("password", password)]))
    };
    reset("short").await.refuses(422, "Validation failed: Password is too short (minimum is 8 characters)");
    assert_eq!(reset("new correct horse").await.status, 200);
    reset("another horse").await.refuses(410, "Token expired");
    log_in(&world, "correct horse").await.refuses(401, "invalid_credentials");
    assert_eq!(log_in(&world, "new correct horse").await.status, 200);
    let me = Call::get("/api/v1/accounts/verify_credentials").header("authorization", &bearer);
    world.call(me).await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn people_who_reset_by_the_form_see_pages() {
    let world = World::new().await;
    register(&world).await;
    world.letters().await;
    world.call(Call::post("/auth/forgot").form(&[("email", "ada@r.example")])).await;
    let token = token(&world, "reset").await;
    let reset = |password: &'static str| {
        let form = Call::post("/auth/reset").form(&[("token", &token), ("password", password)]);
        world.call(form.header("accept", "text/html,application/xhtml+xml"))
    };
    let html = |seen: Seen| (seen.status, String::from_utf8(seen.bytes).unwrap());
    let (status, text) = html(reset("short").await);
    assert!(status == 200 && text.contains("is too short"), "{text}");
    let (status, text) = html(reset("new correct horse").await);
    assert!(status == 200 && text.contains("Your new password is set"), "{text}");
    let (status, text) = html(reset("new correct horse").await);
    assert!(status == 410 && text.contains("This link is over"), "{text}");
}

#[tokio::test]
async fn asking_for_an_unknown_address_is_answered_like_a_known_one() {
    let world = World::new().await;
    register(&world).await;
    world.letters().await;
    for path in ["/auth/forgot", "/auth/code"] {
        let known = world.call(Call::post(path).form(&[("email", "ada@r.example")])).await;
        let unknown = world.call(Call::post(path).form(&[("email", "eve@r.example")])).await;
        assert_eq!((known.status, known.bytes), (unknown.status, unknown.bytes));
        let letters = world.letters().await;
        let [known, unknown] = &letters[..] else { panic!("{letters:?}") };
        assert_eq!((known.to.as_str(), unknown.to.as_str()), ("ada@r.example", "eve@r.example"));
        assert!(!unknown.text.contains("token="), "{unknown:?}");
        world.call(Call::post(path).form(&[("email", "no address")])).await.refuses_somehow();
    }
}

#[tokio::test]
async fn a_code_logs_in_once() {
    let world = World::new().await;
    register(&world).await;
    world.letters().await;
    world.call(Call::post("/auth/code").form(&[("email", "ada@r.example")])).await;
    let code = code(&world).await;
    let log_in = |email: &'static str, code: String| {
        world.call(Call::post("/auth/code/login").json(&json!({ "email": email, "code": code })))
    };
    log_in("eve@r.example", code.clone()).await.refuses(401, "invalid_credentials");
    log_in("ada@r.example", "00000000".to_owned()).await.refuses(401, "invalid_credentials");
    let seen = log_in("ada@r.example", format!(" {code} ")).await;
    assert_eq!((seen.status, &seen.body["account"]["acct"]), (200, &json!("ada")));
    log_in("ada@r.example", code).await.refuses(401, "invalid_credentials");
}

#[tokio::test]
async fn nobody_is_flooded_with_mails() {
    let world = World::with(&[("ROOKERY_RATE_LIMIT_MAILS", "2")]).await;
    let ask = |email: &'static str| world.call(Call::post("/auth/forgot").form(&[("email", email)]));
    for _ in 0..2 {
        assert_eq!(ask("ada@r.example").await.status, 200);
    }
    ask("ada@r.example").await.refuses(429, "Too many requests");
    assert_eq!(ask("bob@r.example").await.status, 200);
    assert_eq!(world.letters().await.len(), 3);
}

#[tokio::test]
async fn whoever_shows_nothing_is_told_so() {
    let world = World::new().await;
    for path in ["/auth/confirm", "/auth/reset"] {
        let form = Call::post(path).form(&[("password", "correct horse")]);
        world.call(form).await.refuses(422, "Validation failed: Token can't be blank");
    }
}

#[tokio::test]
async fn what_is_no_link_of_ours_is_over() {
    let world = World::new().await;
    for token in ["", "x", "<script>", &"a".repeat(65), &"a".repeat(5_000)] {
        for path in ["/auth/confirm", "/auth/reset"] {
            let form = [("token", token), ("password", "correct horse")];
            world.call(Call::post(path).form(&form)).await.refuses(410, "Token expired");
        }
        let page = world.get(&format!("/auth/reset?token={}", token.replace(['<', '>'], "%3C"))).await;
        let html = String::from_utf8(page.bytes).unwrap();
        assert!(page.status == 410 && !html.contains("script"), "{html}");
    }
}
