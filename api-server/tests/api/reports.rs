//! Telling those who look after the server.
use domain::identity::Scopes;
use serde_json::json;

use crate::door::{Call, World};

#[tokio::test]
async fn somebody_is_reported_with_posts_and_words() {
    let world = World::new().await;
    let (ada, eve) = (world.member("ada").await, world.member("eve").await);
    let post = world.post(&eve, "buy my rooks").await;
    let form = [
        ("account_id", eve.id.as_str()),
        ("status_ids[]", &post),
        ("comment", " again and again "),
        ("category", "spam"),
        ("forward", "true"),
        ("rule_ids[]", "7"),
    ];
    let seen = world.call(Call::post("/api/v1/reports").form(&form).by(&ada)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    let body = &seen.body;
    assert_eq!((&body["category"], &body["comment"]), (&json!("spam"), &json!("again and again")));
    assert_eq!((&body["status_ids"], &body["target_account"]["id"]), (&json!([post]), &json!(eve.id)));
    assert_eq!((&body["action_taken"], &body["forwarded"]), (&json!(false), &json!(false)));
    let open = world.use_cases.reports.open().await.unwrap();
    assert_eq!((open.len(), open[0].id.to_string()), (1, seen.id()));
}

#[tokio::test]
async fn a_report_that_makes_no_sense_is_not_kept() {
    let world = World::new().await;
    let (ada, eve) = (world.member("ada").await, world.member("eve").await);
    let file = |form: Vec<(&'static str, String)>| {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        world.call(Call::post("/api/v1/reports").form(&form).by(&ada))
    };
    let about = || ("account_id", eve.id.clone());
    file(vec![]).await.refuses(404, "Record not found");
    file(vec![("account_id", "7".to_owned())]).await.refuses(404, "Record not found");
    file(vec![("account_id", "eve".to_owned())]).await.refuses(404, "Record not found");
    file(vec![about(), ("status_ids[]", "x".to_owned())]).await.refuses(404, "Record not found");
    let wrong = "Validation failed: Category is not included in the list";
    file(vec![about(), ("category", "boring".to_owned())]).await.refuses(422, wrong);
    let wrong = "Validation failed: Comment is too long (maximum is 1000 characters)";
    file(vec![about(), ("comment", "x".repeat(1_001))]).await.refuses(422, wrong);
    let many = [vec![about()], (0..101).map(|n| ("status_ids[]", n.to_string())).collect()].concat();
    file(many).await.refuses(422, "Validation failed: Statuses are too many (maximum is 100)");
    let reader = world.member_with("bob", Scopes::stored("read")).await;
    let form = [("account_id", eve.id.as_str())];
    let call = Call::post("/api/v1/reports").form(&form);
    world.call(call.by(&reader)).await.refuses(403, "This action is outside the authorized scopes");
    world.call(Call::post("/api/v1/reports").form(&form)).await.refuses(401, "The access token is invalid");
    assert!(world.use_cases.reports.open().await.unwrap().is_empty());
}
