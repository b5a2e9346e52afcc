//! Pictures, from the upload to the post.
use axum::http::Method;
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

pub(crate) const PNG: &[u8] = include_bytes!("../../src/web/pictures/avatar.png");
const BORDER: &str = "x-border-x";

/// A form with a file and these texts.
fn multipart(file: &[u8], texts: &[(&str, &str)]) -> Vec<u8> {
    form(&[("file", file)], texts)
}

/// A form with these files and texts.
fn form(files: &[(&str, &[u8])], texts: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, text) in texts {
        let head = format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), text.as_bytes(), b"\r\n"].concat());
    }
    for (name, file) in files {
        let head = format!(
            "--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"../x.exe\"\r\n\
             Content-Type: text/html\r\n\r\n"
        );
        body.extend([head.as_bytes(), file, b"\r\n"].concat());
    }
    body.extend(format!("--{BORDER}--\r\n").as_bytes());
    body
}

impl World {
    /// A form with files in it.
    pub(crate) async fn send_form(
        &self,
        call: Call,
        files: &[(&str, &[u8])],
        texts: &[(&str, &str)],
    ) -> Seen {
        let kind = format!("multipart/form-data; boundary={BORDER}");
        self.call(call.raw(&kind, form(files, texts))).await
    }

    async fn send(&self, by: &Member, path: &str, file: &[u8], texts: &[(&str, &str)]) -> Seen {
        let kind = format!("multipart/form-data; boundary={BORDER}");
        self.call(Call::post(path).raw(&kind, multipart(file, texts)).by(by)).await
    }

    pub(crate) async fn picture(&self, by: &Member) -> String {
        let seen = self.send(by, "/api/v2/media", PNG, &[]).await;
        assert_eq!(seen.status, 200, "{seen:?}");
        seen.id()
    }

    pub(crate) async fn publish(&self, by: &Member, new: Value) -> Seen {
        self.call(Call::post("/api/v1/statuses").json(&new).by(by)).await
    }
}

pub(crate) fn path_of(url: &Value) -> String {
    url.as_str()
        .and_then(|url| url.strip_prefix("https://r.example"))
        .expect("an absolute address")
        .to_owned()
}

#[tokio::test]
async fn an_upload_is_ready_at_once_and_complete() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    for path in ["/api/v1/media", "/api/v2/media"] {
        let texts = [("description", " a rook "), ("focus", "-0.5,1.0")];
        let seen = world.send(&ada, path, PNG, &texts).await;
        assert_eq!((seen.status, &seen.body["type"]), (200, &json!("image")), "{seen:?}");
        assert_eq!(seen.body["description"], "a rook");
        assert_eq!(seen.body["meta"]["focus"], json!({ "x": -0.5, "y": 1.0 }));
        let original = &seen.body["meta"]["original"];
        let (width, height) = (original["width"].as_u64().unwrap(), original["height"].as_u64().unwrap());
        assert_eq!(original["size"], format!("{width}x{height}"));
        assert!(seen.body["blurhash"].is_string() && seen.body["meta"]["small"]["width"].is_u64());
        for url in [&seen.body["url"], &seen.body["preview_url"]] {
            let file = world.get(&path_of(url)).await;
            assert_eq!((file.status, file.header("content-type")), (200, "image/png"));
            assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
            assert_eq!(file.header("x-content-type-options"), "nosniff");
            assert_eq!(file.header("access-control-allow-origin"), "*");
            assert!(file.bytes.starts_with(b"\x89PNG"));
        }
        let again = world.call(Call::get(&format!("/api/v1/media/{}", seen.id())).by(&ada)).await;
        assert_eq!((again.status, again.body), (200, seen.body));
    }
}

#[tokio::test]
async fn a_post_carries_its_pictures() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let (one, two) = (world.picture(&ada).await, world.picture(&ada).await);
    let seen = world.publish(&ada, json!({ "media_ids": [two, one], "visibility": "public" })).await;
    assert_eq!((seen.status, &seen.body["content"]), (200, &json!("")), "{seen:?}");
    let carried = |body: &Value| {
        let all = body["media_attachments"].as_array().unwrap();
        all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(carried(&seen.body), [two.clone(), one.clone()]);
    let path = format!("/api/v1/statuses/{}", seen.id());
    assert_eq!(carried(&world.get(&path).await.body), [two.clone(), one.clone()]);

    let plain = world.post(&ada, "words").await;
    for timeline in ["/api/v1/timelines/public", &format!("/api/v1/accounts/{}/statuses", ada.id)] {
        assert_eq!(world.get(&format!("{timeline}?only_media=true")).await.ids(), [seen.id()]);
        assert_eq!(world.get(timeline).await.ids(), [plain.clone(), seen.id()]);
    }

    let refused = "Validation failed: Media not found or already attached to another post";
    world.publish(&ada, json!({ "status": "again", "media_ids": [one] })).await.refuses(422, refused);
    let gone = world.call(Call::delete(&path).by(&ada)).await;
    assert_eq!((carried(&gone.body), &gone.body["text"]), (vec![two, one.clone()], &json!("")));
    let anew = world.publish(&ada, json!({ "status": "again", "media_ids": [one] })).await;
    assert_eq!(anew.status, 200, "deleted and drafted anew: {anew:?}");
}

#[tokio::test]
async fn what_is_said_of_a_picture_can_change_until_it_is_in_a_post() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let id = world.picture(&ada).await;
    let path = format!("/api/v1/media/{id}");
    let put = |body: Value, by: &Member| world.call(Call::new(Method::PUT, &path).json(&body).by(by));
    let seen = put(json!({ "description": "a rook", "focus": "0.1,0.2" }), &ada).await;
    assert_eq!((seen.status, &seen.body["description"]), (200, &json!("a rook")));
    let seen = put(json!({ "focus": "0,0" }), &ada).await;
    assert_eq!(seen.body["description"], "a rook", "what is not said stays");
    put(json!({ "description": "mine" }), &bob).await.refuses(404, "Record not found");
    world.call(Call::get(&path).by(&bob)).await.refuses(404, "Record not found");
    let long = "x".repeat(1_501);
    let words = "Validation failed: Description is too long (maximum is 1500 characters)";
    put(json!({ "description": long }), &ada).await.refuses(422, words);
    let words = "Validation failed: Focus must be two numbers between -1 and 1";
    put(json!({ "focus": "2,0" }), &ada).await.refuses(422, words);
    assert_eq!(world.publish(&ada, json!({ "media_ids": [id] })).await.status, 200);
    put(json!({ "description": "late" }), &ada).await.refuses(404, "Record not found");
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let invalid = "Validation failed: File content type is invalid, File is invalid";
    for bad in [&b"hello"[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", &PNG[..40]] {
        world.send(&ada, "/api/v2/media", bad, &[]).await.refuses(422, invalid);
    }
    world.send(&ada, "/api/v2/media", b"", &[]).await.refuses(422, "Validation failed: File can't be blank");
    let no_file = world.call(Call::post("/api/v2/media").json(&json!({})).by(&ada)).await;
    no_file.refuses(422, "Validation failed: File can't be blank");
    let much = vec![0; (16 << 20) + (64 << 10)];
    world.send(&ada, "/api/v2/media", &much, &[]).await.refuses(413, "Request body too large");
    let kind = format!("multipart/form-data; boundary={BORDER}");
    let anybody = world.call(Call::post("/api/v2/media").raw(&kind, multipart(PNG, &[]))).await;
    anybody.refuses(401, "The access token is invalid");
    let reads = world.member_with("bob", domain::identity::Scopes::stored("read")).await;
    let seen = world.send(&reads, "/api/v2/media", PNG, &[]).await;
    seen.refuses(403, "This action is outside the authorized scopes");
}

#[tokio::test]
async fn a_post_takes_only_free_pictures_of_its_author() {
    let world = World::new().await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let bobs = world.picture(&bob).await;
    let before = world.changes().await;
    let refused = "Validation failed: Media not found or already attached to another post";
    for ids in [json!([bobs]), json!(["7"]), json!(["abc"]), json!(["99999999999999999999"])] {
        world.publish(&ada, json!({ "status": "x", "media_ids": ids })).await.refuses(422, refused);
    }
    let mut five = Vec::new();
    for _ in 0..5 {
        five.push(world.picture(&ada).await);
    }
    let words = "Validation failed: Cannot attach more than 4 files";
    world.publish(&ada, json!({ "status": "x", "media_ids": five })).await.refuses(422, words);
    let twice = json!({ "status": "x", "media_ids": [five[0], five[0]] });
    world.publish(&ada, twice).await.refuses(422, refused);
    world
        .publish(&ada, json!({ "media_ids": [] }))
        .await
        .refuses(422, "Validation failed: Text can't be blank");
    assert_eq!(world.changes().await, before);
}

#[tokio::test]
async fn there_is_no_way_out_of_the_folder() {
    let world = World::new().await;
    let hash = "a".repeat(64);
    for name in [
        "..%2f..%2fetc%2fpasswd".to_owned(),
        "%2e%2e%2frookery.sqlite".to_owned(),
        "..%252f..%252fx".to_owned(),
        format!("{hash}.png%00.html"),
        format!("{hash}.svg"),
        format!("{hash}.png"),
        format!("..%5c{hash}.png"),
        "x".repeat(4_000),
    ] {
        world.get(&format!("/media/{name}")).await.refuses(404, "Record not found");
    }
}

#[tokio::test]
async fn what_no_post_took_is_gone_after_a_day() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let (left, taken) = (world.picture(&ada).await, world.picture(&ada).await);
    let show = |id: &str| world.call(Call::get(&format!("/api/v1/media/{id}")).by(&ada));
    let file = path_of(&show(&left).await.body["url"]);
    let kept = path_of(&show(&taken).await.body["url"]);
    world.publish(&ada, json!({ "media_ids": [taken] })).await;
    let now = world.use_cases.entropy.now();
    assert_eq!(world.use_cases.uploads.sweep(now).await.unwrap(), 0);
    assert_eq!(world.get(&file).await.status, 200);
    let later = now + jiff::SignedDuration::from_hours(25);
    assert_eq!(world.use_cases.uploads.sweep(later).await.unwrap(), 1);
    world.get(&file).await.refuses(404, "Record not found");
    show(&left).await.refuses(404, "Record not found");
    assert_eq!(world.get(&kept).await.status, 200);
}
