//! Somebody reads.
use cucumber::gherkin::Step;
use cucumber::{then, when};
use features::drive::{Rule, ShownPost};

use super::{below, column};
use crate::words::{Place, Who};
use crate::world::{Rookery, texts};

#[then(expr = "{who} can read {string}")]
async fn can_read(world: &mut Rookery, who: Who, text: String) {
    let id = world.post(trimmed(world, &text).as_str());
    let session = world.session(&who).await;
    let post = world.drive().read(session.as_ref(), id).await.unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!(post.text, world.spelt(&text).await);
}

/// A post may have been typed with space around it.
fn trimmed(world: &Rookery, text: &str) -> String {
    let (last, _) = world.last();
    if last.trim() == text { last } else { text.to_owned() }
}

#[then(expr = "{who} can read:")]
async fn can_read_lines(world: &mut Rookery, who: Who, step: &Step) {
    can_read(world, who, below(step)).await;
}

#[then(expr = "{who} can read what {who} published")]
async fn can_read_last(world: &mut Rookery, who: Who, author: Who) {
    world.settled();
    let (text, _) = world.last();
    world.is_by(&text, &author);
    can_read(world, who, text).await;
}

#[then(expr = "{who} can read {string} by way of {who}'s boost")]
async fn can_read_boost(world: &mut Rookery, who: Who, text: String, booster: Who) {
    let boost = world.boost(&booster, &text);
    let session = world.session(&who).await;
    let shown =
        world.drive().read(session.as_ref(), boost).await.unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!((shown.entry, shown.post, shown.text), (boost, world.post(&text), text));
    assert_eq!(shown.booster, Some(world.account(&booster).await));
}

#[then(expr = "{who} cannot read {string}")]
async fn cannot_read(world: &mut Rookery, who: Who, text: String) {
    let session = world.session(&who).await;
    let answer = world.drive().read(session.as_ref(), world.post(&text)).await;
    assert_eq!(answer.map_err(|refused| refused.rule), Err(Rule::NotThere));
}

#[when(expr = "{who} reads {string}")]
async fn reads(world: &mut Rookery, who: Who, text: String) {
    let session = world.session(&who).await;
    let answer = world.drive().read(session.as_ref(), world.post(&text)).await;
    world.note(&who, answer);
}

#[when(expr = "{who} reads the thread of {string}")]
async fn reads_thread(world: &mut Rookery, who: Who, text: String) {
    let session = world.session(&who).await;
    let answer = world.drive().thread(session.as_ref(), world.post(&text)).await;
    world.note(&who, answer);
}

#[when(expr = "{who} opens {where}")]
async fn opens(world: &mut Rookery, who: Who, place: Place) {
    let answer = world.try_whole(&who, &place).await;
    world.note(&who, answer);
}

#[then(expr = "{who} sees {string} in {where}")]
async fn sees(world: &mut Rookery, who: Who, text: String, place: Place) {
    assert!(found(world, &who, &text, &place).await.is_some(), "{text:?} is not there");
}

#[then(expr = "{who} sees {string} boosted by {who} in {where}")]
async fn sees_boosted(world: &mut Rookery, who: Who, text: String, booster: Who, place: Place) {
    let booster = world.account(&booster).await;
    let post = found(world, &who, &text, &place).await.expect("it is there");
    assert_eq!(post.booster, Some(booster));
}

#[then(expr = "{who} does not see {string} in {where}")]
async fn does_not_see(world: &mut Rookery, who: Who, text: String, place: Place) {
    assert!(found(world, &who, &text, &place).await.is_none(), "{text:?} is there");
}

async fn found(world: &mut Rookery, who: &Who, text: &str, place: &Place) -> Option<ShownPost> {
    let id = world.post(text);
    world.whole(who, place).await.into_iter().find(|post| post.post == id)
}

#[then(expr = "{who} sees in {where}:")]
async fn sees_all(world: &mut Rookery, who: Who, place: Place, step: &Step) {
    let posts = world.whole(&who, &place).await;
    compare(world, &posts, column(step)).await;
}

#[then(expr = "{who} sees nothing in {where}")]
async fn sees_nothing(world: &mut Rookery, who: Who, place: Place) {
    assert_eq!(texts(&world.whole(&who, &place).await), Vec::<String>::new());
}

#[then(expr = "{who} sees above {string}:")]
async fn sees_above(world: &mut Rookery, who: Who, text: String, step: &Step) {
    let posts = thread(world, &who, &text).await.0;
    compare(world, &posts, column(step)).await;
}

#[then(expr = "{who} sees below {string}:")]
async fn sees_below(world: &mut Rookery, who: Who, text: String, step: &Step) {
    let posts = thread(world, &who, &text).await.1;
    compare(world, &posts, column(step)).await;
}

#[then(expr = "{who} sees nothing above {string}")]
async fn sees_nothing_above(world: &mut Rookery, who: Who, text: String) {
    assert_eq!(texts(&thread(world, &who, &text).await.0), Vec::<String>::new());
}

#[then(expr = "{who} sees nothing below {string}")]
async fn sees_nothing_below(world: &mut Rookery, who: Who, text: String) {
    assert_eq!(texts(&thread(world, &who, &text).await.1), Vec::<String>::new());
}

async fn thread(world: &mut Rookery, who: &Who, text: &str) -> (Vec<ShownPost>, Vec<ShownPost>) {
    let session = world.session(who).await;
    let answer = world.drive().thread(session.as_ref(), world.post(text)).await;
    let thread = answer.unwrap_or_else(|refused| panic!("{} was {refused}", who.0));
    (thread.above, thread.below)
}

async fn compare(world: &mut Rookery, posts: &[ShownPost], expected: Vec<String>) {
    let mut spelt = vec![];
    for text in expected {
        spelt.push(world.spelt(&text).await);
    }
    assert_eq!(texts(posts), spelt);
}

#[then(expr = "exactly {string} see it on its own page")]
async fn see_its_page(world: &mut Rookery, readers: String) {
    let (_, id) = world.last();
    for who in everybody() {
        let session = world.session(&who).await;
        let answer = world.drive().read(session.as_ref(), id).await;
        judge(&readers, &who, answer.is_ok());
    }
}

#[then(expr = "exactly {string} see it on {where}")]
async fn see_it_on(world: &mut Rookery, readers: String, place: Place) {
    let (_, id) = world.last();
    for who in everybody() {
        let posts = world.try_whole(&who, &place).await.unwrap_or_default();
        judge(&readers, &who, posts.iter().any(|post| post.post == id));
    }
}

#[then(expr = "exactly {string} see it on the thread of {string}")]
async fn see_it_in_thread(world: &mut Rookery, readers: String, of: String) {
    let (text, _) = world.last();
    see_in_thread(world, readers, text, of).await;
}

#[then(expr = "exactly {string} see {string} on the thread of {string}")]
async fn see_in_thread(world: &mut Rookery, readers: String, text: String, of: String) {
    let id = world.post(&text);
    for who in everybody() {
        let (above, below) = thread(world, &who, &of).await;
        judge(&readers, &who, above.iter().chain(&below).any(|post| post.post == id));
    }
}

/// Everybody who plays a part in a question of who may see what.
pub(super) fn everybody() -> Vec<Who> {
    Who::list("Ada, Bob, Cleo, Dora, a visitor")
}

pub(super) fn judge(readers: &str, who: &Who, sees: bool) {
    let should = Who::list(readers).contains(who);
    assert_eq!(sees, should, "{} {} see it", who.0, if should { "should" } else { "should not" });
}
