//! What is in every document, wherever it stands in it.
use serde_json::Value;

use super::{Scene, named};

/// Looks at each named value of everything that can be seen; says how many there were to look at.
async fn everywhere(scene: &Scene, mut look: impl FnMut(&str, &str, &Value)) {
    for path in scene.pages().into_iter().chain(scene.sights()) {
        let seen = scene.look(&path).await;
        let mut found = Vec::new();
        named("", &seen.body, &mut found);
        for (name, value) in found {
            look(&path, name, value);
        }
    }
}

#[tokio::test]
async fn point_04_ids_are_strings_of_digits_that_grow_with_time() {
    let scene = Scene::set().await;
    let mut ids = 0;
    everywhere(&scene, |path, name, value| {
        if (name == "id" || name.ends_with("_id")) && !value.is_null() {
            let id = value.as_str().unwrap_or_else(|| panic!("{path}: {name} is {value}"));
            // that of the role which everybody has
            let digits = if id == "-99" { "99" } else { id };
            assert!(
                !id.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()),
                "{path}: {name} is {id}"
            );
        }
        if value.get("acct").is_some() || value.get("content").is_some() {
            let id = value["id"].as_str().unwrap();
            assert!(id.parse::<i64>().unwrap() > 1 << 53, "{path}: {id}");
            ids += 1;
        }
    })
    .await;
    assert!(ids > 20, "{ids}");
    let Scene { world, ada, .. } = &scene;
    let (older, newer) = (world.post(ada, "one").await, world.post(ada, "two").await);
    let number = |id: &str| id.parse::<i64>().unwrap();
    assert!(number(&older) < number(&newer));
    let milliseconds = number(&older) >> 16;
    assert!((1_795_229_544_000..1_795_229_644_000).contains(&milliseconds), "{milliseconds}");
}

#[tokio::test]
async fn point_05_times_have_a_fraction_and_a_z() {
    let scene = Scene::set().await;
    let mut times = 0;
    everywhere(&scene, |path, name, value| {
        let Some(text) = value.as_str() else { return };
        if name == "last_status_at" {
            assert_eq!(shape(text), "0000-00-00", "{path}: {name} is {text}");
        } else if name.ends_with("_at") {
            assert_eq!(shape(text), "0000-00-00T00:00:00.000Z", "{path}: {name} is {text}");
            times += 1;
        }
    })
    .await;
    assert!(times > 20, "{times}");
}

/// A text with a zero for each digit.
fn shape(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect()
}

#[tokio::test]
async fn point_06_where_clients_need_an_address_there_is_one() {
    const ADDRESSES: [&str; 6] = ["avatar", "avatar_static", "header", "header_static", "url", "uri"];
    let scene = Scene::set().await;
    let mut accounts = 0;
    everywhere(&scene, |path, name, value| {
        let is = |field| value.get(field).is_some();
        for tag in value.as_array().filter(|_| name == "tags").into_iter().flatten() {
            let address = tag["url"].as_str().unwrap_or_default();
            assert!(address.starts_with("https://r.example/tags/"), "{path}: a tag is {tag}");
        }
        let wanted: &[&str] = match value {
            Value::Object(_) if is("acct") && is("avatar") => &ADDRESSES,
            Value::Object(_) if is("content") || is("username") => &["url"],
            Value::Object(_) if is("statuses_count") || is("history") => &["url"],
            _ => return,
        };
        for field in wanted {
            let address = value[*field].as_str().unwrap_or_default();
            assert!(address.starts_with("https://r.example/"), "{path}: {field} is {address:?} in {value}");
        }
        accounts += usize::from(wanted.len() == ADDRESSES.len());
    })
    .await;
    assert!(accounts > 10, "{accounts}");
}

#[tokio::test]
async fn point_07_lists_are_lists_and_hold_no_null() {
    const LISTS: [&str; 8] =
        ["roles", "tags", "fields", "emojis", "mentions", "media_attachments", "filtered", "rules"];
    let scene = Scene::set().await;
    let mut lists = 0;
    everywhere(&scene, |path, name, value| {
        let wanted: &[&str] = match value {
            Value::Object(fields) if fields.contains_key("acct") && fields.contains_key("avatar") => {
                &["roles", "fields", "emojis"]
            }
            Value::Object(fields) if fields.contains_key("content") => {
                &["tags", "emojis", "mentions", "media_attachments"]
            }
            _ => &[],
        };
        for field in wanted {
            assert!(value[*field].is_array(), "{path}: {field} in {value}");
        }
        if let Value::Array(items) = value {
            assert!(items.iter().all(|item| !item.is_null()), "{path}: {name} is {value}");
            lists += 1;
        }
        assert!(!(LISTS.contains(&name) && value.is_null()), "{path}: {name} is null");
    })
    .await;
    assert!(lists > 50, "{lists}");
}
