//! Somebody is in the shop before they log in.
use cucumber::gherkin::Step;
use cucumber::{given, then, when};
use features::drive::{AtShop, Session, Ware};

use super::trading::{id, lines};
use crate::words::Who;
use crate::world::Rookery;

/// The token of the guest of this scenario, and what their browser holds.
async fn guest(world: &mut Rookery) -> (Session, String) {
    if world.guest.is_none() {
        let come = world.drive().trade(None, &AtShop::Visit).await;
        let come = come.unwrap_or_else(|refused| panic!("{refused}")).into_iter().next().expect("a token");
        world.guest = Some((Session { bearer: come.id }, come.name));
    }
    world.guest.clone().expect("a guest")
}

async fn does(world: &mut Rookery, act: AtShop) -> Option<Vec<Ware>> {
    let (session, _) = guest(world).await;
    let answer = world.drive().trade(Some(&session), &act).await;
    world.note(&Who("a visitor".to_owned()), answer)
}

#[given(expr = "a guest wants {int} of {string}")]
#[when(expr = "a guest wants {int} of {string}")]
async fn wants(world: &mut Rookery, quantity: i64, name: String) {
    let act = AtShop::Want(id(world, &name), quantity);
    does(world, act).await;
}

#[when("the guest orders what is in the cart")]
async fn orders(world: &mut Rookery) {
    let shown = does(world, AtShop::Cart).await;
    let basket = shown.into_iter().flatten().find_map(|ware| ware.basket).expect("something in the cart");
    does(world, AtShop::Order(basket)).await;
}

#[given(expr = "{who} logs in where the guest was")]
#[when(expr = "{who} logs in where the guest was")]
async fn logs_in(world: &mut Rookery, who: Who) {
    let form = world.person(&who).await.form;
    let (_, held) = guest(world).await;
    let act = AtShop::Enter { held, email: form.email, password: form.password };
    let answer = world.drive().trade(None, &act).await;
    world.note(&who, answer);
}

#[then("the guest has in the cart:")]
async fn has(world: &mut Rookery, step: &Step) {
    let shown = does(world, AtShop::Cart).await;
    assert_eq!(lines(&shown.unwrap_or_default()), super::column(step));
}

#[then("the guest has nothing in the cart")]
async fn has_nothing(world: &mut Rookery) {
    let shown = does(world, AtShop::Cart).await;
    assert_eq!(lines(&shown.expect("a cart")), [""; 0]);
}
