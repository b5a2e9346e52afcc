//! Somebody comes with an account that they have elsewhere.
use cucumber::{given, then, when};

use super::browsing::{open, tab, wait_for, well};
use crate::words::Who;
use crate::world::Rookery;

#[given(expr = "{who} has confirmed her/his address")]
async fn has_confirmed(world: &mut Rookery, who: Who) {
    let email = world.person(&who).await.form.email;
    let letter = world.letter(&email, "/auth/confirm?token=").await;
    let (_, rest) = letter.split_once("?token=").expect("a link");
    let token = rest.split_whitespace().next().expect("a secret");
    world.drive().confirm(token).await.expect("a confirmed address");
}

#[when(expr = "{who} logs in on a page with an account elsewhere that vouches for her/his address")]
async fn logs_in_vouched(world: &mut Rookery, who: Who) {
    let name = format!("verified:{}", world.form(&who.0).email);
    log_in(world, &who, &name).await;
}

#[when(expr = "{who} logs in on a page with an account elsewhere that does not vouch for her/his address")]
async fn logs_in_unvouched(world: &mut Rookery, who: Who) {
    let name = world.form(&who.0).email;
    log_in(world, &who, &name).await;
}

#[when(expr = "{who} logs in on a page with that other account")]
async fn logs_in_linked(world: &mut Rookery, who: Who) {
    // the provider still knows them, and asks nothing
    open(world, &who, "/login").await;
    well(tab(world, &who).click("[data-testid=login-elsewhere]").await);
}

#[when(expr = "{who} links another account elsewhere on the page")]
async fn links(world: &mut Rookery, who: Who) {
    let name = other(world, &who);
    open(world, &who, "/settings/sessions").await;
    well(tab(world, &who).click("[data-testid=elsewhere-link]").await);
    be(world, &who, &name).await;
    wait_for(world, &who, "[data-testid=elsewhere-unlink]", "").await;
}

#[when(expr = "{who} logs out on the page")]
async fn logs_out(world: &mut Rookery, who: Who) {
    open(world, &who, "/settings/sessions").await;
    well(tab(world, &who).click("[data-testid=sessions-end-all]").await);
    let gone = tab(world, &who).wait_for("[data-testid=sessions-end-all]", "", false).await;
    well(gone);
}

#[then(expr = "{who}'s page says that she/he has to log in here first")]
async fn is_refused(world: &mut Rookery, who: Who) {
    wait_for(world, &who, "[role=alert]", "An account here has this e-mail address already").await;
}

#[then(expr = "{who}'s page is nobody's")]
async fn is_nobodys(world: &mut Rookery, who: Who) {
    open(world, &who, "/login").await;
    wait_for(world, &who, "[data-testid=login-email]", "").await;
}

/// An account whose address nobody here has.
fn other(world: &mut Rookery, who: &Who) -> String {
    format!("else-{}", world.form(&who.0).email)
}

async fn log_in(world: &mut Rookery, who: &Who, name: &str) {
    open(world, who, "/login").await;
    well(tab(world, who).click("[data-testid=login-elsewhere]").await);
    be(world, who, name).await;
}

/// Logs in at the provider, and agrees.
async fn be(world: &mut Rookery, who: &Who, name: &str) {
    let tab = tab(world, who);
    well(tab.type_into("input[name=login]", name).await);
    well(tab.type_into("input[name=password]", "anything").await);
    well(tab.click("button[type=submit]").await);
    wait_for(world, who, "h1", "Authorize").await;
    well(self::tab(world, who).click("button[type=submit]").await);
}
