//! Somebody leaves for good.
use cucumber::when;

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
