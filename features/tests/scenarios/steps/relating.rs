//! Somebody says what they want of others, and what they think of them.
use cucumber::{given, then, when};
use features::drive::{MemberList, Part, Wishes};

use crate::words::Who;
use crate::world::Rookery;

#[given(expr = "{who} follows {who} in the languages {string}")]
#[when(expr = "{who} follows {who} in the languages {string}")]
async fn follows_in(world: &mut Rookery, who: Who, whom: Who, languages: String) {
    let languages = languages.split(", ").map(str::to_owned).collect();
    follow(world, &who, &whom, languages).await;
}

#[when(expr = "{who} follows {who} in all languages")]
async fn follows_in_all(world: &mut Rookery, who: Who, whom: Who) {
    follow(world, &who, &whom, vec![]).await;
}

async fn follow(world: &mut Rookery, who: &Who, whom: &Who, languages: Vec<String>) {
    let session = world.session(who).await;
    let account = world.account(whom).await;
    let wishes = Wishes { languages: Some(languages), ..Wishes::default() };
    let answer = world.drive().follow(session.as_ref(), account, &wishes).await;
    world.note(who, answer);
}

#[given(expr = "{who} notes down {string} about {who}")]
#[when(expr = "{who} notes down {string} about {who}")]
async fn notes_down(world: &mut Rookery, who: Who, text: String, whom: Who) {
    let session = world.session(&who).await;
    let account = world.account(&whom).await;
    let answer = world.drive().note(session.as_ref(), account, Some(&text)).await;
    world.note(&who, answer);
}

#[when(expr = "{who} notes down {int} letters about {who}")]
async fn notes_down_much(world: &mut Rookery, who: Who, count: usize, whom: Who) {
    notes_down(world, who, "x".repeat(count), whom).await;
}

#[then(expr = "{who} has noted down {string} about {who}")]
async fn has_noted_down(world: &mut Rookery, who: Who, text: String, whom: Who) {
    let session = world.session(&who).await;
    let account = world.account(&whom).await;
    assert_eq!(world.drive().note(session.as_ref(), account, None).await, Ok(text));
}

#[when(expr = "{who} asks who of those she/he follows follows {who}")]
async fn asks_who(world: &mut Rookery, who: Who, whom: Who) {
    let session = world.session(&who).await;
    let list = MemberList::Familiar(world.account(&whom).await);
    let answer = world.drive().members(session.as_ref(), list, Part::default()).await;
    world.listed = world.note(&who, answer).map(|page| page.items).unwrap_or_default();
}

#[then(expr = "it is {string}")]
fn it_is(world: &mut Rookery, names: String) {
    world.settled();
    assert_eq!(world.names(&world.listed).join(", "), names);
}

#[then("it is nobody")]
fn it_is_nobody(world: &mut Rookery) {
    it_is(world, String::new());
}
