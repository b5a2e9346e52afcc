//! An operator does something by hand.
use cucumber::{then, when};
use features::drive::{Refused, Rule, Session};

use super::mailing::NEW;
use crate::words::Who;
use crate::world::Rookery;

#[when(expr = "the operator makes an account for {who}")]
async fn makes_account(world: &mut Rookery, who: Who) {
    let form = world.form(&who.0);
    let words = [
        "accounts",
        "create",
        "--username",
        &form.username,
        "--email",
        &form.email,
        "--password",
        &form.password,
    ];
    let answer = world.drive().operate(&words).await;
    if world.note(&operator(), answer).is_some() {
        world.adopt(&who, form).await;
    }
}

#[when(expr = "the operator makes a token for {who}")]
async fn makes_token(world: &mut Rookery, who: Who) {
    let username = world.form(&who.0).username;
    let answer = world.drive().operate(&["tokens", "create", "--username", &username]).await;
    if let Some(bearer) = world.note(&operator(), answer) {
        world.change(&who, |person| person.sessions.push(Session { bearer }));
    }
}

#[when("the operator makes a new key for tokens")]
async fn rotates_keys(world: &mut Rookery) {
    let answer = world.drive().operate(&["keys", "rotate"]).await;
    world.note(&operator(), answer);
}

#[when("the operator retires the key that signs")]
async fn retires_the_key_that_signs(world: &mut Rookery) {
    let keys = keys(world).await;
    let kid =
        keys.iter().find_map(|line| line.strip_suffix("  signs")?.split(' ').next()).expect("one signs");
    let answer = world.drive().operate(&["keys", "retire", kid]).await;
    world.note(&operator(), answer);
}

#[then("the operator knows of a key that signs and of one that will")]
async fn knows_of_both_keys(world: &mut Rookery) {
    let keys = keys(world).await;
    assert_eq!(keys.iter().filter(|line| line.ends_with("  signs")).count(), 1, "{keys:#?}");
    assert!(keys[0].contains("  signs from "), "{keys:#?}");
}

/// The newest first.
async fn keys(world: &Rookery) -> Vec<String> {
    let listed = world.drive().operate(&["keys", "list"]).await.unwrap_or_else(|refused| panic!("{refused}"));
    listed.lines().map(str::to_owned).collect()
}

#[when(expr = "the operator suspends {who}")]
async fn suspends(world: &mut Rookery, who: Who) {
    operate(world, &who, "suspend", &[]).await;
}

#[when(expr = "the operator lets {who} in again")]
async fn unsuspends(world: &mut Rookery, who: Who) {
    operate(world, &who, "unsuspend", &[]).await;
}

#[when(expr = "the operator deletes {who}")]
async fn deletes(world: &mut Rookery, who: Who) {
    operate(world, &who, "delete", &[]).await;
}

#[when(expr = "the operator sets a password for {who}")]
async fn sets_password(world: &mut Rookery, who: Who) {
    operate(world, &who, "reset-password", &["--password", NEW]).await;
}

async fn operate(world: &mut Rookery, on: &Who, what: &str, besides: &[&str]) {
    let username = world.form(&on.0).username;
    let words = [&["accounts", what, "--username", &username], besides].concat();
    let answer = world.drive().operate(&words).await;
    world.note(&operator(), answer);
}

#[then("the operator is refused")]
fn is_refused(world: &mut Rookery) {
    let Refused { rule, words } = world.refused_of(&operator());
    assert!(
        rule == Rule::Senseless && !words.is_empty() && words.lines().count() == 1,
        "in one line: {words:?}"
    );
}

fn operator() -> Who {
    Who("the operator".to_owned())
}
