//! Somebody says something else than before.
use cucumber::{then, when};
use features::drive::Sight;

use crate::words::Who;
use crate::world::Rookery;

#[when(expr = "{who} edits {string} to say {string}")]
async fn edits(world: &mut Rookery, who: Who, text: String, new: String) {
    let session = world.session(&who).await;
    let answer = world.drive().rewrite(session.as_ref(), world.post(&text), &new).await;
    world.note(&who, answer);
}

#[then(expr = "{string} says {string}")]
async fn says(world: &mut Rookery, text: String, now: String) {
    assert_eq!(world.as_its_author(&text).await.text, now);
}

#[then(expr = "{string} has said {string} and then {string}")]
async fn has_said(world: &mut Rookery, text: String, first: String, then: String) {
    let versions = world.drive().versions(None, world.post(&text)).await.expect("what everybody may read");
    assert_eq!(versions, [first, then]);
}

#[then(expr = "{who} is shown that {string} says {string}")]
async fn is_shown_that(world: &mut Rookery, who: Who, text: String, now: String) {
    let id = world.post(&text);
    let says = |sight: &Sight| matches!(sight, Sight::Changed(post) if post.post == id && post.text == now);
    world.wait_for(&who, &format!("that {text:?} says {now:?}"), says).await;
}
