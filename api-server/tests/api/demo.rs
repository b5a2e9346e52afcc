//! The small lively community.
use std::time::Duration;

use api_server::demo;
use axum::http::Method;
use domain::identity::{Measure, Role, Username};
use domain::ids::AccountId;
use domain::posts::TextLimit;
use serde_json::json;
use tokio::time::timeout;
use wire::mastodon::Links;

use crate::door::{Call, Seen, World, nobodys};
use crate::shop::{at, rook};

/// Where nobody can come from another machine.
pub(crate) const HERE: &str = "127.0.0.1:8000";

impl World {
    /// A minute of the demonstration, by a server that listens there.
    async fn lives(&self, listen: &str) {
        self.lives_for(Duration::from_mins(1), listen).await;
    }

    /// So much of it.
    pub(crate) async fn lives_for(&self, time: Duration, listen: &str) {
        let [pages, sockets] = ["https://r.example", "wss://r.example"].map(|at| at.parse().unwrap());
        let links = Links::new(&pages, &sockets).unwrap();
        let limit = TextLimit::new(500);
        let live = demo::live(self.use_cases.clone(), limit, listen.parse().unwrap(), links, false);
        assert!(timeout(time, Box::pin(live)).await.is_err());
    }

    pub(crate) async fn ada(&self) -> (AccountId, Role) {
        let ada = self.use_cases.accounts.look_up(&Username::parse("ada").unwrap()).await.unwrap().unwrap();
        (ada.account.id, ada.account.role)
    }

    pub(crate) async fn make_ada(&self, role: Role) {
        let (ada, _) = self.ada().await;
        self.use_cases.accounts.take(Measure::Appoint(role), ada, &nobodys()).await.unwrap();
    }

    async fn log_in_as_everybody_can(&self) -> Seen {
        let form = [("email", demo::LOG_IN.0), ("password", demo::LOG_IN.1)];
        self.call(Call::post("/auth/login").form(&form)).await
    }

    async fn products(&self) -> u64 {
        self.get("/api/rookery/v1/shop/products?limit=100").await.body["total"].as_u64().unwrap()
    }

    /// So many posts there are.
    pub(crate) async fn said(&self) -> u64 {
        self.get("/api/v1/instance").await.body["stats"]["status_count"].as_u64().unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_there_once_and_goes_on_talking() {
    let world = World::new().await;
    for _ in 0..2 {
        world.lives(HERE).await;
    }
    assert_eq!(world.get("/api/v1/timelines/tag/firstlight").await.ids().len(), 1);
    assert_eq!(
        world.get("/api/v1/instance").await.body["stats"]["user_count"],
        24,
        "those who talk, and those who buy"
    );
    let said = world.said().await;
    assert!(said > 45, "{said}");
    assert_eq!(world.products().await, 8);
    assert_eq!(world.get("/api/v1/timelines/tag/thedrop").await.ids().len(), 1);
    let seen = world.log_in_as_everybody_can().await;
    assert_eq!((seen.status, &seen.body["account"]["acct"]), (200, &json!("ada")));
}

#[tokio::test(start_paused = true)]
async fn whoever_has_the_name_of_the_one_who_keeps_the_shop_is_not_made_more_than_they_are() {
    let world = World::new().await;
    world.member("ada").await;
    world.lives(HERE).await;
    assert_eq!(world.ada().await.1, Role::Member);
    assert_eq!(world.products().await, 0);
    assert!(world.said().await > 45, "the others talk all the same");
}

#[tokio::test(start_paused = true)]
async fn whoever_was_dismissed_is_not_appointed_again() {
    let world = World::new().await;
    world.lives(HERE).await;
    assert_eq!(world.ada().await.1, Role::Admin);
    world.make_ada(Role::Member).await;
    let said = world.said().await;
    world.lives(HERE).await;
    assert_eq!(world.ada().await.1, Role::Member);
    assert!(world.said().await > said);
}

#[tokio::test(start_paused = true)]
async fn nobody_on_another_machine_knows_the_password() {
    for listen in ["0.0.0.0:8000", "[::]:8000", "10.0.0.1:8000"] {
        let world = World::new().await;
        world.lives(listen).await;
        assert_eq!((world.ada().await.1, world.products().await), (Role::Admin, 8), "{listen}");
        assert_ne!(world.log_in_as_everybody_can().await.status, 200, "{listen}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_everybody_knows_opens_nothing_any_more_once_the_server_is_open() {
    let world = World::new().await;
    world.lives(HERE).await;
    assert_eq!(world.log_in_as_everybody_can().await.status, 200);
    world.lives("0.0.0.0:8000").await;
    assert_ne!(world.log_in_as_everybody_can().await.status, 200);
    assert_eq!(world.ada().await.1, Role::Admin);
}

#[tokio::test(start_paused = true)]
async fn what_an_earlier_version_put_into_the_shop_stays_as_it_was_put() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    world.make_ada(Role::Admin).await;
    let put = Call::new(Method::PUT, &at("first-light")).json(&rook()).by(&ada);
    assert_eq!(world.call(put.header("idempotency-key", "demo-ware-first-light")).await.status, 200);
    world.lives(HERE).await;
    assert_eq!(world.get(&at("first-light")).await.body["name"], "Rook");
    assert_eq!(world.products().await, 8);
    assert_eq!(world.get("/api/v1/timelines/tag/thedrop").await.ids().len(), 1);
}
