//! Pages of timelines.
use crate::door::{Call, Member, World};

async fn ten_posts(world: &World) -> (Member, Vec<String>) {
    let ada = world.member("ada").await;
    let mut ids = Vec::new();
    for n in 0..10 {
        ids.insert(0, world.post(&ada, &format!("number {n}")).await);
    }
    (ada, ids)
}

#[tokio::test]
async fn links_lead_through_everything_once_although_posts_keep_coming() {
    let world = World::new().await;
    let (ada, ids) = ten_posts(&world).await;
    let mut next = Some("/api/v1/timelines/public?local=true&limit=3".to_owned());
    let mut found = Vec::new();
    while let Some(path) = next {
        let seen = world.get(&path).await;
        found.extend(seen.ids());
        next = seen.link("next");
        world.post(&ada, "meanwhile").await;
    }
    assert_eq!(found, ids);
}

#[tokio::test]
async fn the_link_header_is_as_clients_read_it() {
    let world = World::new().await;
    let (_, ids) = ten_posts(&world).await;
    let seen = world.get("/api/v1/timelines/public/?limit=2&since_id=1&local=true&max_id=").await;
    let (first, last) = (&ids[0], &ids[1]);
    assert_eq!(
        seen.header("link"),
        format!(
            "<https://r.example/api/v1/timelines/public?limit=2&local=true&max_id={last}>; rel=\"next\", \
             <https://r.example/api/v1/timelines/public?limit=2&local=true&min_id={first}>; rel=\"prev\""
        )
    );
    let all = world.get("/api/v1/timelines/public").await;
    assert!(all.header("link").starts_with("<https://r.example/api/v1/timelines/public?min_id="), "{all:?}");
    assert_eq!(world.get("/api/v1/timelines/tag/none").await.header("link"), "");
}

#[tokio::test]
async fn windows_are_bounded_on_either_side() {
    let world = World::new().await;
    let (ada, ids) = ten_posts(&world).await;
    let page = async |query: String| {
        world.call(Call::get(&format!("/api/v1/timelines/home?{query}")).by(&ada)).await.ids()
    };
    assert_eq!(page(format!("max_id={}&limit=2", ids[4])).await, ids[5..7]);
    assert_eq!(page(format!("since_id={}&limit=2", ids[4])).await, ids[..2]);
    assert_eq!(page(format!("min_id={}&limit=2", ids[4])).await, ids[2..4]);
    assert_eq!(page(format!("max_id={}&since_id={}", ids[2], ids[5])).await, ids[3..5]);
}

#[tokio::test]
async fn a_limit_is_made_legal_and_never_refused() {
    let world = World::new().await;
    ten_posts(&world).await;
    for (limit, rows) in [
        ("0", 1),
        ("-5", 1),
        ("3", 3),
        ("1000000000", 10),
        ("many", 10),
        ("", 10),
        ("99999999999999999999", 10),
    ] {
        let seen = world.get(&format!("/api/v1/timelines/public?limit={limit}")).await;
        assert_eq!(seen.ids().len(), rows, "{limit:?}");
    }
    let seen = world.get("/api/v1/timelines/public?max_id=abc&since_id=&min_id=x").await;
    assert_eq!(seen.ids().len(), 10);
}
