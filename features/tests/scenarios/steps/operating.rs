//! An operator does something by hand.
use cucumber::{then, when};
use features::drive::{Refused, Rule, Session};

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
