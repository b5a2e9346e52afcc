//! Somebody has a channel, and others come to see it.
use cucumber::gherkin::Step;
use cucumber::{given, then, when};
use features::drive::{OnStage, Stage};

use super::column;
use crate::words::Who;
use crate::world::Rookery;

pub(super) async fn does(world: &mut Rookery, who: &Who, act: OnStage) {
    let session = world.session(who).await;
    let answer = world.drive().stream(session.as_ref(), &act).await;
    world.note(who, answer);
}

pub(super) async fn sees(world: &mut Rookery, who: &Who, whose: &Who) -> Stage {
    world.settled();
    let act = OnStage::Look(world.account(whose).await);
    let session = world.session(who).await;
    world.drive().stream(session.as_ref(), &act).await.unwrap_or_else(|refused| panic!("{refused}"))
}

#[given(expr = "{who} opens a channel with {string}")]
#[when(expr = "{who} opens a channel with {string}")]
async fn opens(world: &mut Rookery, who: Who, title: String) {
    does(world, &who, OnStage::Present { title, category: String::new(), live: None }).await;
}

#[when(expr = "{who} goes live with {string} in {string}")]
async fn goes_live(world: &mut Rookery, who: Who, title: String, category: String) {
    does(world, &who, OnStage::Present { title, category, live: Some(true) }).await;
}

#[when(expr = "{who} looks at the channel of {who}")]
async fn looks(world: &mut Rookery, who: Who, whose: Who) {
    let act = OnStage::Look(world.account(&whose).await);
    does(world, &who, act).await;
}

#[given(expr = "{who} follows the channel of {who}")]
#[when(expr = "{who} follows the channel of {who}")]
async fn follows(world: &mut Rookery, who: Who, whose: Who) {
    let act = OnStage::Follow(world.account(&whose).await);
    does(world, &who, act).await;
}

#[when(expr = "{who} leaves the channel of {who}")]
async fn leaves(world: &mut Rookery, who: Who, whose: Who) {
    let act = OnStage::Unfollow(world.account(&whose).await);
    does(world, &who, act).await;
}

#[given(expr = "{who} gives {who} {int} points in the channel of {who}")]
#[when(expr = "{who} gives {who} {int} points in the channel of {who}")]
async fn gives(world: &mut Rookery, who: Who, whom: Who, points: i64, whose: Who) {
    let act = OnStage::Grant(world.account(&whose).await, world.account(&whom).await, points);
    does(world, &who, act).await;
}

#[given(expr = "{who} chats {string} in the channel of {who}")]
#[when(expr = "{who} chats {string} in the channel of {who}")]
async fn chats(world: &mut Rookery, who: Who, text: String, whose: Who) {
    let act = OnStage::Say(world.account(&whose).await, text, None);
    does(world, &who, act).await;
}

#[given(expr = "{who} chats {string} as {string} in the channel of {who}")]
#[when(expr = "{who} chats {string} as {string} in the channel of {who}")]
async fn chats_as(world: &mut Rookery, who: Who, text: String, name: String, whose: Who) {
    let act = OnStage::Say(world.account(&whose).await, text, Some(name));
    does(world, &who, act).await;
}

#[given(expr = "{who} chats {string} through the gateway in the channel of {who}")]
#[when(expr = "{who} chats {string} through the gateway in the channel of {who}")]
async fn publishes(world: &mut Rookery, who: Who, text: String, whose: Who) {
    let act = OnStage::Publish(world.account(&whose).await, text, None);
    does(world, &who, act).await;
}

#[given(expr = "{who} chats {string} as {string} through the gateway in the channel of {who}")]
#[when(expr = "{who} chats {string} as {string} through the gateway in the channel of {who}")]
async fn publishes_as(world: &mut Rookery, who: Who, text: String, name: String, whose: Who) {
    let act = OnStage::Publish(world.account(&whose).await, text, Some(name));
    does(world, &who, act).await;
}

#[when(expr = "{who} chats {int} letters through the gateway in the channel of {who}")]
async fn publishes_much(world: &mut Rookery, who: Who, count: usize, whose: Who) {
    publishes(world, who, "x".repeat(count), whose).await;
}

#[when(expr = "{who} chats {int} letters in the channel of {who}")]
async fn chats_much(world: &mut Rookery, who: Who, count: usize, whose: Who) {
    chats(world, who, "x".repeat(count), whose).await;
}

#[when(expr = "{who} takes {string} out of the channel of {who}")]
async fn takes_out(world: &mut Rookery, who: Who, text: String, whose: Who) {
    let said = sees(world, &who, &whose).await.said;
    let heard =
        said.iter().find(|heard| heard.text == text).unwrap_or_else(|| panic!("nobody said {text:?}"));
    let act = OnStage::Unsay(world.account(&whose).await, heard.id);
    does(world, &who, act).await;
}

#[then(expr = "{who} sees {string} in the channel of {who}")]
async fn sees_title(world: &mut Rookery, who: Who, title: String, whose: Who) {
    assert_eq!(sees(world, &who, &whose).await.title, title);
}

#[then(expr = "{who} sees that {string} in {string} is on in the channel of {who}")]
async fn sees_what_is_on(world: &mut Rookery, who: Who, title: String, category: String, whose: Who) {
    let stage = sees(world, &who, &whose).await;
    assert_eq!((stage.title, stage.category, stage.live), (title, category, true));
}

#[then(expr = "the channel of {who} has {int} follower(s)")]
async fn has_followers(world: &mut Rookery, whose: Who, count: u64) {
    assert_eq!(sees(world, &whose.clone(), &whose).await.followers, count);
}

#[then(expr = "{who} has {int} points in the channel of {who}")]
async fn has_points(world: &mut Rookery, who: Who, points: u64, whose: Who) {
    assert_eq!(sees(world, &who, &whose).await.points, Some(points));
}

#[then(expr = "{who} reads in the channel of {who}:")]
async fn reads(world: &mut Rookery, who: Who, whose: Who, step: &Step) {
    let stage = sees(world, &who, &whose).await;
    let mut texts = Vec::new();
    for heard in stage.said {
        texts.push(heard.text);
    }
    assert_eq!(texts, column(step));
}

#[then(expr = "{who} reads nothing in the channel of {who}")]
async fn reads_nothing(world: &mut Rookery, who: Who, whose: Who) {
    assert_eq!(sees(world, &who, &whose).await.said, []);
}
