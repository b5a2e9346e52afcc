//! Somebody does what came by mail.
use cucumber::when;

use crate::words::Who;
use crate::world::Rookery;

/// The new password.
pub(super) const NEW: &str = "a new nest for the rooks";

#[when(expr = "{who} forgets her/his password")]
async fn forgets(world: &mut Rookery, who: Who) {
    let email = world.person(&who).await.form.email;
    let answer = world.drive().forget_password(&email).await;
    world.note(&who, answer);
}

#[when(regex = r"^([A-Z][a-z]+) sets a new password by the (?:link in (?:her|his) mail|same link)$")]
async fn sets_password(world: &mut Rookery, who: Who) {
    let email = world.person(&who).await.form.email;
    let letter = world.letter(&email, "/auth/reset?token=").await;
    let answer = world.drive().reset_password(&token(&letter), NEW).await;
    world.note(&who, answer);
}

#[when(expr = "{who} logs in with her/his new password")]
async fn logs_in_anew(world: &mut Rookery, who: Who) {
    let email = world.person(&who).await.form.email;
    let answer = world.drive().log_in(&email, NEW).await;
    enter(world, &who, answer);
}

#[when(expr = "{who} asks for a code to log in with")]
async fn asks_for_code(world: &mut Rookery, who: Who) {
    let email = world.person(&who).await.form.email;
    let answer = world.drive().ask_for_code(&email).await;
    world.note(&who, answer);
}

#[when(regex = r"^([A-Z][a-z]+) logs in with the (?:code in (?:her|his) mail|same code)$")]
async fn logs_in_by_code(world: &mut Rookery, who: Who) {
    let email = world.person(&who).await.form.email;
    let letter = world.letter(&email, "your code to log in").await;
    let code = letter.lines().find_map(|line| line.strip_prefix("    ")).expect("a code").trim().to_owned();
    let answer = world.drive().log_in_by_code(&email, &code).await;
    enter(world, &who, answer);
}

#[when(regex = r"^([A-Z][a-z]+) confirms (?:her|his) address by the (?:link in (?:her|his) mail|same link)$")]
async fn confirms(world: &mut Rookery, who: Who) {
    let email = world.person(&who).await.form.email;
    let letter = world.letter(&email, "/auth/confirm?token=").await;
    let answer = world.drive().confirm(&token(&letter)).await;
    world.note(&who, answer);
}

fn enter(world: &mut Rookery, who: &Who, answer: features::drive::Answer<features::drive::Session>) {
    if let Some(session) = world.note(who, answer) {
        world.change(who, |person| person.sessions.push(session));
    }
}

fn token(letter: &str) -> String {
    let (_, rest) = letter.split_once("?token=").expect("a link");
    rest.split_whitespace().next().expect("a secret").to_owned()
}
