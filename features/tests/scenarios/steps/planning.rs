//! Somebody writes now what is published later.
use cucumber::gherkin::Step;
use cucumber::{given, then, when};

use super::column;
use crate::words::Who;
use crate::world::Rookery;

#[given(expr = "{who} plans to publish {string} in {int} minutes")]
#[when(expr = "{who} plans to publish {string} in {int} minutes")]
async fn plans(world: &mut Rookery, who: Who, text: String, minutes: u32) {
    let session = world.session(&who).await;
    let answer = world.drive().plan(session.as_ref(), &text, minutes).await;
    world.plans = world.note(&who, answer).map(|plans| (who, plans));
}

#[when(expr = "{who} takes back her/his/their last plan")]
async fn takes_back(world: &mut Rookery, who: Who) {
    let session = world.session(&who).await;
    let answer = world.drive().unplan(session.as_ref()).await;
    world.plans = world.note(&who, answer).map(|plans| (who, plans));
}

#[then(expr = "{who} is shown these plans:")]
fn is_shown(world: &mut Rookery, who: Who, step: &Step) {
    assert_eq!(world.plans, Some((who, column(step))));
}
