//! Whoever runs the gateway tells something on a topic.
use cucumber::gherkin::Step;
use cucumber::{given, then, when};
use features::drive::{OnStage, Stream, Way};

use crate::words::Who;
use crate::world::Rookery;

#[given(expr = "{who} is watching what becomes of the channel of {who}")]
async fn watches(world: &mut Rookery, who: Who, owner: Who) {
    let channel = world.account(&owner).await;
    world.begin(&who, Stream::Channel(channel), Way::Gateway).await;
}

#[given(expr = "{who}, as operator, tells the channel of {who} {string} as {string}")]
#[when(expr = "{who}, as operator, tells the channel of {who} {string} as {string}")]
async fn tells_as_operator(world: &mut Rookery, who: Who, owner: Who, text: String, key: String) {
    let operator = world.person(&who).await.form.username;
    tell(world, &who, &owner, (text, key), Some(operator)).await;
}

#[when(expr = "{who} tells the channel of {who} {string} as {string}")]
async fn tells(world: &mut Rookery, who: Who, owner: Who, text: String, key: String) {
    tell(world, &who, &owner, (text, key), None).await;
}

#[then(expr = "{who} hears from the operator, once each and in this order:")]
async fn hears(world: &mut Rookery, who: Who, step: &Step) {
    world.wait_for_words(&who, &super::column(step)).await;
}

async fn tell(
    world: &mut Rookery,
    who: &Who,
    owner: &Who,
    (text, key): (String, String),
    operator: Option<String>,
) {
    let (channel, session) = (world.account(owner).await, world.session(who).await);
    let act = OnStage::Tell { channel, text, key, operator };
    let answer = world.drive().stream(session.as_ref(), &act).await;
    world.note(who, answer);
}
