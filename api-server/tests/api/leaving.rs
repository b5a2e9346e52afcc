//! Deleting one's account.
use domain::ids::AccountId;
use serde_json::json;
use service::duty::{Due, Errand};
use service::shop::EventStore;
use sourcing::Position;

use crate::cart::{put, shop};
use crate::door::{Call, Seen, World};
use crate::orders::order;

const PATH: &str = "/auth/account/delete";

async fn logged_in(world: &World) -> String {
    let form = [("email", "ada@r.example"), ("password", "correct horse")];
    let seen = world.call(Call::post("/auth/login").form(&form)).await;
    seen.header("set-cookie").split(';').next().unwrap().to_owned()
}

fn text(seen: &Seen) -> String {
    String::from_utf8_lossy(&seen.bytes).into_owned()
}

async fn delete(world: &World, cookie: &str, form: &[(&str, &str)]) -> Seen {
    world.call(Call::post(PATH).form(form).header("cookie", cookie)).await
}

#[tokio::test]
async fn whoever_proves_once_more_who_they_are_deletes_their_account() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let cookie = logged_in(&world).await;
    let seen = delete(&world, &cookie, &[("email", "ada@r.example"), ("password", "correct horse")]).await;
    assert_eq!((seen.status, &seen.body), (200, &json!({})));
    assert!(seen.header("set-cookie").contains("Max-Age=0"));
    let me = world.call(Call::get("/api/v1/accounts/verify_credentials").by(&ada)).await;
    assert_eq!(me.status, 401, "{me:?}");
    assert_eq!(world.get(&format!("/api/v1/accounts/{}", ada.id)).await.status, 404);
    assert_eq!(world.get("/api/v1/accounts/lookup?acct=ada").await.status, 404);
    let form = [("username", "ADA"), ("email", "new@r.example"), ("password", "correct horse")];
    let again = world.call(Call::post("/auth/register").form(&form)).await;
    assert_eq!(again.body["details"]["username"][0]["error"], "ERR_TAKEN");
    let form = [("username", "eve"), ("email", "ada@r.example"), ("password", "correct horse")];
    assert_eq!(world.call(Call::post("/auth/register").form(&form)).await.status, 200);
}

#[tokio::test]
async fn whoever_leaves_wants_nothing_any_more_and_what_they_ordered_stays_without_a_name() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let ada = world.member("ada").await;
    let shown = put(&world, &ada, "rook", 2).await.body;
    let placed = order(&world, &ada, &shown).await;
    put(&world, &ada, "crow", 1).await;
    let cookie = logged_in(&world).await;
    delete(&world, &cookie, &[("email", "ada@r.example"), ("password", "correct horse")]).await;
    let leaving = &world.use_cases.leaving;
    while leaving.run(world.use_cases.entropy.now()).await.unwrap() == Due::Now {}
    let (who, shop) = (ada.id.parse::<AccountId>().unwrap(), &world.use_cases.shop);
    assert_eq!(shop.cart(who).unwrap().item.lines, []);
    assert_eq!(shop.everything_ordered(who).unwrap(), [], "nobody can say whose it was");
    let sales = world.call(Call::get("/api/rookery/v1/shop/sales").by(&keeper)).await.body;
    let sold = &sales["orders"][0];
    assert_eq!((&sold["id"], &sold["buyer"]), (&json!(placed.id()), &json!("erased")));
    assert_eq!(sold["total"], placed.body["total"]);
    let happened = EventStore::read(world.memory(), Position::START, 1_000).await.unwrap();
    assert!(!format!("{happened:?}").contains(&ada.id), "no event ever said it");
}

#[tokio::test]
async fn nothing_is_deleted_without_the_proof_or_from_another_site() {
    let world = World::new().await;
    let (ada, _) = (world.member("ada").await, world.member("bob").await);
    let cookie = logged_in(&world).await;
    let address = ("email", "ada@r.example");
    let endless = "x".repeat(10_000);
    for (form, status) in [
        (vec![address, ("password", "wrong horse")], 401),
        (vec![address, ("password", &endless)], 401),
        (vec![address, ("code", "12345678")], 401),
        (vec![address, ("code", &endless)], 401),
        (vec![("email", "bob@r.example"), ("password", "correct horse")], 401),
        (vec![("email", &endless), ("password", "correct horse")], 401),
        (vec![("password", "correct horse")], 422),
        (vec![address], 422),
        (vec![address, ("password", "")], 422),
    ] {
        let seen = delete(&world, &cookie, &form).await;
        assert_eq!(seen.status, status, "{form:?}: {seen:?}");
        assert!(seen.body["error"].is_string(), "{seen:?}");
    }
    let right = [address, ("password", "correct horse")];
    assert_eq!(world.call(Call::post(PATH).form(&right)).await.status, 401, "without a session");
    let foreign =
        Call::post(PATH).form(&right).header("cookie", &cookie).header("sec-fetch-site", "cross-site");
    assert_eq!(world.call(foreign).await.status, 403);
    let me = world.call(Call::get("/api/v1/accounts/verify_credentials").by(&ada)).await;
    assert_eq!(me.status, 200);
}

#[tokio::test]
async fn a_page_without_scripts_asks_for_the_proof() {
    let world = World::new().await;
    world.member("ada").await;
    assert_eq!(world.get("/auth/account").await.header("location"), "/login");
    let cookie = logged_in(&world).await;
    let page = world.call(Call::get("/auth/account").header("cookie", &cookie)).await;
    assert!(text(&page).contains("action=\"/auth/account/delete\""), "{page:?}");
    let form = [("email", "ada@r.example"), ("password", "wrong horse")];
    let call = |form: &[(&str, &str)]| {
        Call::post(PATH).form(form).header("cookie", &cookie).header("accept", "text/html")
    };
    let wrong = world.call(call(&form)).await;
    assert_eq!(wrong.status, 401);
    assert!(text(&wrong).contains("role=\"alert\""), "{wrong:?}");
    let done = world.call(call(&[("email", "ada@r.example"), ("password", "correct horse")])).await;
    assert_eq!(done.status, 200);
    assert!(text(&done).contains("Farewell"), "{done:?}");
}
