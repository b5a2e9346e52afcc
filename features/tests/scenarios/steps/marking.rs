//! Somebody keeps a post, shows it first, or wants to hear no more of its thread.
use cucumber::{given, then, when};
use features::drive::{Mark, ShownPost};

use crate::words::Who;
use crate::world::Rookery;

#[given(expr = "{who} bookmarks {string}")]
#[when(expr = "{who} bookmarks {string}")]
async fn bookmarks(world: &mut Rookery, who: Who, text: String) {
    mark(world, &who, &text, Mark::Bookmark).await;
}

#[when(expr = "{who} takes back her/his/their bookmark of {string}")]
async fn takes_bookmark_back(world: &mut Rookery, who: Who, text: String) {
    unmark(world, &who, &text, Mark::Bookmark).await;
}

#[given(expr = "{who} pins {string}")]
#[when(expr = "{who} pins {string}")]
async fn pins(world: &mut Rookery, who: Who, text: String) {
    mark(world, &who, &text, Mark::Pin).await;
}

#[when(expr = "{who} takes back her/his/their pin of {string}")]
async fn takes_pin_back(world: &mut Rookery, who: Who, text: String) {
    unmark(world, &who, &text, Mark::Pin).await;
}

#[given(expr = "{who} mutes the thread of {string}")]
#[when(expr = "{who} mutes the thread of {string}")]
async fn mutes(world: &mut Rookery, who: Who, text: String) {
    mark(world, &who, &text, Mark::MuteThread).await;
}

#[when(expr = "{who} no longer mutes the thread of {string}")]
async fn mutes_no_longer(world: &mut Rookery, who: Who, text: String) {
    unmark(world, &who, &text, Mark::MuteThread).await;
}

#[then(expr = "{who} sees that she/he bookmarked {string}")]
async fn sees_bookmarked(world: &mut Rookery, who: Who, text: String) {
    assert!(as_seen_by(world, &who, &text).await.bookmarked);
}

#[then(expr = "{who} does not see that she/he bookmarked {string}")]
async fn sees_not_bookmarked(world: &mut Rookery, who: Who, text: String) {
    assert!(!as_seen_by(world, &who, &text).await.bookmarked);
}

#[then(expr = "{who} sees that she/he muted {string}")]
async fn sees_muted(world: &mut Rookery, who: Who, text: String) {
    assert!(as_seen_by(world, &who, &text).await.muted);
}

#[then(expr = "{who} does not see that she/he muted {string}")]
async fn sees_not_muted(world: &mut Rookery, who: Who, text: String) {
    assert!(!as_seen_by(world, &who, &text).await.muted);
}

async fn mark(world: &mut Rookery, who: &Who, text: &str, mark: Mark) {
    let session = world.session(who).await;
    let answer = world.drive().mark(session.as_ref(), world.post(text), mark).await;
    world.note(who, answer);
}

async fn unmark(world: &mut Rookery, who: &Who, text: &str, mark: Mark) {
    let session = world.session(who).await;
    let answer = world.drive().unmark(session.as_ref(), world.post(text), mark).await;
    world.note(who, answer);
}

async fn as_seen_by(world: &mut Rookery, who: &Who, text: &str) -> ShownPost {
    let session = world.session(who).await;
    world.drive().read(session.as_ref(), world.post(text)).await.unwrap_or_else(|refused| panic!("{refused}"))
}
