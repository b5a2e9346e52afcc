//! Somebody says something of themselves.
use cucumber::{given, then, when};
use features::drive::{About, Member};

use crate::words::{Audience, Who};
use crate::world::Rookery;

#[given(expr = "{who} tells {string} about herself/himself")]
#[when(expr = "{who} tells {string} about herself/himself")]
async fn tells(world: &mut Rookery, who: Who, note: String) {
    edit(world, &who, About { note: Some(note), ..About::default() }).await;
}

#[when(expr = "{who} tells {int} letters about herself/himself")]
async fn tells_much(world: &mut Rookery, who: Who, count: usize) {
    tells(world, who, "x".repeat(count)).await;
}

#[given(expr = "{who} usually writes {audience} posts")]
async fn usually_writes(world: &mut Rookery, who: Who, audience: Audience) {
    let visibility = Some(audience.word().to_owned());
    edit(world, &who, About { visibility, ..About::default() }).await;
}

#[when(expr = "{who} wants to write with the visibility {string} from now on")]
async fn wants_to_write(world: &mut Rookery, who: Who, visibility: String) {
    edit(world, &who, About { visibility: Some(visibility), ..About::default() }).await;
}

#[then(expr = "{who} reads {string} about {who}")]
async fn reads_about(world: &mut Rookery, who: Who, note: String, whom: Who) {
    assert_eq!(seen_by(world, &who, &whom).await.note, note);
}

#[given(expr = "{who} wants to be asked before anybody follows her/him")]
async fn locks(world: &mut Rookery, who: Who) {
    edit(world, &who, About { locked: Some(true), ..About::default() }).await;
}

#[given(expr = "{who} does not want to be asked any more")]
#[when(expr = "{who} does not want to be asked any more")]
async fn unlocks(world: &mut Rookery, who: Who) {
    edit(world, &who, About { locked: Some(false), ..About::default() }).await;
}

async fn edit(world: &mut Rookery, who: &Who, about: About) {
    let session = world.session(who).await;
    let answer = world.drive().edit(session.as_ref(), &about).await;
    world.note(who, answer);
}

async fn seen_by(world: &mut Rookery, who: &Who, whom: &Who) -> Member {
    let (session, username) = (world.session(who).await, world.person(whom).await.form.username);
    world.drive().look_up(session.as_ref(), &username).await.unwrap_or_else(|refused| panic!("{refused}"))
}
