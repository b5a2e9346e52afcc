//! Somebody publishes, replies or deletes.
use cucumber::gherkin::Step;
use cucumber::{given, then, when};
use features::drive::Writing;
use futures_util::future::join_all;

use super::below;
use crate::words::{Audience, Described, Who};
use crate::world::Rookery;

/// Something that everybody can look at.
pub(super) const PICTURE: &[u8] = include_bytes!("../../../../api-server/src/web/pictures/avatar.png");

#[given(expr = "{who} publishes {string} with a picture of {string}")]
#[when(expr = "{who} publishes {string} with a picture of {string}")]
async fn publishes_with_picture(world: &mut Rookery, who: Who, text: String, seen: String) {
    let session = world.session(&who).await;
    let answer = world.drive().upload(session.as_ref(), PICTURE, &seen).await;
    if let Some(picture) = world.note(&who, answer) {
        world.publish(&who, Writing { media: vec![picture], ..Writing::plain(text) }).await;
    }
}

#[when(expr = "{who} publishes {string} with the picture of {string}")]
async fn publishes_with_the_same(world: &mut Rookery, who: Who, text: String, other: String) {
    let media = world.as_its_author(&other).await.media;
    world.publish(&who, Writing { media, ..Writing::plain(text) }).await;
}

#[when(expr = "{who} uploads {string} as a picture")]
async fn uploads(world: &mut Rookery, who: Who, content: String) {
    let session = world.session(&who).await;
    let answer = world.drive().upload(session.as_ref(), content.as_bytes(), "").await;
    world.note(&who, answer);
}

#[given(expr = "{who} publishes {string}")]
#[when(expr = "{who} publishes {string}")]
async fn publishes(world: &mut Rookery, who: Who, text: String) {
    world.publish(&who, Writing::plain(text)).await;
}

#[when(expr = "{who} publishes {text}")]
async fn publishes_described(world: &mut Rookery, who: Who, text: Described) {
    world.publish(&who, Writing::plain(text.0)).await;
}

#[when(expr = "{who} publishes:")]
async fn publishes_lines(world: &mut Rookery, who: Who, step: &Step) {
    world.publish(&who, Writing::plain(below(step))).await;
}

#[given(expr = "{who} publishes the {audience} post {string}")]
#[when(expr = "{who} publishes the {audience} post {string}")]
async fn publishes_for(world: &mut Rookery, who: Who, audience: Audience, text: String) {
    let visibility = audience.word().to_owned();
    world.publish(&who, Writing { visibility, ..Writing::plain(text) }).await;
}

#[when(expr = "{who} publishes {string} without saying for whom")]
async fn publishes_as_usual(world: &mut Rookery, who: Who, text: String) {
    world.publish(&who, Writing { visibility: String::new(), ..Writing::plain(text) }).await;
}

#[when(expr = "{who} publishes {string} with the visibility {string}")]
async fn publishes_with_visibility(world: &mut Rookery, who: Who, text: String, visibility: String) {
    world.publish(&who, Writing { visibility, ..Writing::plain(text) }).await;
}

#[when(expr = "{who} publishes {string} with the warning {string}")]
async fn publishes_with_warning(world: &mut Rookery, who: Who, text: String, warning: String) {
    world.publish(&who, Writing { warning, ..Writing::plain(text) }).await;
}

#[when(expr = "{who} publishes {text} with the warning {string}")]
async fn publishes_described_with_warning(world: &mut Rookery, who: Who, text: Described, warning: String) {
    world.publish(&who, Writing { warning, ..Writing::plain(text.0) }).await;
}

#[given(expr = "{who} publishes {string} in the language {string}")]
#[when(expr = "{who} publishes {string} in the language {string}")]
async fn publishes_in_language(world: &mut Rookery, who: Who, text: String, language: String) {
    world.publish(&who, Writing { language, ..Writing::plain(text) }).await;
}

#[given(expr = "{who} publishes {int} posts")]
#[when(expr = "{who} publishes {int} posts")]
async fn publishes_many(world: &mut Rookery, who: Who, count: usize) {
    for text in super::numbered(1, count) {
        world.publish(&who, Writing::plain(text)).await;
    }
}

#[given(expr = "{who} publishes {string} under the key {string}")]
#[when(expr = "{who} publishes {string} under the key {string}")]
async fn publishes_under_key(world: &mut Rookery, who: Who, text: String, key: String) {
    world.publish(&who, Writing { key: Some(key), ..Writing::plain(text) }).await;
}

#[when(expr = "{who} publishes {string} under the key {string} {int} times at once")]
async fn publishes_at_once(world: &mut Rookery, who: Who, text: String, key: String, times: usize) {
    let session = world.session(&who).await;
    let drive = world.drive();
    let writing = Writing { key: Some(key), ..Writing::plain(text.clone()) };
    let answers = join_all((0..times).map(|_| drive.publish(session.as_ref(), &writing))).await;
    for answer in answers {
        if let Some(post) = world.note(&who, answer) {
            world.remember(&who, &text, post.post);
        }
    }
}

#[then(expr = "{who} got the same post each time")]
#[then(expr = "{who} got the same boost each time")]
fn got_the_same(world: &mut Rookery, who: Who) {
    world.got_the_same(&who);
}

#[given(expr = "{who} replies {string} to {string}")]
#[when(expr = "{who} replies {string} to {string}")]
async fn replies(world: &mut Rookery, who: Who, text: String, to: String) {
    let reply_to = Some(world.post(&to));
    world.publish(&who, Writing { reply_to, ..Writing::plain(text) }).await;
}

#[given(expr = "{who} replies with the {audience} post {string} to {string}")]
#[when(expr = "{who} replies with the {audience} post {string} to {string}")]
async fn replies_for(world: &mut Rookery, who: Who, audience: Audience, text: String, to: String) {
    let (reply_to, visibility) = (Some(world.post(&to)), audience.word().to_owned());
    world.publish(&who, Writing { reply_to, visibility, ..Writing::plain(text) }).await;
}

#[given(expr = "{who} deletes {string}")]
#[when(expr = "{who} deletes {string}")]
async fn deletes(world: &mut Rookery, who: Who, text: String) {
    let session = world.session(&who).await;
    let answer = world.drive().delete(session.as_ref(), world.post(&text)).await;
    world.note(&who, answer);
}

#[when(expr = "{who} deletes her/his/their boost of {string}")]
async fn deletes_boost(world: &mut Rookery, who: Who, text: String) {
    let session = world.session(&who).await;
    let boost = world.boost(&who, &text);
    let answer = world.drive().delete(session.as_ref(), boost).await;
    world.note(&who, answer);
}
