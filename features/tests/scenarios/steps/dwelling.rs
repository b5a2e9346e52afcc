//! Somebody is in a channel's room, on the page of the web UI.
use cucumber::{given, then, when};

use super::browsing::{open, tab, wait_for, well};
use crate::words::Who;
use crate::world::Rookery;

const PAGE: &str = "[data-testid=channel-page][data-live=true]";
const TITLE: &str = "[data-testid=channel-title]";
const ON_AIR: &str = "[data-testid=on-air]";
const WORD: &str = "[data-testid=word]";
const TEXT: &str = "[data-testid=room-text]";
const SAY: &str = "[data-testid=room-say]";
const WRITING: &str = "[data-testid=writing]";
const CHOICE: &str = "[data-testid=choice]";

#[given(expr = "{who} looks at the channel of {who} on the page")]
#[when(expr = "{who} looks at the channel of {who} on the page")]
async fn looks(world: &mut Rookery, who: Who, owner: Who) {
    let channel = world.account(&owner).await;
    open(world, &who, &format!("/channels/{channel}")).await;
    wait_for(world, &who, PAGE, "").await;
}

#[when(expr = "{who} begins to say {string} on the page")]
async fn begins_to_say(world: &mut Rookery, who: Who, text: String) {
    well(tab(world, &who).type_into(TEXT, &text).await);
}

#[when(expr = "{who} says it")]
async fn says_it(world: &mut Rookery, who: Who) {
    well(tab(world, &who).click(SAY).await);
}

#[when(expr = "{who} says {string} on the page")]
async fn says(world: &mut Rookery, who: Who, text: String) {
    well(tab(world, &who).type_into(TEXT, &text).await);
    well(tab(world, &who).click(SAY).await);
}

#[then(expr = "{who}'s page shows {string} in the room")]
async fn shows(world: &mut Rookery, who: Who, text: String) {
    wait_for(world, &who, WORD, &text).await;
}

#[then(expr = "{who}'s page no longer shows {string} in the room")]
async fn no_longer_shows(world: &mut Rookery, who: Who, text: String) {
    well(tab(world, &who).wait_for(WORD, &text, false).await);
}

#[then(expr = "{who}'s page shows that {who} is writing")]
async fn shows_writing(world: &mut Rookery, who: Who, writer: Who) {
    let name = world.person(&writer).await.form.username;
    wait_for(world, &who, WRITING, &format!("{name} is writing")).await;
}

#[then(expr = "{who}'s page shows that nobody is writing")]
async fn shows_nobody_writing(world: &mut Rookery, who: Who) {
    well(tab(world, &who).wait_for(WRITING, "writing", false).await);
}

#[then(expr = "{who}'s page shows that {string} is on")]
async fn shows_on(world: &mut Rookery, who: Who, title: String) {
    wait_for(world, &who, TITLE, &title).await;
    wait_for(world, &who, ON_AIR, "").await;
}

#[when(expr = "{who} gives answer {int} on the page")]
async fn answers(world: &mut Rookery, who: Who, place: usize) {
    well(tab(world, &who).click(&format!("[data-status=active] li:nth-child({place}) {CHOICE}")).await);
}

#[then(expr = "{who}'s page counts {int} for {string}")]
async fn counts(world: &mut Rookery, who: Who, count: usize, title: String) {
    wait_for(world, &who, &format!("{CHOICE}[data-count='{count}']"), &title).await;
}

#[then(expr = "{who}'s page says that this cannot be said")]
async fn says_no(world: &mut Rookery, who: Who) {
    wait_for(world, &who, "[data-testid=room-error]", "cannot").await;
}
