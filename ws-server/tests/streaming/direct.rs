//! What is said to some people and nobody else is told to them at once, and to nobody else.
use domain::identity::Scopes;
use domain::posts::{PostText, TextLimit, Visibility};
use serde_json::{Value, json};
use service::posts::Writing;

use super::{Server, frame, origin};

#[tokio::test]
async fn what_is_said_to_few_is_told_to_them_alone() {
    let server = Server::start().await;
    let hers = server.tokens.grant(server.reader, Scopes::stored("read")).await.unwrap().bearer;
    let (his, narrow) = (server.bearer("read:statuses").await, server.bearer("read:notifications").await);
    assert_eq!(server.refused(&format!("?stream=direct&access_token={narrow}"), &[]).await, 401);
    assert_eq!(server.refused("?stream=direct", &[]).await, 401);
    let mut sockets = [
        server.open(&format!("?stream=direct&access_token={hers}")).await,
        server.open(&format!("?stream=direct&access_token={his}")).await,
    ];
    let mut public = server.open("?stream=public").await;
    let text = PostText::parse("@ada psst", TextLimit::new(500)).unwrap();
    let direct = Writing { visibility: Some(Visibility::Direct), ..Writing::plain(text) };
    server.posts.publish(server.author, direct, None, &origin(Some(server.author))).await.unwrap();
    check(&frame(&mut sockets[0]).await, true, "bob");
    check(&frame(&mut sockets[1]).await, false, "ada");
    server.publish("to all").await;
    assert_eq!(frame(&mut public).await["event"], "update", "nothing came before it");
}

fn check(frame: &Value, unread: bool, with: &str) {
    assert_eq!((&frame["stream"], &frame["event"]), (&json!(["direct"]), &json!("conversation")));
    let told: Value = serde_json::from_str(frame["payload"].as_str().unwrap()).unwrap();
    assert_eq!((&told["unread"], &told["accounts"][0]["acct"]), (&json!(unread), &json!(with)));
    assert!(told["last_status"]["content"].as_str().unwrap().contains("psst"), "{told}");
}
