//! The way of a person who lets an app act for them: plain forms, as a browser without scripts sends them.
use serde_json::json;

use crate::browser::{Browser, between, text, word};
use crate::door::{Call, Registered, Seen, World};

const OOB: &str = "urn:ietf:wg:oauth:2.0:oob";
const BACK: &str = "https://crow.example/cb?keep=%2Fthis";
/// What RFC 7636 shows in its appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn app_to(world: &World, redirect: &str) -> Registered {
    let form = [("client_name", "Crow <b>"), ("redirect_uris", redirect), ("scopes", "read write follow")];
    let seen = world.call(Call::post("/api/v1/apps").form(&form)).await;
    let text = |name: &str| seen.body[name].as_str().unwrap().to_owned();
    Registered { number: seen.id(), id: text("client_id"), secret: text("client_secret") }
}

fn address(app: &Registered, redirect: &str, more: &[(&str, &str)]) -> String {
    let mut pairs =
        vec![("client_id", app.id.as_str()), ("redirect_uri", redirect), ("response_type", "code")];
    pairs.extend_from_slice(more);
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("/oauth/authorize?{query}")
}

async fn trade(world: &World, app: &Registered, redirect: &str, more: &[(&str, &str)]) -> Seen {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", app.id.as_str()),
        ("client_secret", app.secret.as_str()),
        ("redirect_uri", redirect),
    ];
    form.extend_from_slice(more);
    world.call(Call::post("/oauth/token").form(&form)).await
}

fn is_page(seen: &Seen) {
    assert!(seen.header("content-type").starts_with("text/html"), "{seen:?}");
    let policy = seen.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("form-action"), "{policy}");
    assert_eq!((seen.header("x-frame-options"), seen.header("cache-control")), ("DENY", "no-store"));
    assert_eq!(seen.header("cross-origin-opener-policy"), "", "a pop-up has to reach its opener");
    assert_eq!(seen.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn point_01_every_path_is_served_with_and_without_a_slash_at_its_end() {
    let world = World::new().await;
    let app = app_to(&world, OOB).await;
    let address = address(&app, OOB, &[]).replace("/oauth/authorize?", "/oauth/authorize/?");
    let page = world.get(&address).await;
    assert_eq!(page.status, 200, "{page:?}");
    is_page(&page);
    for path in [
        "/api/v1/instance",
        "/api/v2/instance",
        "/api/v1/timelines/public",
        "/.well-known/oauth-authorization-server",
        "/.well-known/nodeinfo",
        "/nodeinfo/2.0",
        "/api/v1/custom_emojis",
        "/api/v1/trends/tags",
    ] {
        let (plain, slash) = (world.get(path).await, world.get(&format!("{path}/")).await);
        assert_eq!((plain.status, slash.status), (200, 200), "{path}");
    }
    for path in ["/oauth/token", "/oauth/revoke", "/api/v1/apps"] {
        let (plain, slash) =
            (world.call(Call::post(path)).await, world.call(Call::post(&format!("{path}/"))).await);
        assert_eq!(plain.status, slash.status, "{path}");
        assert!(plain.status != 404 && plain.body == slash.body, "{path}");
    }
}

#[tokio::test]
async fn point_20_a_token_says_when_it_was_made_and_what_it_allows() {
    let world = World::new().await;
    world.member("ada").await;
    let app = app_to(&world, BACK).await;
    let asked = "write read:statuses follow";
    let code = Browser::of(&world).code(&address(&app, BACK, &[("scope", asked)])).await;
    let seen = trade(&world, &app, BACK, &[("code", &code)]).await;
    assert_eq!((seen.status, seen.header("cache-control")), (200, "no-store"), "{seen:?}");
    assert_eq!(seen.body["scope"], asked, "in the order asked for: clients compare");
    let made = seen.body["created_at"].as_i64().expect("whole seconds");
    assert!((1_795_229_544..1_795_229_700).contains(&made));
    assert_eq!(seen.body["token_type"], "Bearer");
    assert!(seen.body.get("expires_in").is_none());
}

#[tokio::test]
async fn somebody_lets_an_app_in_with_a_proof_and_it_acts_for_them() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let app = app_to(&world, BACK).await;
    let pkce = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", "a b&c"),
        ("scope", "write"),
    ];
    let mut browser = Browser::of(&world);
    let question = browser.ask(&address(&app, BACK, &pkce)).await;
    is_page(&question);
    assert!(text(&question).contains("Crow &#60;b&#62;") || text(&question).contains("Crow &lt;b&gt;"));
    let seen = browser.submit(&question, &[("decision", "allow")]).await;
    let back = seen.header("location");
    assert!(back.starts_with("https://crow.example/cb?keep=%2Fthis&code="), "{back}");
    assert_eq!(word(back, "state").as_deref(), Some("a b&c"));
    let code = word(back, "code").unwrap();
    let seen = trade(&world, &app, BACK, &[("code", &code), ("code_verifier", VERIFIER)]).await;
    let token = format!("Bearer {}", seen.body["access_token"].as_str().unwrap());
    let publish = Call::post("/api/v1/statuses").form(&[("status", "caw")]).header("authorization", &token);
    assert_eq!(world.call(publish).await.body["account"]["id"], ada.id);
    let home = Call::get("/api/v1/timelines/home").header("authorization", &token);
    world.call(home).await.refuses(403, "This action is outside the authorized scopes");
}

#[tokio::test]
async fn a_code_that_is_carried_by_hand_is_shown() {
    let world = World::new().await;
    world.member("ada").await;
    let app = app_to(&world, OOB).await;
    let mut browser = Browser::of(&world);
    let code = browser.code(&address(&app, OOB, &[])).await;
    let page = browser.open(&format!("/oauth/authorize/native?code={code}")).await;
    is_page(&page);
    assert!(text(&page).contains(&format!("readonly value=\"{code}\"")));
    assert_eq!(trade(&world, &app, OOB, &[("code", &code)]).await.body["scope"], "read");
    world.get("/oauth/authorize/native?code=").await.refuses_on_a_page(400);
}

impl Seen {
    fn refuses_on_a_page(&self, status: u16) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("location"), "");
        is_page(self);
    }
}

#[tokio::test]
async fn whoever_says_no_is_taken_back_with_that_word() {
    let world = World::new().await;
    world.member("ada").await;
    let app = app_to(&world, BACK).await;
    let mut browser = Browser::of(&world);
    let question = browser.ask(&address(&app, BACK, &[("state", "s")])).await;
    let seen = browser.submit(&question, &[("decision", "deny")]).await;
    let back = seen.header("location");
    assert!(back.starts_with(BACK), "{back}");
    assert_eq!(
        (word(back, "error").as_deref(), word(back, "state").as_deref()),
        (Some("access_denied"), Some("s"))
    );
    assert_eq!(word(back, "code"), None);
}

#[tokio::test]
async fn an_app_or_a_place_that_is_not_registered_is_told_nothing() {
    let world = World::new().await;
    let app = app_to(&world, "https://crow.example:8443/cb").await;
    for redirect in [
        "https://crow.example/cb",
        "https://crow.example:8443/cb/",
        "https://crow.example:8443/cb/more",
        "https://crow.example:8443/c",
        "https://crow.example:8443/cb?x=1",
        "https://crow.example:8443/cb#f",
        "https://u@crow.example:8443/cb",
        "https://crow.example:8443/%63b",
        "HTTPS://crow.example:8443/cb",
        "javascript:alert(1)",
        OOB,
        "",
    ] {
        world.get(&address(&app, redirect, &[])).await.refuses_on_a_page(400);
    }
    let stranger = Registered { id: "nobody".into(), ..app.clone() };
    world.get(&address(&stranger, "https://crow.example:8443/cb", &[])).await.refuses_on_a_page(400);
    world.get("/oauth/authorize").await.refuses_on_a_page(400);
}

#[tokio::test]
async fn an_app_that_asks_for_what_cannot_be_is_told_so_at_its_place() {
    let world = World::new().await;
    let app = app_to(&world, BACK).await;
    let long = "x".repeat(3_000);
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "read push", "invalid_scope"),
        ("scope", "everything", "invalid_scope"),
        ("code_challenge", CHALLENGE, "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("state", &long, "invalid_request"),
    ] {
        let seen = world.get(&address(&app, BACK, &[(name, value), ("state2", "x")])).await;
        assert_eq!(seen.status, 302, "{name}: {seen:?}");
        assert!(seen.header("location").starts_with(BACK));
        assert_eq!(word(seen.header("location"), "error").as_deref(), Some(error), "{name}");
    }
    let short = [("code_challenge", "short"), ("code_challenge_method", "S256")];
    let seen = world.get(&address(&app, BACK, &short)).await;
    assert_eq!(word(seen.header("location"), "error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn a_code_is_good_once_for_its_app_its_place_and_its_proof() {
    let world = World::new().await;
    world.member("ada").await;
    let (app, other) = (app_to(&world, BACK).await, app_to(&world, BACK).await);
    let pkce = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let code = Browser::of(&world).code(&address(&app, BACK, &pkce)).await;
    let code = ("code", code.as_str());
    let proof = ("code_verifier", VERIFIER);
    let refused = async |app: &Registered, redirect: &str, more: &[(&str, &str)]| {
        let seen = trade(&world, app, redirect, more).await;
        assert_eq!((seen.status, &seen.body["error"]), (400, &json!("invalid_grant")), "{more:?}");
    };
    refused(&other, BACK, &[code, proof]).await;
    refused(&app, OOB, &[code, proof]).await;
    refused(&app, BACK, &[code]).await;
    refused(&app, BACK, &[code, ("code_verifier", "wrong")]).await;
    refused(&app, BACK, &[code, ("code_verifier", &"x".repeat(129))]).await;
    refused(&app, BACK, &[("code", "unknown"), proof]).await;
    let seen = trade(&world, &app, BACK, &[code, proof]).await;
    let token = format!("Bearer {}", seen.body["access_token"].as_str().unwrap());
    let me = || Call::get("/api/v1/accounts/verify_credentials").header("authorization", &token);
    assert_eq!(world.call(me()).await.status, 200);
    refused(&app, BACK, &[code, proof]).await;
    world.call(me()).await.refuses(401, "The access token is invalid");
    let plain = Browser::of(&world).code(&address(&app, BACK, &[])).await;
    refused(&app, BACK, &[("code", &plain), proof]).await;
    let missing = trade(&world, &app, BACK, &[]).await;
    assert_eq!((missing.status, &missing.body["error"]), (400, &json!("invalid_request")));
}

#[tokio::test]
async fn a_form_that_another_site_made_up_changes_nothing() {
    let world = World::new().await;
    world.member("ada").await;
    let app = app_to(&world, BACK).await;
    let mut browser = Browser::of(&world);
    let asked = address(&app, BACK, &[]);
    let question = browser.ask(&asked).await;
    let csrf = between(&text(&question), "name=\"csrf\" value=\"", "\"").to_owned();
    let forged = |csrf: &str| Call::post(&asked).form(&[("csrf", csrf), ("decision", "allow")]);
    browser.send(forged("")).await.refuses_on_a_page(403);
    browser.send(forged("made-up")).await.refuses_on_a_page(403);
    let elsewhere = forged(&csrf).header("sec-fetch-site", "cross-site");
    browser.send(elsewhere).await.refuses_on_a_page(403);
    let elsewhere = forged(&csrf).header("origin", "https://evil.example");
    browser.send(elsewhere).await.refuses_on_a_page(403);
    world.call(forged(&csrf)).await.refuses_on_a_page(403);
    assert_eq!(browser.send(forged(&csrf).header("sec-fetch-site", "same-origin")).await.status, 302);
}

#[tokio::test]
async fn a_session_that_was_there_before_the_log_in_is_worth_nothing_after_it() {
    let world = World::new().await;
    world.member("ada").await;
    let app = app_to(&world, BACK).await;
    let mut browser = Browser::of(&world);
    let asked = address(&app, BACK, &[("force_login", "true")]);
    browser.cookies.push(("__Host-rookery".into(), "planted".into()));
    browser.ask(&asked).await;
    let first = browser.cookie();
    assert!(!first.contains("planted"), "{first}");
    browser.ask(&asked).await;
    let second = browser.cookie();
    assert_ne!(first, second, "force_login asks again, and a new one is given");
    let who = |cookie: &str| world.call(Call::get("/auth/session").header("cookie", cookie));
    who(&first).await.refuses(401, "The access token is invalid");
    assert_eq!(who(&second).await.body["account"]["username"], "ada");
}

#[tokio::test]
async fn a_wrong_password_is_told_on_the_page_and_counted() {
    let world = World::with(&[("ROOKERY_RATE_LIMIT_WRONG_PASSWORDS", "2")]).await;
    world.member("ada").await;
    let app = app_to(&world, BACK).await;
    let mut browser = Browser::of(&world);
    let page = browser.open(&address(&app, BACK, &[])).await;
    let wrong = [("email", "ada@r.example"), ("password", "wrong horse\"><b>")];
    for status in [401, 401, 429] {
        let seen = browser.submit(&page, &wrong).await;
        assert_eq!(seen.status, status);
        is_page(&seen);
        assert!(text(&seen).contains("role=\"alert\"") && !text(&seen).contains("\"><b>"));
    }
    let nonsense = browser.submit(&page, &[("email", "nobody"), ("password", "x")]).await;
    assert_eq!(nonsense.status, 401);
}

#[tokio::test]
async fn a_token_is_given_back_by_its_app_and_by_no_other() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let (app, other) = (app_to(&world, BACK).await, app_to(&world, BACK).await);
    let code = Browser::of(&world).code(&address(&app, BACK, &[])).await;
    let seen = trade(&world, &app, BACK, &[("code", &code)]).await;
    let token = seen.body["access_token"].as_str().unwrap().to_owned();
    let revoke = |app: &Registered, secret: &str, token: &str| {
        let form = [("client_id", app.id.as_str()), ("client_secret", secret), ("token", token)];
        world.call(Call::post("/oauth/revoke").form(&form))
    };
    let me = || {
        Call::get("/api/v1/accounts/verify_credentials").header("authorization", &format!("Bearer {token}"))
    };
    assert_eq!(revoke(&app, "wrong", &token).await.body["error"], "invalid_client");
    let foreign = revoke(&other, &other.secret, &token).await;
    assert_eq!((foreign.status, &foreign.body["error"]), (403, &json!("unauthorized_client")));
    assert_eq!(revoke(&app, &app.secret, &ada.token).await.status, 403);
    assert_eq!(world.call(me()).await.status, 200);
    for _ in 0..2 {
        let seen = revoke(&app, &app.secret, &token).await;
        assert_eq!((seen.status, &seen.body), (200, &json!({})));
    }
    world.call(me()).await.refuses(401, "The access token is invalid");
    assert_eq!(revoke(&app, &app.secret, "gibberish").await.body, json!({}));
    let form = [("client_id", app.id.as_str()), ("client_secret", &app.secret)];
    let missing = world.call(Call::post("/oauth/revoke").form(&form)).await;
    assert_eq!((missing.status, &missing.body["error"]), (400, &json!("invalid_request")));
}

#[tokio::test]
async fn the_metadata_says_where_everything_is() {
    let world = World::new().await;
    let seen = world.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(seen.header("access-control-allow-origin"), "*");
    let body = &seen.body;
    assert_eq!(body["issuer"], "https://r.example/");
    assert_eq!(body["authorization_endpoint"], "https://r.example/oauth/authorize");
    assert_eq!(body["token_endpoint"], "https://r.example/oauth/token");
    assert_eq!(body["revocation_endpoint"], "https://r.example/oauth/revoke");
    assert_eq!(body["app_registration_endpoint"], "https://r.example/api/v1/apps");
    assert_eq!(body["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(body["grant_types_supported"], json!(["authorization_code", "client_credentials"]));
    assert_eq!(body["token_endpoint_auth_methods_supported"][0], "client_secret_post");
    let world = World::with(&[("ROOKERY_PASSWORD_GRANT", "true")]).await;
    let seen = world.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(seen.body["grant_types_supported"][2], "password");
}
