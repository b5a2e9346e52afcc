//! Somebody keeps the shop, and others look what there is.
use cucumber::gherkin::Step;
use cucumber::{given, then, when};
use features::drive::{AtShop, Basket, Stream, Ware, Way};

use crate::words::Who;
use crate::world::Rookery;

async fn does(world: &mut Rookery, who: &Who, act: AtShop) -> Option<Vec<Ware>> {
    let session = world.session(who).await;
    let answer = world.drive().trade(session.as_ref(), &act).await;
    world.note(who, answer)
}

/// What a product of that name is known by in this scenario: others play in the same shop.
pub(super) fn id(world: &Rookery, name: &str) -> String {
    let word: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{word}-{}", world.mark)
}

#[given(expr = "{who} keeps the shop")]
async fn keeps(world: &mut Rookery, who: Who) {
    let username = world.person(&who).await.form.username;
    does(world, &who, AtShop::Keep(username)).await;
    world.settled();
}

#[given(expr = "{who} describes {string} for {int} cents")]
#[when(expr = "{who} describes {string} for {int} cents")]
async fn describes(world: &mut Rookery, who: Who, name: String, price: i64) {
    let (id, category) = (id(world, &name), world.mark.clone());
    does(
        world,
        &who,
        AtShop::Describe(Ware { id, name, category, price, available: 0, wanted: 0, basket: None }),
    )
    .await;
}

#[given(expr = "{who} describes {string} anew as {string} for {int} cents")]
#[when(expr = "{who} describes {string} anew as {string} for {int} cents")]
async fn describes_anew(world: &mut Rookery, who: Who, old: String, name: String, price: i64) {
    let (id, category) = (id(world, &old), world.mark.clone());
    does(
        world,
        &who,
        AtShop::Describe(Ware { id, name, category, price, available: 0, wanted: 0, basket: None }),
    )
    .await;
}

#[given(expr = "{who} takes {string} out of the shop")]
#[when(expr = "{who} takes {string} out of the shop")]
async fn takes_out(world: &mut Rookery, who: Who, name: String) {
    let act = AtShop::Disable(id(world, &name));
    does(world, &who, act).await;
}

#[given(expr = "{who} counts {int} of {string}")]
#[when(expr = "{who} counts {int} of {string}")]
async fn counts(world: &mut Rookery, who: Who, pieces: i64, name: String) {
    let act = AtShop::Count(id(world, &name), pieces);
    does(world, &who, act).await;
}

#[given(expr = "{who} wants {int} of {string}")]
#[when(expr = "{who} wants {int} of {string}")]
async fn wants(world: &mut Rookery, who: Who, quantity: i64, name: String) {
    let act = AtShop::Want(id(world, &name), quantity);
    does(world, &who, act).await;
}

/// Each line: how many of what, for how many cents altogether; what is not sold any more has no name.
#[then(expr = "the cart of {who} holds:")]
async fn holds(world: &mut Rookery, who: Who, step: &Step) {
    assert_eq!(in_cart(world, &who).await, super::column(step));
}

#[then(expr = "the cart of {who} is empty")]
async fn is_empty(world: &mut Rookery, who: Who) {
    assert_eq!(in_cart(world, &who).await, [""; 0]);
}

async fn in_cart(world: &mut Rookery, who: &Who) -> Vec<String> {
    let session = world.session(who).await;
    let wares = world.drive().trade(session.as_ref(), &AtShop::Cart).await;
    let wares = wares.unwrap_or_else(|refused| panic!("{refused}"));
    lines(&wares)
}

/// How many of what, for how many cents altogether.
pub(super) fn lines(wares: &[Ware]) -> Vec<String> {
    wares.iter().map(|ware| format!("{} {} for {}", ware.wanted, ware.name, ware.price)).collect()
}

#[given(expr = "{who} looks into the cart")]
async fn looks_into(world: &mut Rookery, who: Who) {
    let shown = does(world, &who, AtShop::Cart).await;
    let basket = shown.into_iter().flatten().find_map(|ware| ware.basket);
    world.basket = Some(basket.expect("something in the cart"));
}

#[given(expr = "{who} orders what was shown")]
#[when(expr = "{who} orders what was shown")]
async fn orders_what_was_shown(world: &mut Rookery, who: Who) {
    let basket: Basket = world.basket.expect("a cart that was shown");
    does(world, &who, AtShop::Order(basket)).await;
}

#[when(expr = "{who} takes the last order of {who} back")]
async fn takes_back(world: &mut Rookery, who: Who, whose: Who) {
    let last = last_order(world, &whose).await;
    does(world, &who, AtShop::Cancel(last)).await;
}

#[given(expr = "{who} pays the last order of {who} by {word}")]
#[when(expr = "{who} pays the last order of {who} by {word}")]
async fn pays(world: &mut Rookery, who: Who, whose: Who, token: String) {
    let last = last_order(world, &whose).await;
    does(world, &who, AtShop::Pay(last, token)).await;
}

/// The order that somebody placed last.
pub(super) async fn last_order(world: &mut Rookery, whose: &Who) -> String {
    let session = world.session(whose).await;
    let orders = world.drive().trade(session.as_ref(), &AtShop::Orders).await;
    orders.unwrap_or_else(|refused| panic!("{refused}")).into_iter().next().expect("an order").id
}

/// Each line: how an order stands, how many things are in it, and for how many cents altogether.
#[then(expr = "the orders of {who} are:")]
async fn orders_are(world: &mut Rookery, who: Who, step: &Step) {
    let session = world.session(&who).await;
    let orders = world.drive().trade(session.as_ref(), &AtShop::Orders).await;
    let orders = orders.unwrap_or_else(|refused| panic!("{refused}"));
    let said = |ware: &Ware| format!("{}: {} for {}", ware.name, ware.wanted, ware.price);
    assert_eq!(orders.iter().map(said).collect::<Vec<_>>(), super::column(step));
}

#[then(expr = "{who} has {int} of {string}, and {int} of them are promised")]
async fn has_promised(world: &mut Rookery, who: Who, there: u64, name: String, promised: u64) {
    let act = AtShop::Stock(id(world, &name));
    let session = world.session(&who).await;
    let found =
        world.drive().trade(session.as_ref(), &act).await.unwrap_or_else(|refused| panic!("{refused}"));
    let found: Vec<_> = found.into_iter().map(|ware| (ware.available, ware.wanted)).collect();
    assert_eq!(found, [(there, promised)]);
}

#[when(expr = "{who} reads what happened to {string}")]
async fn reads_the_past(world: &mut Rookery, who: Who, name: String) {
    let act = AtShop::Past(id(world, &name));
    does(world, &who, act).await;
}

#[then(expr = "{who} reads that this happened to {string}:")]
async fn reads_that(world: &mut Rookery, who: Who, name: String, step: &Step) {
    let act = AtShop::Past(id(world, &name));
    assert_eq!(found(world, &who, act).await, super::column(step));
}

#[then(expr = "{who} finds {int} of {string} in the shop")]
async fn finds_so_many(world: &mut Rookery, who: Who, pieces: u64, name: String) {
    world.settled();
    let act = AtShop::Look(id(world, &name));
    let found = does(world, &who, act).await;
    world.settled();
    let found: Vec<u64> = found.into_iter().flatten().map(|ware| ware.available).collect();
    assert_eq!(found, [pieces]);
}

#[when(expr = "{who} looks at {string} in the shop")]
async fn looks(world: &mut Rookery, who: Who, name: String) {
    let act = AtShop::Look(id(world, &name));
    does(world, &who, act).await;
}

#[then(expr = "{who} finds {string} in the shop for {int} cents")]
async fn finds_one(world: &mut Rookery, who: Who, name: String, price: i64) {
    world.settled();
    let act = AtShop::Look(id(world, &name));
    let found = does(world, &who, act).await;
    world.settled();
    let found: Vec<_> = found.into_iter().flatten().map(|ware| (ware.name, ware.price)).collect();
    assert_eq!(found, [(name, price)]);
}

#[then(expr = "{who} finds in the shop, by {word}:")]
async fn finds(world: &mut Rookery, who: Who, sort: String, step: &Step) {
    assert_eq!(names(world, &who, sort).await, super::column(step));
}

#[then(expr = "{who} finds in the shop by {string}:")]
async fn finds_by(world: &mut Rookery, who: Who, words: String, step: &Step) {
    assert_eq!(sought(world, &who, words, None).await, super::column(step));
}

#[then(expr = "{who} finds in the shop by {string}, for at most {int} cents:")]
async fn finds_cheap(world: &mut Rookery, who: Who, words: String, most: i64, step: &Step) {
    assert_eq!(sought(world, &who, words, Some(most)).await, super::column(step));
}

#[then(expr = "{who} finds nothing in the shop by {string}")]
async fn finds_nothing_by(world: &mut Rookery, who: Who, words: String) {
    assert_eq!(sought(world, &who, words, None).await, [""; 0]);
}

#[then(expr = "{who} finds nothing in the shop")]
async fn finds_nothing(world: &mut Rookery, who: Who) {
    assert_eq!(names(world, &who, "name".to_owned()).await, [""; 0]);
}

async fn sought(world: &mut Rookery, who: &Who, words: String, most: Option<i64>) -> Vec<String> {
    let act = AtShop::Search { category: world.mark.clone(), words, most };
    found(world, who, act).await
}

async fn names(world: &mut Rookery, who: &Who, sort: String) -> Vec<String> {
    let act = AtShop::Browse(world.mark.clone(), sort);
    found(world, who, act).await
}

async fn found(world: &mut Rookery, who: &Who, act: AtShop) -> Vec<String> {
    let session = world.session(who).await;
    let wares =
        world.drive().trade(session.as_ref(), &act).await.unwrap_or_else(|refused| panic!("{refused}"));
    wares.into_iter().map(|ware| ware.name).collect()
}

#[given(expr = "{who} is watching {string} in the shop")]
async fn watches_a_product(world: &mut Rookery, who: Who, name: String) {
    let product = Stream::Product(id(world, &name));
    world.begin(&who, product, Way::Gateway).await;
}

#[given(expr = "{who} is watching what is in the cart")]
#[when(expr = "{who} watches what is in the cart")]
async fn watches_the_cart(world: &mut Rookery, who: Who) {
    world.begin(&who, Stream::Cart, Way::Gateway).await;
}

#[given(expr = "{who} is watching how the orders stand")]
async fn watches_the_orders(world: &mut Rookery, who: Who) {
    world.begin(&who, Stream::Orders, Way::Gateway).await;
}

/// What came before may have been told late, and stands before it.
#[given(expr = "{who} is at last shown in the shop:")]
#[then(expr = "{who} is at last shown in the shop:")]
async fn is_shown_in_the_shop(world: &mut Rookery, who: Who, step: &Step) {
    world.wait_for_the_shop(&who, &super::column(step)).await;
}
