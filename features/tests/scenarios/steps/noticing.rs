//! Somebody is told what others did, on the page.
use cucumber::{given, then, when};

use super::browsing::{open, tab, wait_for, well};
use crate::words::Who;
use crate::world::Rookery;

/// The way to what others did, and how much of it was not seen.
const WAY: &str = "[data-testid=nav-notices]";
const COUNT: &str = "[data-testid=nav-notices] b";
const LIVE: &str = "[data-testid=notices][data-live=true]";
const NOTICE: &str = "[data-testid=notice]";

#[given(expr = "{who} looks at what others did on the page")]
#[when(expr = "{who} looks at what others did on the page")]
async fn looks(world: &mut Rookery, who: Who) {
    well(tab(world, &who).click(WAY).await);
    wait_for(world, &who, LIVE, "").await;
}

#[when(expr = "{who} opens the page of what others did")]
async fn opens(world: &mut Rookery, who: Who) {
    open(world, &who, "/notifications").await;
}

#[given(expr = "{who}'s page counts {int} notice(s)")]
#[then(expr = "{who}'s page counts {int} notice(s)")]
async fn counts(world: &mut Rookery, who: Who, count: usize) {
    wait_for(world, &who, COUNT, &count.to_string()).await;
}

#[given(expr = "{who}'s page counts no notice")]
#[then(expr = "{who}'s page counts no notice")]
async fn counts_none(world: &mut Rookery, who: Who) {
    let waited = tab(world, &who).wait_for(COUNT, "", false).await;
    well(waited);
}

#[given(expr = "{who}'s page tells that {who} {string}")]
#[then(expr = "{who}'s page tells that {who} {string}")]
async fn tells(world: &mut Rookery, who: Who, by: Who, deed: String) {
    // people are shown by the names that they have here
    let name = world.person(&by).await.form.username;
    wait_for(world, &who, NOTICE, &format!("{name} {deed}")).await;
}

#[then(expr = "{who}'s page asks who it is")]
async fn asks(world: &mut Rookery, who: Who) {
    wait_for(world, &who, "[data-testid=login-email]", "").await;
}
