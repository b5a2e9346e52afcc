//! Whoever keeps the shop hands in files, on the pages of the web UI.
use cucumber::gherkin::Step;
use cucumber::{then, when};

use super::browsing::{open, tab, wait_for, well};
use super::trading::id;
use crate::words::Who;
use crate::world::Rookery;

const FORM: &str = "[data-testid=importing]";
const SEND: &str = "[data-testid=import-send]:enabled";

/// Each line: what it is called, and its price in cents.
#[when(expr = "{who} hands in all products on the page:")]
async fn hands_in_products(world: &mut Rookery, who: Who, step: &Step) {
    let row = |name: &str, price: &str| format!("{},{name},,,{},,,{price}\n", id(world, name), world.mark);
    let sheet = rows(step, row);
    open(world, &who, "/shop/keep").await;
    well(tab(world, &who).click("[data-testid=import]").await);
    hands_in(world, &who, "products", &sheet).await;
}

/// Each line: what it is called, and how many there are.
#[when(expr = "{who} hands in how many there are on the page:")]
async fn hands_in_stocks(world: &mut Rookery, who: Who, step: &Step) {
    let sheet = rows(step, |name, pieces| format!("{},{pieces}\n", id(world, name)));
    hands_in(world, &who, "stock", &sheet).await;
}

fn rows(step: &Step, row: impl Fn(&str, &str) -> String) -> String {
    let table = step.table.as_ref().expect("a table");
    table.rows.iter().map(|cells| row(&cells[0], &cells[1])).collect()
}

async fn hands_in(world: &mut Rookery, who: &Who, what: &str, sheet: &str) {
    let file = world.browser().file(&format!("{what}-{}.csv", world.mark), sheet).expect("a file");
    let tab = tab(world, who);
    well(tab.click(&format!("{FORM} [data-testid=import-what] option[value={what}]")).await);
    well(tab.type_into("[data-testid=import-file]", &file.display().to_string()).await);
    well(tab.click(SEND).await);
}

#[when(expr = "{who} hands in the same file again")]
async fn hands_in_again(world: &mut Rookery, who: Who) {
    well(tab(world, &who).click(SEND).await);
}

#[then(expr = "{who}'s page reports {string}")]
async fn reports(world: &mut Rookery, who: Who, words: String) {
    wait_for(world, &who, "[data-testid=import-report]", &words).await;
}

#[then(expr = "{who}'s page says of line {int} that {string}")]
async fn says_of_line(world: &mut Rookery, who: Who, line: u64, words: String) {
    wait_for(world, &who, "[data-testid=import-bad]", &format!("Line {line}: {words}")).await;
}
