//! Somebody asks, and others answer.
use cucumber::{given, then, when};
use features::drive::Writing;

use crate::words::Who;
use crate::world::Rookery;

#[given(expr = "{who} asks {string} with the answers {string} and {string}")]
#[when(expr = "{who} asks {string} with the answers {string} and {string}")]
async fn asks(world: &mut Rookery, who: Who, text: String, one: String, other: String) {
    world.publish(&who, Writing { poll: vec![one, other], ..Writing::plain(text) }).await;
}

#[given(expr = "{who} votes for {string} in {string}")]
#[when(expr = "{who} votes for {string} in {string}")]
async fn votes(world: &mut Rookery, who: Who, answer: String, text: String) {
    let post = world.as_its_author(&text).await;
    let place = post.poll.iter().position(|(title, _)| *title == answer).expect("an answer of this poll");
    let session = world.session(&who).await;
    let answer = world.drive().vote(session.as_ref(), post.post, place).await;
    world.note(&who, answer);
}

#[then(expr = "the answers to {string} have {string} votes")]
async fn have_votes(world: &mut Rookery, text: String, votes: String) {
    let poll = world.as_its_author(&text).await.poll;
    let counted: Vec<_> = poll.iter().map(|(title, votes)| format!("{title}: {votes}")).collect();
    assert_eq!(counted.join(", "), votes);
}
