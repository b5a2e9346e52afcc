//! What somebody changes of their own account.
use axum::http::Method;
use serde_json::{Value, json};

use crate::door::{Call, Member, Seen, World};

fn change() -> Call {
    Call::new(Method::PATCH, "/api/v1/accounts/update_credentials/")
}

async fn refused(world: &World, by: &Member, body: Value, words: &str) {
    world.call(change().json(&body).by(by)).await.refuses(422, &format!("Validation failed: {words}"));
}

async fn seen(world: &World, of: &Member) -> Seen {
    world.get(&format!("/api/v1/accounts/{}", of.id)).await
}

#[tokio::test]
async fn a_profile_is_shown_as_html_and_to_its_owner_as_written() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let body = json!({
        "display_name": "Ada", "note": "I count <rooks>\n#birds", "locked": true, "bot": "1", "discoverable": true,
        "indexable": "True", "hide_collections": "on",
        "fields_attributes": [{"name": "web", "value": "https://a.example/x"}, {"name": "", "value": ""}],
        "source": {"privacy": "private", "sensitive": true, "language": "de"}, "unknown": null,
    });
    let own = world.call(change().json(&body).by(&ada)).await;
    assert_eq!(own.status, 200, "{own:?}");
    assert_eq!(
        own.body["source"],
        json!({
            "privacy": "private", "sensitive": true, "language": "de", "note": "I count <rooks>\n#birds",
            "fields": [{"name": "web", "value": "https://a.example/x", "verified_at": null}],
            "follow_requests_count": 0, "hide_collections": true, "discoverable": true, "indexable": true,
        })
    );
    assert_eq!(own.body["role"]["permissions"], "0");
    let shown = seen(&world, &ada).await.body;
    for flag in ["locked", "bot", "discoverable", "indexable", "hide_collections"] {
        assert_eq!(shown[flag], true, "{flag}");
    }
    let note = "<p>I count &lt;rooks&gt;<br /><a href=\"https://r.example/tags/birds\" class=\"mention hashtag\" rel=\"tag\">#<span>birds</span></a></p>";
    assert_eq!((&shown["display_name"], &shown["note"]), (&json!("Ada"), &json!(note)));
    assert!(shown["fields"][0]["value"].as_str().unwrap().starts_with("<a href=\"https://a.example/x\""));
    assert_eq!(shown["source"], Value::Null, "what only its owner edits is not shown");
    let own = world.call(Call::get("/api/v1/accounts/verify_credentials").by(&ada)).await;
    assert_eq!(own.body["source"]["language"], "de");
}

#[tokio::test]
async fn forms_say_the_same_as_json_and_what_is_not_said_stays() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let fields = |seen: &Seen| {
        let all = seen.body["source"]["fields"].as_array().unwrap().clone();
        all.iter()
            .map(|one| format!("{}={}", one["name"].as_str().unwrap(), one["value"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let form = change().form(&[
        ("note", "hello"),
        ("fields_attributes[0][name]", "a"),
        ("fields_attributes[0][value]", "1"),
        ("fields_attributes[1][name]", "b"),
        ("fields_attributes[1][value]", "2"),
        ("source[privacy]", "unlisted"),
    ]);
    let own = world.call(form.by(&ada)).await;
    assert_eq!(
        (fields(&own), &own.body["source"]["note"]),
        (vec!["a=1".into(), "b=2".into()], &json!("hello"))
    );
    let form = change().form(&[
        ("fields_attributes[][name]", "c"),
        ("fields_attributes[][value]", "3"),
        ("fields_attributes[][name]", "d"),
        ("fields_attributes[][value]", "4"),
    ]);
    let own = world.call(form.by(&ada)).await;
    assert_eq!(
        (fields(&own), &own.body["source"]["note"]),
        (vec!["c=3".into(), "d=4".into()], &json!("hello"))
    );
    assert_eq!(own.body["source"]["privacy"], "unlisted");
    let parts = "--x\r\nContent-Disposition: form-data; name=\"fields_attributes[0][name]\"\r\n\r\ne\r\n--x\r\nContent-Disposition: form-data; name=\"locked\"\r\n\r\ntrue\r\n--x--\r\n";
    let own = world.call(change().raw("multipart/form-data; boundary=x", parts).by(&ada)).await;
    assert_eq!((fields(&own), &own.body["locked"]), (vec!["e=".into()], &json!(true)));
}

#[tokio::test]
async fn what_breaks_a_rule_changes_nothing() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let before = world.changes().await;
    let long = "x".repeat(501);
    refused(&world, &ada, json!({"note": long}), "Note is too long (maximum is 500 characters)").await;
    refused(&world, &ada, json!({"note": "a\u{1}"}), "Profile contains control characters").await;
    let name = "Display name is too long (maximum is 30 characters)";
    refused(&world, &ada, json!({"display_name": "x".repeat(31), "note": "hello"}), name).await;
    let fields = |count: usize, value: &str| json!({"fields_attributes": vec![json!({"name": "a", "value": value}); count]});
    refused(&world, &ada, fields(5, "b"), "Profile has too many fields (maximum is 4)").await;
    let words = "Profile fields are too long (maximum is 255 characters each)";
    refused(&world, &ada, fields(1, &"x".repeat(256)), words).await;
    refused(&world, &ada, json!({"fields_attributes": [{"value": "b"}]}), "Profile fields must have a name")
        .await;
    refused(&world, &ada, json!({"fields_attributes": "b"}), "fields_attributes must be a group").await;
    refused(&world, &ada, json!({"fields_attributes": ["b"]}), "fields_attributes must be a group").await;
    refused(&world, &ada, json!({"locked": "maybe"}), "locked must be true or false").await;
    refused(&world, &ada, json!({"source": "x"}), "source must be a group").await;
    let words = "Visibility is not included in the list";
    refused(&world, &ada, json!({"source": {"privacy": "direct"}}), words).await;
    refused(
        &world,
        &ada,
        json!({"source": {"language": "klingon!"}}),
        "Language is not included in the list",
    )
    .await;
    world.call(change().json(&json!({"note": "x"}))).await.refuses(401, "The access token is invalid");
    assert_eq!(world.changes().await, before);
}

#[tokio::test]
async fn posts_are_by_default_as_their_author_wants_them() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    world.post(&ada, "before").await;
    let defaults = json!({"source": {"privacy": "private", "sensitive": true, "language": "de"}});
    world.call(change().json(&defaults).by(&ada)).await;
    let post =
        world.call(Call::post("/api/v1/statuses").json(&json!({"status": "at once"})).by(&ada)).await.body;
    assert_eq!(
        (&post["visibility"], &post["sensitive"], &post["language"]),
        (&json!("private"), &json!(true), &json!("de"))
    );
    let said = json!({"status": "for all", "visibility": "public", "sensitive": false, "language": "en"});
    let post = world.call(Call::post("/api/v1/statuses").json(&said).by(&ada)).await.body;
    assert_eq!(
        (&post["visibility"], &post["sensitive"], &post["language"]),
        (&json!("public"), &json!(false), &json!("en"))
    );
}
