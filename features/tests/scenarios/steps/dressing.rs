//! Somebody changes what they look like.
use cucumber::{given, then, when};
use domain::identity::Portrait;

use super::publishing::PICTURE;
use crate::words::Who;
use crate::world::Rookery;

/// Another picture that everybody can look at.
const OTHER: &[u8] = include_bytes!("../../../../api-server/src/web/pictures/header.png");

#[given(expr = "{who} puts on a face")]
#[when(expr = "{who} puts on a face")]
async fn puts_on(world: &mut Rookery, who: Who) {
    dress(world, &who, Some(PICTURE)).await;
}

#[when(expr = "{who} puts on another face")]
async fn puts_on_another(world: &mut Rookery, who: Who) {
    dress(world, &who, Some(OTHER)).await;
}

#[when(expr = "{who} puts on {string} as a face")]
async fn puts_on_this(world: &mut Rookery, who: Who, content: String) {
    dress(world, &who, Some(content.as_bytes())).await;
}

#[when(expr = "{who} takes her/his face off")]
async fn takes_off(world: &mut Rookery, who: Who) {
    dress(world, &who, None).await;
}

#[given(expr = "everybody sees no face of {who}")]
#[then(expr = "everybody sees no face of {who}")]
async fn sees_none(world: &mut Rookery, whom: Who) {
    assert_eq!(face_of(world, &whom).await, None);
}

#[then(expr = "everybody sees a face of {who}")]
#[then(expr = "everybody sees the same face of {who}")]
async fn sees_one(world: &mut Rookery, whom: Who) {
    let seen = face_of(world, &whom).await;
    assert!(seen.is_some() && world.faces.last() == Some(&seen), "{seen:?}, put on {:?}", world.faces);
}

#[then(expr = "everybody sees another face of {who}")]
async fn sees_another(world: &mut Rookery, whom: Who) {
    let seen = face_of(world, &whom).await;
    let times = world.faces.iter().filter(|face| **face == seen).count();
    assert!(seen.is_some() && times == 1, "{seen:?}, put on {:?}", world.faces);
}

async fn dress(world: &mut Rookery, who: &Who, picture: Option<&[u8]>) {
    let session = world.session(who).await;
    let answer = world.drive().dress(session.as_ref(), Portrait::Avatar, picture).await;
    if let Some(member) = world.note(who, answer) {
        world.faces.push(member.avatar);
    }
}

async fn face_of(world: &mut Rookery, whom: &Who) -> Option<String> {
    let username = world.person(whom).await.form.username;
    let seen = world.drive().look_up(None, &username).await;
    seen.unwrap_or_else(|refused| panic!("{refused}")).avatar
}
