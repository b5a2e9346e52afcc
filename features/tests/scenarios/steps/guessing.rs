//! Somebody asks those who watch, and they put points on it.
use cucumber::gherkin::Step;
use cucumber::{given, then, when};
use features::drive::{Asked, OnStage};

use super::streaming::{does, sees};
use crate::words::Who;
use crate::world::Rookery;

async fn prediction(world: &mut Rookery, who: &Who, whose: &Who) -> Asked {
    sees(world, who, whose).await.prediction.expect("a prediction")
}

async fn poll(world: &mut Rookery, who: &Who, whose: &Who) -> Asked {
    sees(world, who, whose).await.poll.expect("a poll")
}

/// The place of a choice; what is none stands behind all others.
fn place(asked: &Asked, title: &str) -> usize {
    asked.choices.iter().position(|(choice, _)| choice == title).unwrap_or(asked.choices.len())
}

fn all(titles: &str) -> Vec<String> {
    titles.split(", ").map(str::to_owned).collect()
}

/// What a table says: a choice and a number in each row.
fn counted(step: &Step) -> Vec<(String, u64)> {
    let table = step.table.as_ref().expect("a table");
    table.rows.iter().map(|row| (row[0].clone(), row[1].parse().expect("a number"))).collect()
}

#[given(expr = "{who} predicts {string} in the channel of {who}: {string}")]
#[when(expr = "{who} predicts {string} in the channel of {who}: {string}")]
async fn predicts(world: &mut Rookery, who: Who, title: String, whose: Who, outcomes: String) {
    let act = OnStage::Predict(world.account(&whose).await, title, all(&outcomes));
    does(world, &who, act).await;
}

#[given(expr = "{who} stakes {int} points on {string} in the channel of {who}")]
#[when(expr = "{who} stakes {int} points on {string} in the channel of {who}")]
async fn stakes(world: &mut Rookery, who: Who, points: i64, outcome: String, whose: Who) {
    let asked = prediction(world, &who, &whose).await;
    let act = OnStage::Stake(world.account(&whose).await, asked.id, place(&asked, &outcome), points);
    does(world, &who, act).await;
}

#[given(expr = "{who} locks the prediction of {who}")]
#[when(expr = "{who} locks the prediction of {who}")]
async fn locks(world: &mut Rookery, who: Who, whose: Who) {
    let asked = prediction(world, &who, &whose).await;
    let act = OnStage::Lock(world.account(&whose).await, asked.id);
    does(world, &who, act).await;
}

#[given(expr = "{who} resolves the prediction of {who} with {string}")]
#[when(expr = "{who} resolves the prediction of {who} with {string}")]
async fn resolves(world: &mut Rookery, who: Who, whose: Who, outcome: String) {
    let asked = prediction(world, &who, &whose).await;
    let act = OnStage::Resolve(world.account(&whose).await, asked.id, place(&asked, &outcome));
    does(world, &who, act).await;
}

#[when(expr = "{who} cancels the prediction of {who}")]
async fn cancels(world: &mut Rookery, who: Who, whose: Who) {
    let asked = prediction(world, &who, &whose).await;
    let act = OnStage::Cancel(world.account(&whose).await, asked.id);
    does(world, &who, act).await;
}

#[then(expr = "the prediction of {who} is {word}:")]
async fn stands(world: &mut Rookery, whose: Who, status: String, step: &Step) {
    let asked = prediction(world, &whose, &whose).await;
    assert_eq!((asked.status, asked.choices), (status, counted(step)));
}

#[given(expr = "{who} asks {string} in the channel of {who}: {string}")]
#[when(expr = "{who} asks {string} in the channel of {who}: {string}")]
async fn asks(world: &mut Rookery, who: Who, question: String, whose: Who, choices: String) {
    let act = OnStage::Ask(world.account(&whose).await, question, all(&choices));
    does(world, &who, act).await;
}

#[given(expr = "{who} chooses {string} in the channel of {who}")]
#[when(expr = "{who} chooses {string} in the channel of {who}")]
async fn chooses(world: &mut Rookery, who: Who, choice: String, whose: Who) {
    let asked = poll(world, &who, &whose).await;
    let act = OnStage::Vote(world.account(&whose).await, asked.id, place(&asked, &choice));
    does(world, &who, act).await;
}

#[given(expr = "{who} ends the poll of {who}")]
#[when(expr = "{who} ends the poll of {who}")]
async fn ends(world: &mut Rookery, who: Who, whose: Who) {
    let asked = poll(world, &who, &whose).await;
    let act = OnStage::EndPoll(world.account(&whose).await, asked.id);
    does(world, &who, act).await;
}

#[then(expr = "the poll of {who} is {word}:")]
async fn poll_stands(world: &mut Rookery, whose: Who, status: String, step: &Step) {
    let asked = poll(world, &whose, &whose).await;
    assert_eq!((asked.status, asked.choices), (status, counted(step)));
}
