//! Somebody looks for something.
use cucumber::gherkin::Step;
use cucumber::{given, then, when};
use features::drive::{About, Found};

use super::column;
use crate::words::Who;
use crate::world::{Rookery, texts};

#[given(expr = "{who} wants her/his/their posts to be found")]
async fn wants_to_be_found(world: &mut Rookery, who: Who) {
    let session = world.session(&who).await;
    let about = About { indexable: Some(true), ..About::default() };
    let answer = world.drive().edit(session.as_ref(), &about).await;
    world.note(&who, answer);
}

#[when(expr = "{who} looks for {string}")]
async fn looks_for(world: &mut Rookery, who: Who, text: String) {
    let session = world.session(&who).await;
    let answer = world.drive().search(session.as_ref(), &text).await;
    world.found = world.note(&who, answer).map(|found| (who, found));
}

#[when(expr = "{who} looks for the name of {who}")]
async fn looks_for_name(world: &mut Rookery, who: Who, whom: Who) {
    let name = world.person(&whom).await.form.username;
    looks_for(world, who, name.to_uppercase()).await;
}

#[when(expr = "{who} looks for the address of {who}")]
async fn looks_for_address(world: &mut Rookery, who: Who, whom: Who) {
    let name = world.person(&whom).await.form.username;
    looks_for(world, who, format!("@{name}")).await;
}

#[then(expr = "{who} finds the posts:")]
fn finds_posts(world: &mut Rookery, who: Who, step: &Step) {
    let found = found(world, &who);
    let ours: Vec<_> = found.posts.into_iter().filter(|post| world.is_ours(post)).collect();
    assert_eq!(texts(&ours), column(step));
}

#[then(expr = "{who} finds no posts")]
fn finds_no_posts(world: &mut Rookery, who: Who) {
    let found = found(world, &who);
    let ours: Vec<_> = found.posts.into_iter().filter(|post| world.is_ours(post)).collect();
    assert_eq!(texts(&ours), Vec::<String>::new());
}

#[then(expr = "{who} finds {string}")]
fn finds(world: &mut Rookery, who: Who, names: String) {
    let found = found(world, &who);
    assert_eq!(world.names(&found.members).join(", "), names);
}

#[then(expr = "{who} finds nobody")]
fn finds_nobody(world: &mut Rookery, who: Who) {
    finds(world, who, String::new());
}

fn found(world: &Rookery, who: &Who) -> Found {
    world.settled();
    let (seeker, found) = world.found.clone().expect("something was looked for");
    assert_eq!(seeker, *who);
    found
}
