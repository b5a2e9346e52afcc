//! Somebody is in the shop, on the pages of the web UI.
use cucumber::{given, then, when};

use super::browsing::{fill_in, fill_in_log_in, open, tab, wait_for, well};
use super::trading::id;
use crate::words::Who;
use crate::world::Rookery;

const PRODUCTS: &str = "[data-testid=products]";
const STOCK: &str = "[data-testid=product-page][data-live=true] [data-testid=product-stock]";
const ADD: &str = "[data-testid=add-to-cart]";
const ORDER: &str = "[data-testid=order-now]:enabled";
const COUNT: &str = "[data-testid=cart-count]";

#[given(expr = "{who} looks through the shop on the page")]
#[when(expr = "{who} looks through the shop on the page")]
async fn looks_through(world: &mut Rookery, who: Who) {
    let path = format!("/shop?category={}", world.mark);
    open(world, &who, &path).await;
    wait_for(world, &who, PRODUCTS, "").await;
}

#[given(expr = "{who} looks at {string} on the page")]
#[when(expr = "{who} looks at {string} on the page")]
async fn looks_at(world: &mut Rookery, who: Who, name: String) {
    let path = format!("/shop/products/{}", id(world, &name));
    open(world, &who, &path).await;
    wait_for(world, &who, STOCK, "").await;
}

#[when(expr = "{who} wants it on the page")]
async fn wants(world: &mut Rookery, who: Who) {
    well(tab(world, &who).click(ADD).await);
}

#[when(expr = "{who} looks back at {string} on the page")]
async fn looks_back(world: &mut Rookery, who: Who, name: String) {
    let path = format!("/shop/keep/past?stream=product:{}", id(world, &name));
    open(world, &who, &path).await;
}

#[then(expr = "{who}'s page tells of {string} with {string}")]
async fn tells_of(world: &mut Rookery, who: Who, kind: String, said: String) {
    wait_for(world, &who, &format!("[data-testid=happened][data-kind='{kind}']"), &said).await;
}

#[then(expr = "{who}'s page says that {string} is {string}")]
async fn says_how_it_is(world: &mut Rookery, who: Who, model: String, how: String) {
    wait_for(world, &who, &format!("[data-testid=model][data-name='{model}']"), &how).await;
}

#[then(expr = "{who}'s page says that others keep the shop")]
async fn others_keep_it(world: &mut Rookery, who: Who) {
    wait_for(world, &who, "#main", "Others keep this shop").await;
}

#[then(expr = "{who}'s page offers {string} for {string}")]
async fn offers(world: &mut Rookery, who: Who, name: String, price: String) {
    let card = format!("[data-testid=product][data-id='{}']", id(world, &name));
    wait_for(world, &who, &card, &name).await;
    wait_for(world, &who, &card, &price).await;
}

#[then(expr = "{who}'s page says that {string} is sold out")]
async fn is_sold_out(world: &mut Rookery, who: Who, name: String) {
    let card = format!("[data-testid=product][data-id='{}']", id(world, &name));
    wait_for(world, &who, &card, "Sold out").await;
}

#[then(expr = "{who}'s page says that {string} holds for it")]
async fn says_of_it(world: &mut Rookery, who: Who, words: String) {
    wait_for(world, &who, STOCK, &words).await;
}

#[then(expr = "{who}'s page has {int} in the cart")]
async fn has_so_many(world: &mut Rookery, who: Who, pieces: u64) {
    wait_for(world, &who, COUNT, &pieces.to_string()).await;
}

#[when(expr = "{who} logs in on the page of {who}")]
async fn logs_in_there(world: &mut Rookery, who: Who, whose: Who) {
    let form = world.person(&who).await.form;
    fill_in_log_in(world, &whose, &form).await;
    wait_for(world, &whose, "[data-testid=timeline][data-live=true]", "").await;
}

/// The page is not loaded again.
#[when(expr = "{who} begins to log in on the page of {who}")]
async fn begins_to_log_in(world: &mut Rookery, who: Who, whose: Who) {
    let form = world.person(&who).await.form;
    let tab = tab(world, &whose);
    well(tab.click("[data-testid=nav-login]").await);
    fill_in(tab, &form).await;
}

#[then(expr = "it is the page of {who} that {who} has")]
async fn is_the_page_of(world: &mut Rookery, who: Who, whose: Who) {
    let profile = format!("[data-testid=nav-profile][href='/@{}']", world.person(&who).await.form.username);
    wait_for(world, &whose, &profile, "").await;
}

#[when(expr = "{who} wants {string} on the page, and the network is slow")]
async fn wants_slowly(world: &mut Rookery, who: Who, name: String) {
    let path = format!("/shop/cart/lines/{}", id(world, &name));
    well(tab(world, &who).hold(&path).await);
    well(tab(world, &who).click(ADD).await);
    wait_for(world, &who, COUNT, "1").await;
}

#[then(expr = "the cart on {who}'s page has {int} of {string} and comes to {string}")]
async fn own_cart_has(world: &mut Rookery, who: Who, quantity: u64, name: String, total: String) {
    open(world, &who, "/shop/cart").await;
    let settled = "[data-testid=cart][data-settled=true]";
    let line = format!("{settled} [data-product='{}'][data-quantity='{quantity}']", id(world, &name));
    wait_for(world, &who, &line, &name).await;
    wait_for(world, &who, "[data-testid=cart-total]", &total).await;
}

#[given(expr = "{who} has logged in on a second page")]
async fn logs_in_elsewhere(world: &mut Rookery, who: Who) {
    let form = world.person(&who).await.form;
    let second = second(&who);
    fill_in_log_in(world, &second, &form).await;
    wait_for(world, &second, "[data-testid=timeline][data-live=true]", "").await;
}

#[given(expr = "{who} has the cart open on the second page")]
async fn has_the_cart_open(world: &mut Rookery, who: Who) {
    let second = second(&who);
    open(world, &second, "/shop/cart").await;
    wait_for(world, &second, "[data-testid=cart-empty]", "").await;
}

#[then(expr = "the cart on {who}'s second page has {int} of {string} and comes to {string}")]
async fn cart_has(world: &mut Rookery, who: Who, quantity: u64, name: String, total: String) {
    let second = second(&who);
    let settled = "[data-testid=cart][data-settled=true]";
    let line = format!("{settled} [data-product='{}'][data-quantity='{quantity}']", id(world, &name));
    wait_for(world, &second, &line, &name).await;
    wait_for(world, &second, "[data-testid=cart-total]", &total).await;
}

#[when(expr = "{who} takes {string} out of the cart on the second page")]
async fn takes_out(world: &mut Rookery, who: Who, name: String) {
    let remove = format!("[data-product='{}'] [data-testid=cart-remove]", id(world, &name));
    well(tab(world, &second(&who)).click(&remove).await);
}

#[then(expr = "{who}'s page has nothing in the cart")]
async fn has_nothing(world: &mut Rookery, who: Who) {
    well(tab(world, &who).wait_for(COUNT, "", false).await);
}

/// The same person, at another browser.
fn second(who: &Who) -> Who {
    Who(format!("{} elsewhere", who.0))
}

#[given(expr = "{who} has put {string} into the cart on the page")]
async fn has_put(world: &mut Rookery, who: Who, name: String) {
    looks_at(world, who.clone(), name).await;
    wants(world, who.clone()).await;
    wait_for(world, &who, COUNT, "1").await;
}

#[when(expr = "{who} orders what is in the cart on the page")]
async fn orders(world: &mut Rookery, who: Who) {
    open(world, &who, "/shop/cart").await;
    well(tab(world, &who).click(ORDER).await);
}

/// What is sent is on its way, and not there yet.
#[when(expr = "{who} orders what is in the cart on the page, and the network is slow")]
async fn orders_slowly(world: &mut Rookery, who: Who) {
    open(world, &who, "/shop/cart").await;
    well(tab(world, &who).hold("/shop/orders").await);
    well(tab(world, &who).click(ORDER).await);
}

#[when(expr = "what {who} sent arrives")]
async fn arrives(world: &mut Rookery, who: Who) {
    well(tab(world, &who).let_go().await);
}

#[then(expr = "{who}'s page shows an order of {string} that comes to {string}")]
async fn shows_order(world: &mut Rookery, who: Who, name: String, total: String) {
    wait_for(world, &who, "[data-testid=order][data-state=placed]", "").await;
    wait_for(world, &who, "[data-testid=order-line]", &name).await;
    wait_for(world, &who, "[data-testid=order-total]", &total).await;
}

#[then(expr = "{who}'s page says of {string} in the cart that {string}")]
async fn says_of_line(world: &mut Rookery, who: Who, name: String, words: String) {
    wait_for(world, &who, "[data-testid=cart-changed]", "Nothing was ordered").await;
    let line = format!("[data-product='{}'] [data-testid=line-remark]", id(world, &name));
    wait_for(world, &who, &line, &words).await;
}

#[when(expr = "{who} pays on the page")]
async fn pays(world: &mut Rookery, who: Who) {
    well(tab(world, &who).click("[data-testid=pay]:enabled").await);
}

#[then(expr = "{who}'s page shows that the order is paid")]
async fn shows_paid(world: &mut Rookery, who: Who) {
    wait_for(world, &who, "[data-testid=order][data-state=paid]", "Paid").await;
}

#[when(expr = "{who} orders again")]
async fn orders_again(world: &mut Rookery, who: Who) {
    well(tab(world, &who).click(ORDER).await);
}
