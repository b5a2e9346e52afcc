//! Somebody registers or logs in.
use cucumber::{given, then, when};
use features::drive::{Answer, Field, Flaw, Rule, Session, SignUp};
use futures_util::future::join_all;
use tokio::time::{Duration, Instant, sleep};

use crate::words::{Spoilt, Who};
use crate::world::Rookery;

#[given(expr = "{who} is a member")]
#[when(expr = "{who} registers")]
async fn is_a_member(world: &mut Rookery, who: Who) {
    world.person(&who).await;
}

#[when(expr = "somebody registers with the {word} {string}")]
async fn registers_with(world: &mut Rookery, field: String, value: String) {
    let form = filled(world.form("Somebody"), &field, value);
    register(world, &form).await;
}

#[when(expr = "somebody registers with a(n) {word} of {int} letters")]
async fn registers_with_length(world: &mut Rookery, field: String, count: usize) {
    let end = if field == "address" { "@rookery.example" } else { "" };
    let value = "x".repeat(count - end.len()) + end;
    let form = filled(world.form("Somebody"), &field, value);
    register(world, &form).await;
}

#[when(expr = "somebody registers with {who}'s {word} in capitals")]
async fn registers_with_anothers(world: &mut Rookery, who: Who, field: String) {
    let theirs = world.person(&who).await.form;
    let value = if field == "name" { theirs.username } else { theirs.email };
    let form = filled(world.form("Somebody"), &field, value.to_uppercase());
    register(world, &form).await;
}

async fn register(world: &mut Rookery, form: &SignUp) {
    let answer = world.drive().register(form).await;
    world.note(&Who("somebody".to_owned()), answer);
}

fn filled(form: SignUp, field: &str, value: String) -> SignUp {
    match field {
        "name" => SignUp { username: value, ..form },
        "address" => SignUp { email: value, ..form },
        "password" => SignUp { password: value, ..form },
        _ => panic!("the form has no field {field:?}"),
    }
}

#[when(expr = "{int} people register with the same name at once")]
async fn register_at_once(world: &mut Rookery, count: usize) {
    let drive = world.drive();
    let forms: Vec<_> = (0..count)
        .map(|n| SignUp { email: format!("{n}-{}", world.form("Somebody").email), ..world.form("Somebody") })
        .collect();
    world.rivals = join_all(forms.iter().map(|form| drive.register(form))).await;
}

#[then("one of them has it, and the others are told \"the name is taken\"")]
fn one_has_it(world: &mut Rookery) {
    let taken = |answer: &Answer<Session>| matches!(answer, Err(refused) if refused.rule == Rule::Form(Field::Name, Flaw::Taken));
    let (losers, winners): (Vec<_>, Vec<_>) = world.rivals.iter().partition(|answer| taken(answer));
    assert!(matches!(winners.as_slice(), [Ok(_)]) && !losers.is_empty(), "{:?}", world.rivals);
}

#[when(expr = "{who} logs in")]
async fn logs_in(world: &mut Rookery, who: Who) {
    let form = world.person(&who).await.form;
    log_in(world, &who, &form.email, &form.password).await;
}

#[when(expr = "{who} logs in with her/his address in capitals")]
async fn logs_in_in_capitals(world: &mut Rookery, who: Who) {
    let form = world.person(&who).await.form;
    log_in(world, &who, &form.email.to_uppercase(), &form.password).await;
}

#[when(
    regex = r"^([A-Z][a-z]+) logs in with (a wrong password|an unknown address|no password|no address|a very long password)$"
)]
async fn logs_in_wrongly(world: &mut Rookery, who: Who, wrong: String) {
    let form = world.person(&who).await.form;
    let unknown = format!("un{}", form.email);
    let endless = "x".repeat(1_000);
    let (email, password) = match wrong.as_str() {
        "a wrong password" => (form.email.as_str(), "the nest of Bob"),
        "an unknown address" => (unknown.as_str(), form.password.as_str()),
        "no password" => (form.email.as_str(), ""),
        "no address" => ("", form.password.as_str()),
        _ => (form.email.as_str(), endless.as_str()),
    };
    log_in(world, &who, email, password).await;
}

async fn log_in(world: &mut Rookery, who: &Who, email: &str, password: &str) {
    let answer = world.drive().log_in(email, password).await;
    if let Some(session) = world.note(who, answer) {
        world.change(who, |person| person.sessions.push(session));
    }
}

#[then(expr = "{who} is known as herself/himself")]
async fn is_known(world: &mut Rookery, who: Who) {
    let person = world.person(&who).await;
    let known =
        world.drive().whoami(person.sessions.last()).await.unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!((known.account, known.username), (person.account, person.form.username));
}

#[then(expr = "{who} is known as herself/himself with each of her/his tokens")]
async fn is_known_with_each(world: &mut Rookery, who: Who) {
    let person = world.person(&who).await;
    assert!(person.sessions.len() > 1);
    for session in &person.sessions {
        let known = world.drive().whoami(Some(session)).await.unwrap_or_else(|refused| panic!("{refused}"));
        assert_eq!(known.account, person.account);
    }
}

#[when(expr = "{who}'s token is {flaw}")]
async fn token_is(world: &mut Rookery, who: Who, flaw: Spoilt) {
    let session = world.session(&who).await.expect("a token");
    let spoilt = world.drive().spoil(&session, flaw.0).expect("this driver can make such a token");
    world.change(&who, |person| person.sessions.push(spoilt));
}

#[given(expr = "{who} lets an app in")]
#[when(expr = "{who} lets an app in")]
async fn lets_an_app_in(world: &mut Rookery, who: Who) {
    let form = world.person(&who).await.form;
    let_in(world, &who, &form.email, &form.password).await;
}

#[when(expr = "{who} lets an app in with a wrong password")]
async fn lets_an_app_in_wrongly(world: &mut Rookery, who: Who) {
    let form = world.person(&who).await.form;
    let_in(world, &who, &form.email, "the nest of Bob").await;
}

async fn let_in(world: &mut Rookery, who: &Who, email: &str, password: &str) {
    let answer = world.drive().let_in(email, password).await;
    if let Some(session) = world.note(who, answer) {
        world.change(who, |person| person.sessions.push(session));
    }
}

#[when(expr = "the app gives {who}'s token back")]
async fn gives_back(world: &mut Rookery, who: Who) {
    let session = world.session(&who).await.expect("a token");
    let answer = world.drive().give_back(&session).await;
    world.note(&who, answer);
}

/// How long it may take until every server has heard of it.
const HEARD: Duration = Duration::from_secs(5);

#[then(expr = "{who}'s token opens nothing any more")]
async fn opens_nothing(world: &mut Rookery, who: Who) {
    let session = world.session(&who).await.expect("a token");
    let (drive, end, mut refused) = (world.drive(), Instant::now() + HEARD, 0);
    // requests go round, so this many in a row means every server
    while refused < 4 {
        match drive.whoami(Some(&session)).await {
            Err(no) if no.rule == Rule::LogIn => refused += 1,
            Err(no) => panic!("{no}"),
            Ok(_) => refused = 0,
        }
        assert!(Instant::now() < end, "it still opens something");
        sleep(Duration::from_millis(20)).await;
    }
}
