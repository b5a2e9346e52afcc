//! The pictures of accounts.
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};
use crate::media::{PNG, path_of};

const UPDATE: &str = "/api/v1/accounts/update_credentials";
const OTHER: &[u8] = include_bytes!("../../src/web/pictures/header.png");
const REFUSED: &str = "Validation failed: Avatar content type is invalid, Avatar is invalid";

impl World {
    async fn dress(&self, by: &Member, files: &[(&str, &[u8])], texts: &[(&str, &str)]) -> Seen {
        self.send_form(Call::new(Method::PATCH, UPDATE).by(by), files, texts).await
    }

    async fn update(&self, by: &Member, body: Value) -> Seen {
        self.call(Call::new(Method::PATCH, UPDATE).json(&body).by(by)).await
    }

    /// What is left when everything had its time.
    async fn sweep(&self) {
        let later = self.use_cases.entropy.now() + SignedDuration::from_hours(2);
        assert!(!self.use_cases.portraits.sweep(later).await.unwrap());
    }

    async fn has(&self, url: &Value) -> bool {
        self.get(&path_of(url)).await.status == 200
    }
}

/// Width and height of a PNG.
fn extent(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert!(png.starts_with(b"\x89PNG"));
    (number(16), number(20))
}

#[tokio::test]
async fn everybody_sees_the_pictures_of_an_account() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let post = world.post(&ada, "look").await;
    let seen = world.dress(&ada, &[("avatar", PNG), ("header", OTHER)], &[("display_name", "Ada")]).await;
    assert_eq!((seen.status, &seen.body["display_name"]), (200, &json!("Ada")), "{seen:?}");
    for (name, size) in [("avatar", (400, 400)), ("header", (1_500, 500))] {
        let url = &seen.body[name];
        assert_eq!(url, &seen.body[format!("{name}_static")]);
        let file = world.get(&path_of(url)).await;
        assert_eq!((file.status, extent(&file.bytes)), (200, size), "{name}");
        for path in [format!("/api/v1/accounts/{}", ada.id), "/api/v1/accounts/lookup?acct=ada".to_owned()] {
            assert_eq!(&world.get(&path).await.body[name], url, "{path}");
        }
        let status = world.get(&format!("/api/v1/statuses/{post}")).await.body;
        assert_eq!(&status["account"][name], url);
    }
}

#[tokio::test]
async fn another_picture_has_another_address_and_the_old_file_goes() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let first = world.dress(&ada, &[("avatar", PNG)], &[]).await.body;
    let second = world.dress(&ada, &[("avatar", PNG)], &[]).await.body;
    assert_ne!(first["avatar"], second["avatar"]);
    world.sweep().await;
    assert!(!world.has(&first["avatar"]).await && world.has(&second["avatar"]).await);
    let kept = world.update(&ada, json!({ "note": "caw", "avatar": null, "header": "" })).await.body;
    assert_eq!(kept["avatar"], second["avatar"], "what is not said stays");
}

#[tokio::test]
async fn a_picture_is_taken_off() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let worn = world.dress(&ada, &[("avatar", PNG), ("header", OTHER)], &[]).await.body;
    for name in ["avatar", "header"] {
        let path = format!("/api/v1/profile/{name}");
        world.call(Call::delete(&path)).await.refuses(401, "The access token is invalid");
        for _ in 0..2 {
            let seen = world.call(Call::delete(&path).by(&ada)).await;
            let default = format!("https://r.example/pictures/{name}.png");
            assert_eq!((seen.status, &seen.body[name]), (200, &json!(default)));
            assert!(seen.body["source"].is_object(), "it is the owner's");
        }
        world.sweep().await;
        assert!(!world.has(&worn[name]).await, "{name}");
    }
    world.call(Call::delete("/api/v1/profile/face").by(&ada)).await.refuses(404, "Record not found");
}

#[tokio::test]
async fn a_picture_may_be_written_out() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let written = format!("data:image/png;base64,{}", STANDARD.encode(PNG));
    let seen = world.update(&ada, json!({ "avatar": written })).await;
    assert!(seen.status == 200 && world.has(&seen.body["avatar"]).await, "{seen:?}");
    for bad in ["rook.png", "data:image/png;base64,", "data:image/png;base64,%%", "data:text/html,<b>"] {
        world.update(&ada, json!({ "avatar": bad })).await.refuses(422, REFUSED);
    }
    world
        .update(&ada, json!({ "avatar": ["a"] }))
        .await
        .refuses(422, "Validation failed: avatar must be a text");
}

#[tokio::test]
async fn what_is_no_picture_changes_nothing() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let before = world.dress(&ada, &[("avatar", PNG)], &[("note", "caw")]).await.body;
    let svg: &[u8] = b"<svg onload='alert(1)'/>";
    let texts = [("note", "changed")];
    world.dress(&ada, &[("avatar", svg), ("header", OTHER)], &texts).await.refuses(422, REFUSED);
    let header = "Validation failed: Header content type is invalid, Header is invalid";
    world.dress(&ada, &[("avatar", PNG), ("header", svg)], &texts).await.refuses(422, header);
    let large = [PNG, &vec![0; 8 << 20]].concat();
    let words = "Validation failed: Avatar must not be larger than 8 MB";
    world.dress(&ada, &[("avatar", &large)], &texts).await.refuses(422, words);
    let after = world.call(Call::get("/api/v1/accounts/verify_credentials").by(&ada)).await.body;
    assert_eq!((&after["avatar"], &after["note"]), (&before["avatar"], &before["note"]));
    world.sweep().await;
    assert!(world.has(&after["avatar"]).await);
}
