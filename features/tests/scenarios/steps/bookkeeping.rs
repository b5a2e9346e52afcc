//! Somebody keeps the shop's books elsewhere, and is told of orders.
use cucumber::gherkin::Step;
use cucumber::{given, then};
use features::bookkeeper::{Bookkeeper, Called};

use super::trading::{id, last_order};
use crate::words::Who;
use crate::world::Rookery;

fn ours() -> &'static Bookkeeper {
    Bookkeeper::ours().expect("a bookkeeper")
}

#[given(expr = "the bookkeeper is in trouble when first told of {string}")]
fn is_in_trouble(world: &mut Rookery, product: String) {
    ours().is_in_trouble_with(id(world, &product));
}

/// Each line: what happened, and how the order stood then. What was told again after it was taken is the same under its id.
#[then(expr = "the bookkeeper has taken of the last order of {who}:")]
async fn has_taken(world: &mut Rookery, whose: Who, step: &Step) {
    let (expected, last) = (super::column(step), last_order(world, &whose).await);
    let told = ours().told_of(&last, expected.len()).await;
    let said = |call: &Called| format!("{}: {}", call.kind, call.state);
    let taken: Vec<String> = Bookkeeper::taken(&told).into_iter().map(said).collect();
    assert_eq!(taken, expected, "{told:?}");
}

/// At least: whoever did not hear that it was taken tells it again.
#[then(expr = "the bookkeeper was told {string} of the last order of {who} twice, under one id")]
async fn was_told_twice(world: &mut Rookery, kind: String, whose: Who) {
    let last = last_order(world, &whose).await;
    let told = ours().told_of(&last, 1).await;
    let told: Vec<_> = told.iter().filter(|call| call.kind == kind).collect();
    let (first, last) = (told.first().expect("somebody was told"), told.last().expect("somebody was told"));
    assert_eq!((first.is_taken, last.is_taken), (false, true), "{told:?}");
    assert!(told.iter().all(|call| call.id == first.id), "{told:?}");
}
