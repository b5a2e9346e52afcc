//! Finding people, tags and posts.
use serde_json::{Value, json};

use crate::door::{Call, Member, World};

async fn search(world: &World, who: &Member, query: &str) -> Value {
    let seen = world.call(Call::get(&format!("/api/v2/search?{query}")).by(who)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    seen.body
}

fn ids(found: &Value) -> Vec<&str> {
    found.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn people_tags_and_posts_are_found_at_once_or_one_kind_of_them() {
    let world = World::new().await;
    let (ada, _) = (world.member("rookie").await, world.member("bob").await);
    let post = world.post(&ada, "rook, rook! #rookery").await;
    let all = search(&world, &ada, "q=rook").await;
    assert_eq!(ids(&all["accounts"]), [ada.id.as_str()]);
    assert_eq!(ids(&all["statuses"]), [post.as_str()]);
    let tag = json!({ "id": "8524431333399210", "name": "rookery", "url": "https://r.example/tags/rookery", "history": [] });
    assert_eq!(all["hashtags"], json!([tag]));
    for (kind, lists) in [("accounts", [1, 0, 0]), ("statuses", [0, 1, 0]), ("hashtags", [0, 0, 1])] {
        let found = search(&world, &ada, &format!("q=rook&type={kind}&resolve=true")).await;
        let counts = ["accounts", "statuses", "hashtags"].map(|list| found[list].as_array().unwrap().len());
        assert_eq!(counts, lists, "{kind}");
    }
    let old = world.call(Call::get("/api/v1/search?q=rook").by(&ada)).await;
    assert_eq!(old.body["hashtags"], json!(["rookery"]));
    let nothing = json!({ "accounts": [], "statuses": [], "hashtags": [] });
    for q in ["", "%20", "%22%25%5F'%5C", "@", "%23", "nowhere", "%00", "ada@elsewhere.example"] {
        assert_eq!(search(&world, &ada, &format!("q={q}")).await, nothing, "{q:?}");
    }
    world.call(Call::get("/api/v2/search").by(&ada)).await.refuses(400, "q is missing");
}

#[tokio::test]
async fn an_account_is_found_as_clients_name_it() {
    let world = World::new().await;
    let (ada, adam) = (world.member("ada").await, world.member("adam").await);
    for q in ["ada", "@ada", "ADA", "@ada@r.example"] {
        let path = format!("/api/v1/accounts/search?q={q}&limit=1");
        assert_eq!(world.call(Call::get(&path).by(&ada)).await.ids(), [ada.id.as_str()], "{q}");
    }
    let both = world.call(Call::get("/api/v1/accounts/search?q=ad").by(&ada)).await;
    assert_eq!(both.ids(), [ada.id.as_str(), adam.id.as_str()]);
    let second = world.call(Call::get("/api/v1/accounts/search?q=ad&offset=1").by(&ada)).await;
    assert_eq!(second.ids(), [adam.id.as_str()]);
    world.call(Call::post(&format!("/api/v1/accounts/{}/follow", adam.id)).by(&ada)).await;
    let friends = world.call(Call::get("/api/v1/accounts/search?q=ad&following=true").by(&ada)).await;
    assert_eq!(friends.ids(), [adam.id.as_str()]);
    world.get("/api/v1/accounts/search?q=ad").await.refuses(401, "The access token is invalid");
}

#[tokio::test]
async fn an_address_of_ours_finds_what_it_leads_to_and_nothing_else() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let post = world.post(&bob, "caw").await;
    let found =
        search(&world, &ada, &format!("q=https://r.example/@bob/{post}&type=statuses&resolve=true")).await;
    assert_eq!(
        (ids(&found["statuses"]), found["accounts"].as_array().unwrap().len()),
        (vec![post.as_str()], 0)
    );
    let found = search(&world, &ada, "q=https://r.example/@bob").await;
    assert_eq!(ids(&found["accounts"]), [bob.id.as_str()]);
    let form = [("status", "psst"), ("visibility", "private")];
    let closed = world.call(Call::post("/api/v1/statuses").form(&form).by(&bob)).await.id();
    let found = search(&world, &ada, &format!("q=https://r.example/@bob/{closed}")).await;
    assert_eq!(found["statuses"], json!([]));
}

#[tokio::test]
async fn posts_are_found_in_pages() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let mut posts = Vec::new();
    for n in 0..5 {
        posts.insert(0, world.post(&ada, &format!("caw {n}")).await);
    }
    let found = async |query: String| {
        let found = search(&world, &ada, &format!("q=caw&type=statuses&{query}")).await;
        ids(&found["statuses"]).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found("limit=2".into()).await, posts[..2]);
    assert_eq!(found("limit=2&offset=2".into()).await, posts[2..4]);
    assert_eq!(found(format!("max_id={}", posts[2])).await, posts[3..]);
    assert_eq!(found(format!("min_id={}&limit=1", posts[3])).await, posts[2..3]);
    assert!(found("account_id=1".into()).await.is_empty());
    assert_eq!(found(format!("account_id={}&offset=-7&limit=many", ada.id)).await, posts);
}
