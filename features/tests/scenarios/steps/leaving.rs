//! Somebody takes everything along, or leaves for good.
use cucumber::{then, when};

use crate::words::Who;
use crate::world::Rookery;

#[when(expr = "{who} deletes her/his account")]
async fn deletes(world: &mut Rookery, who: Who) {
    let form = world.person(&who).await.form;
    leave(world, &who, &form.email, &form.password).await;
}

#[when(
    regex = r"^([A-Z][a-z]+) deletes (?:her|his) account with (a wrong password|Bob's address and password|half a password|no address|a very long password)$"
)]
async fn deletes_wrongly(world: &mut Rookery, who: Who, wrong: String) {
    let form = world.person(&who).await.form;
    let bobs = world.person(&Who("Bob".to_owned())).await.form;
    let endless = "x".repeat(1_000);
    let (email, password) = match wrong.as_str() {
        "a wrong password" => (form.email.as_str(), "the nest of Bob"),
        "Bob's address and password" => (bobs.email.as_str(), bobs.password.as_str()),
        "half a password" => (form.email.as_str(), &form.password[..4]),
        "no address" => ("", form.password.as_str()),
        _ => (form.email.as_str(), endless.as_str()),
    };
    leave(world, &who, email, password).await;
}

async fn leave(world: &mut Rookery, who: &Who, email: &str, password: &str) {
    let form = world.person(who).await.form;
    let answer = world.drive().leave((&form.email, &form.password), email, password).await;
    world.note(who, answer);
}

#[when(expr = "{who} takes everything along")]
async fn takes_along(world: &mut Rookery, who: Who) {
    let session = world.session(&who).await;
    let answer = world.drive().take_along(session.as_ref()).await;
    if let Some(archive) = world.note(&who, answer) {
        world.archive = archive;
    }
}

fn says(world: &Rookery, text: &str) -> bool {
    world.archive.windows(text.len()).any(|part| part == text.as_bytes())
}

#[then(expr = "the archive says {string}")]
fn archive_says(world: &mut Rookery, text: String) {
    assert!(says(world, &text), "{} bytes do not", world.archive.len());
}

#[then(expr = "the archive does not say {string}")]
fn archive_does_not_say(world: &mut Rookery, text: String) {
    assert!(!world.archive.is_empty() && !says(world, &text));
}
