//! What clients send, in all the ways in which they do.
use axum::http::Method;
use serde_json::{Value, json};

use super::Scene;
use crate::door::{Call, World};

/// The same fields as JSON, as a form and in parts.
fn in_each_form(method: &Method, path: &str, fields: &[(&str, &str)]) -> [Call; 3] {
    let call = || Call::new(method.clone(), path);
    let json: Value = fields.iter().map(|&(name, value)| (name.to_owned(), json!(value))).collect();
    let parts = fields.iter().map(|(name, value)| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    let parts = parts.collect::<String>() + "--x--\r\n";
    [call().json(&json), call().form(fields), call().raw("multipart/form-data; boundary=x", parts)]
}

#[tokio::test]
async fn point_11_bodies_come_in_three_forms_or_not_at_all() {
    let Scene { world, ada, bob, post, .. } = Scene::set().await;
    for call in in_each_form(&Method::POST, "/api/v1/statuses", &[("status", "hello"), ("unknown", "x")]) {
        let seen = world.call(call.by(&ada)).await;
        assert_eq!((seen.status, &seen.body["content"]), (200, &json!("<p>hello</p>")), "{seen:?}");
        let path = format!("/api/v1/statuses/{}", seen.id());
        let [call, ..] = in_each_form(&Method::DELETE, &path, &[("delete_media", "true")]);
        assert_eq!(world.call(call.by(&ada)).await.status, 200);
    }
    let list = world.call(Call::post("/api/v1/lists").json(&json!({ "title": "birds" })).by(&ada)).await.id();
    let path = format!("/api/v1/lists/{list}/accounts");
    let member = [("account_ids", &*bob.id)];
    let both = in_each_form(&Method::POST, &path, &member).into_iter().zip(in_each_form(
        &Method::DELETE,
        &path,
        &member,
    ));
    for (add, remove) in both {
        for (call, members) in [(add, 1), (remove, 0)] {
            assert_eq!(world.call(call.by(&ada)).await.status, 200);
            assert_eq!(world.call(Call::get(&path).by(&ada)).await.ids().len(), members, "{path}");
        }
    }
    for (method, path, field) in [
        (Method::PUT, format!("/api/v1/lists/{list}"), "title"),
        (Method::PATCH, "/api/v1/accounts/update_credentials".to_owned(), "display_name"),
    ] {
        for (n, said) in ["json", "form", "parts"].into_iter().enumerate() {
            let call = in_each_form(&method, &path, &[(field, said)]).into_iter().nth(n).unwrap();
            let seen = world.call(call.by(&ada)).await;
            assert_eq!((seen.status, &seen.body[field]), (200, &json!(said)), "{path}: {seen:?}");
        }
    }
    let path = format!("/api/v1/statuses/{post}/favourite");
    for kind in
        ["", "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
    {
        let seen = world.call(Call::post(&path).raw(kind, "").by(&ada)).await;
        assert_eq!((seen.status, seen.id()), (200, post.clone()), "{kind}: {seen:?}");
    }
    let nulls = json!({ "reblogs": null, "notify": null, "languages": null, "unknown": { "a": [1, null] } });
    let follow = Call::post(&format!("/api/v1/accounts/{}/follow", bob.id)).json(&nulls);
    let seen = world.call(follow.by(&ada)).await;
    assert_eq!((seen.status, &seen.body["showing_reblogs"]), (200, &json!(true)), "{seen:?}");
}

#[tokio::test]
async fn point_12_lists_are_written_in_four_ways() {
    let Scene { world, ada, bob, .. } = Scene::set().await;
    let (one, two) = (&ada.id, &bob.id);
    for query in [
        format!("id[]={one}&id[]={two}"),
        format!("id%5B%5D={one}&id%5B%5D={two}"),
        format!("id[0]={one}&id[1]={two}"),
        format!("id%5B0%5D={one}&id%5B1%5D={two}"),
    ] {
        let seen = world.call(Call::get(&format!("/api/v1/accounts/relationships?{query}")).by(&ada)).await;
        assert_eq!(seen.ids(), [one.clone(), two.clone()], "{query}");
    }
    let seen = world.call(Call::get(&format!("/api/v1/accounts/relationships?id={two}")).by(&ada)).await;
    assert_eq!(seen.ids(), std::slice::from_ref(two));
    let list = world.call(Call::post("/api/v1/lists").json(&json!({ "title": "birds" })).by(&ada)).await.id();
    let path = format!("/api/v1/lists/{list}/accounts");
    for name in ["account_ids[]", "account_ids[0]", "account_ids"] {
        for call in in_each_form(&Method::POST, &path, &[(name, &**two)]).into_iter().skip(1) {
            assert_eq!(world.call(call.by(&ada)).await.status, 200, "{name}");
            assert_eq!(
                world.call(Call::get(&path).by(&ada)).await.ids(),
                std::slice::from_ref(two),
                "{name}"
            );
            let gone = Call::delete(&path).form(&[(name, two)]);
            assert_eq!(world.call(gone.by(&ada)).await.status, 200, "{name}");
        }
    }
}

#[tokio::test]
async fn point_12_groups_are_written_with_brackets() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let poll =
        [("status", "?"), ("poll[options][]", "a"), ("poll[options][]", "b"), ("poll[expires_in]", "300")];
    // an object of JSON has each name once
    for call in in_each_form(&Method::POST, "/api/v1/statuses", &poll).into_iter().skip(1) {
        let seen = world.call(call.by(&ada)).await;
        assert_eq!(seen.body["poll"]["options"][1]["title"], "b", "{seen:?}");
    }
    let profile = [
        ("source[privacy]", "unlisted"),
        ("fields_attributes[0][name]", "nest"),
        ("fields_attributes[0][value]", "elm"),
        ("fields_attributes[1][name]", "bird"),
        ("fields_attributes[1][value]", "rook"),
    ];
    let path = "/api/v1/accounts/update_credentials";
    for call in in_each_form(&Method::PATCH, path, &profile).into_iter().skip(1) {
        let seen = world.call(call.by(&ada)).await;
        assert_eq!(seen.body["source"]["privacy"], "unlisted", "{seen:?}");
        let fields = ["nest", "bird"].map(|name| json!(name));
        assert_eq!([0, 1].map(|n| seen.body["fields"][n]["name"].clone()), fields, "{seen:?}");
        let reset =
            json!({ "source": { "privacy": "public" }, "fields_attributes": { "0": { "name": "" } } });
        world.call(Call::new(Method::PATCH, path).json(&reset).by(&ada)).await;
    }
    for call in
        in_each_form(&Method::POST, "/api/v1/markers", &[("home[last_read_id]", "12")]).into_iter().skip(1)
    {
        let seen = world.call(call.by(&ada)).await;
        assert_eq!(seen.body["home"]["last_read_id"], "12", "{seen:?}");
    }
}

#[tokio::test]
async fn point_13_yes_and_no_are_said_in_many_ways() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let sensitive = async |said: &Value| {
        let new = json!({ "status": "x", "sensitive": said });
        let as_json = world.call(Call::post("/api/v1/statuses").json(&new).by(&ada)).await;
        let text = said.as_str().map_or_else(|| said.to_string(), str::to_owned);
        let form = [("status", "x"), ("sensitive", text.as_str())];
        let as_form = world.call(Call::post("/api/v1/statuses").form(&form).by(&ada)).await;
        assert_eq!(as_json.body["sensitive"], as_form.body["sensitive"], "{said}: {as_json:?}");
        as_json.body["sensitive"].as_bool().unwrap()
    };
    for yes in [json!(true), json!(1), json!("1"), json!("true"), json!("t"), json!("on"), json!("True")] {
        assert!(sensitive(&yes).await, "{yes}");
    }
    for no in [json!(false), json!(0), json!("0"), json!("false"), json!("f"), json!("off"), json!("False")] {
        assert!(!sensitive(&no).await, "{no}");
    }
    let without_boosts = async |said: &str| {
        let path = format!("/api/v1/accounts/{}/statuses?exclude_reblogs={said}&limit=1", ada.id);
        world.get(&path).await.body[0]["reblog"].is_null()
    };
    let post = world.post(&ada, "caw").await;
    world.call(Call::post(&format!("/api/v1/statuses/{post}/reblog")).by(&ada)).await;
    for yes in ["true", "1", "t", "on", "True"] {
        assert!(without_boosts(yes).await, "{yes}");
    }
    for no in ["false", "0", "f", "off", "False"] {
        assert!(!without_boosts(no).await, "{no}");
    }
}
