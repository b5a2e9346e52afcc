//! Somebody uses the web UI.
use cucumber::{given, then, when};
use features::browser::{Tab, Trouble};
use features::drive::SignUp;

use crate::words::{Described, Place, Who};
use crate::world::Rookery;

/// Where the page shows what posts say.
const TEXT: &str = "[data-testid=post-text]";
const COMPOSER: &str = "[data-testid=composer-text]";
const SEND: &str = "[data-testid=composer-submit]";

#[given(expr = "{who} opens the first page")]
#[when(expr = "{who} opens the first page")]
async fn opens_first_page(world: &mut Rookery, who: Who) {
    open(world, &who, "/").await;
    wait_for(world, &who, "[data-testid=timeline][data-live=true]", "").await;
}

#[given(expr = "{who} has logged in on a page")]
#[when(expr = "{who} logs in on a page")]
async fn logs_in(world: &mut Rookery, who: Who) {
    let form = world.person(&who).await.form;
    fill_in_log_in(world, &who, &form).await;
    wait_for(world, &who, "[data-testid=timeline][data-live=true]", "").await;
}

#[when(expr = "{who} logs in on a page with a wrong password")]
async fn logs_in_wrongly(world: &mut Rookery, who: Who) {
    let form = world.person(&who).await.form;
    fill_in_log_in(world, &who, &SignUp { password: "not the password".to_owned(), ..form }).await;
}

pub(super) async fn fill_in_log_in(world: &mut Rookery, who: &Who, form: &SignUp) {
    open(world, who, "/login").await;
    fill_in(tab(world, who), form).await;
}

/// The page asks who it is.
pub(super) async fn fill_in(tab: &Tab, form: &SignUp) {
    well(tab.type_into("[data-testid=login-email]", &form.email).await);
    well(tab.type_into("[data-testid=login-password]", &form.password).await);
    well(tab.click("[data-testid=login-submit]").await);
}

#[when(expr = "{who} registers on a page")]
async fn registers(world: &mut Rookery, who: Who) {
    let form = world.form(&who.0);
    open(world, &who, "/register").await;
    let tab = tab(world, &who);
    well(tab.type_into("[data-testid=register-username]", &form.username).await);
    well(tab.type_into("[data-testid=register-email]", &form.email).await);
    well(tab.type_into("[data-testid=register-password]", &form.password).await);
    well(tab.click("[data-testid=register-submit]").await);
    wait_for(world, &who, COMPOSER, "").await;
    world.adopt(&who, form).await;
}

#[when(expr = "{who} writes {string} on the page")]
async fn writes(world: &mut Rookery, who: Who, text: String) {
    let tab = tab(world, &who);
    well(tab.type_into(COMPOSER, &text).await);
    well(tab.click(SEND).await);
}

#[when(expr = "{who} types {text} on the page")]
async fn types(world: &mut Rookery, who: Who, text: Described) {
    well(tab(world, &who).type_into(COMPOSER, &text.0).await);
}

#[then(expr = "the page does not let {who} send it")]
async fn cannot_send(world: &mut Rookery, who: Who) {
    wait_for(world, &who, &format!("{SEND}:disabled"), "").await;
    wait_for(world, &who, "[data-testid=composer-count]", "-1").await;
}

#[then(expr = "{who}'s page shows {string}")]
async fn shows(world: &mut Rookery, who: Who, text: String) {
    wait_for(world, &who, TEXT, &text).await;
}

#[then(expr = "{who}'s page no longer shows {string}")]
async fn no_longer_shows(world: &mut Rookery, who: Who, text: String) {
    let waited = tab(world, &who).wait_for(TEXT, &text, false).await;
    well(waited);
}

#[then(expr = "{who}'s page was not loaded again")]
async fn was_not_loaded_again(world: &mut Rookery, who: Who) {
    assert!(well(tab(world, &who).has_note().await), "it was loaded again");
}

#[then(expr = "{who}'s page says that log-in failed")]
async fn says_log_in_failed(world: &mut Rookery, who: Who) {
    wait_for(world, &who, "[data-testid=login-error]", "").await;
}

#[then(expr = "{who} finds {string} by {who} in {where}")]
async fn finds(world: &mut Rookery, who: Who, text: String, author: Who, place: Place) {
    let author = world.account(&author).await;
    let posts = world.whole(&who, &place).await;
    assert!(posts.iter().any(|post| post.text == text && post.author == author), "{posts:#?}");
}

pub(super) async fn open(world: &mut Rookery, who: &Who, path: &str) {
    let address = world.drive().page().expect("an address for browsers") + path;
    if !world.tabs.contains_key(who) {
        let tab = well(world.browser().tab().await);
        world.tabs.insert(who.clone(), tab);
    }
    let tab = tab(world, who);
    well(tab.open(&address).await);
    well(tab.leave_note().await);
}

pub(super) fn tab<'a>(world: &'a Rookery, who: &Who) -> &'a Tab {
    world.settled();
    world.tabs.get(who).unwrap_or_else(|| panic!("{} has no page", who.0))
}

pub(super) async fn wait_for(world: &Rookery, who: &Who, css: &str, text: &str) {
    let tab = tab(world, who);
    if let Err(trouble) = tab.wait_for(css, text, true).await {
        panic!("{trouble}; the page shows:\n{}", tab.text().await);
    }
}

pub(super) fn well<T>(done: Result<T, Trouble>) -> T {
    done.unwrap_or_else(|trouble| panic!("{trouble}"))
}
