//! Everybody wants the same at once, on two servers: nothing is sold twice, and what was shown is what is ordered.
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::Method;
use domain::ids::AccountId;
use domain::shop::catalog::{PageAsked, Sort};
use domain::shop::checkout::{Agreed, CartShown, Order, Quantity};
use domain::shop::pim::ProductId;
use futures_util::future::join_all;
use serde_json::json;
use service::shop::{Command, Placing, Shop, ShopError, Wish};

use crate::cart::shop;
use crate::door::{Call, Member, World, nobodys};
use crate::shop::{counts, puts, rook, with};

/// Throws of which every run has the same.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn number(&mut self, sides: i64) -> i64 {
        i64::try_from(self.throw(sides.unsigned_abs())).unwrap()
    }
}

fn command() -> Command {
    Command { origin: nobodys(), key: None }
}

fn agreed(shown: &CartShown) -> Agreed {
    Agreed { version: shown.version, hash: shown.hash }
}

async fn wants(shop: &Shop, by: AccountId, product: &str, quantity: i64) -> CartShown {
    let (product, quantity) = (ProductId::parse(product).unwrap(), Quantity::parse(Some(quantity)).unwrap());
    shop.put(by, &Wish { product, quantity, version: None }, &command()).await.unwrap().answer
}

fn everything(shop: &Shop, of: AccountId) -> Vec<Arc<Order>> {
    let page = PageAsked::parse(None, Some(100), Sort::default(), None).unwrap();
    shop.orders(of, &page).unwrap().item.items
}

async fn stock(shop: &Shop, keeper: &Member, product: &str) -> (u64, u64) {
    let known =
        shop.stock(keeper.id.parse().unwrap(), ProductId::parse(product).unwrap()).await.unwrap().item;
    (known.on_hand.number(), known.reserved.number())
}

/// How much of each thing is in these orders.
fn sold<'a>(orders: impl IntoIterator<Item = &'a Arc<Order>>) -> BTreeMap<String, u64> {
    let mut sold = BTreeMap::new();
    for line in orders.into_iter().flat_map(|order| &order.lines) {
        *sold.entry(line.product.to_string()).or_default() += line.quantity.number();
    }
    sold
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn never_oversell_over_two_servers() {
    const EACH: usize = 6;
    let world = World::new().await;
    let keeper = shop(&world).await;
    let there = [("rook", 40), ("crow", 25), ("daw", 60)];
    puts(&world, &keeper, "daw", &with(rook(), "name", "Daw")).await;
    for (product, count) in there {
        world.call(counts(product, count).by(&keeper)).await;
    }
    let servers = [world.use_cases.shop.clone(), world.another_shop().await];
    let buyers = (1..=32).map(|n| {
        let shop = servers[usize::try_from(n).unwrap() % 2].clone();
        tokio::spawn(async move {
            let (by, mut dice) = (AccountId::stored(n), Dice(n.unsigned_abs()));
            let mut placed = vec![];
            for _ in 0..EACH {
                let mut shown = shop.cart(by).unwrap().item;
                for product in ["rook", "crow", "daw"] {
                    if dice.throw(2) == 0 {
                        shown = wants(&shop, by, product, dice.number(3) + 1).await;
                    }
                }
                match shop.order(by, agreed(&shown), &command()).await.map(|outcome| outcome.answer) {
                    Ok(Placing::Placed(order)) => placed.push(order),
                    Ok(Placing::OutOfStock { lacking, .. }) => {
                        assert!(lacking.iter().all(|line| line.wanted > line.available), "{lacking:?}");
                    }
                    // another price was seen on this server than on the other
                    Ok(Placing::Changed(cart)) => assert_ne!(agreed(&cart), agreed(&shown)),
                    Err(ShopError::Order(rule)) => assert_eq!(rule.field(), "lines"),
                    Err(other) => panic!("{other}"),
                }
            }
            (by, placed)
        })
    });
    let (mut bought, mut all) = (BTreeMap::new(), vec![]);
    for outcome in join_all(buyers).await {
        let (by, placed) = outcome.unwrap();
        all.extend(placed.iter().cloned());
        bought.insert(by, placed);
    }
    let sold = sold(&all);
    let replayed = world.another_shop().await;
    for (product, count) in there {
        let taken = sold.get(product).copied().unwrap_or_default();
        assert_eq!(stock(&servers[0], &keeper, product).await, (count.unsigned_abs(), taken), "{product}");
        assert!(taken <= count.unsigned_abs());
        assert_eq!(stock(&replayed, &keeper, product).await.1, taken, "{product}, read anew");
    }
    assert!(sold["crow"] > 20, "hardly anything was sold: {sold:?}");
    for (by, placed) in bought {
        let known = everything(&replayed, by);
        let mut kept: Vec<_> = known.iter().filter(|order| order.total.is_some()).cloned().collect();
        kept.reverse();
        assert_eq!(kept, placed, "what was answered is what is known");
    }
}

#[tokio::test]
async fn order_equals_cart_shown_or_409() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    let shop = &world.use_cases.shop;
    let mut dice = Dice(7);
    let (mut placed, mut changed, mut lacked) = (vec![], 0, 0);
    for round in 0..250 {
        let by = AccountId::stored(round % 5 + 1);
        let mut tabs = [shop.cart(by).unwrap().item, wants(shop, by, "rook", dice.number(3) + 1).await];
        for _ in 0..3 {
            let tab = usize::try_from(dice.throw(2)).unwrap();
            match dice.throw(6) {
                0 => tabs[tab] = shop.cart(by).unwrap().item,
                1 => tabs[tab] = wants(shop, by, "crow", dice.number(3)).await,
                2 => tabs[tab] = wants(shop, by, "rook", dice.number(4)).await,
                3 => {
                    let body = with(rook(), "price", dice.number(4) + 1);
                    puts(&world, &keeper, "rook", &body).await;
                }
                4 => {
                    let there = i64::try_from(stock(shop, &keeper, "crow").await.1).unwrap();
                    world.call(counts("crow", there + dice.number(4)).by(&keeper)).await;
                }
                _ => {
                    let there = i64::try_from(stock(shop, &keeper, "rook").await.1).unwrap();
                    world.call(counts("rook", there + dice.number(9)).by(&keeper)).await;
                }
            }
        }
        let price = with(rook(), "price", dice.number(4) + 1);
        let path = "/api/rookery/v1/shop/products/rook";
        let reprice = world.call(Call::new(Method::PUT, path).json(&price).by(&keeper));
        let command = command();
        let (outcomes, _) =
            tokio::join!(join_all(tabs.iter().map(|shown| shop.order(by, agreed(shown), &command))), reprice);
        let mut accepted = 0;
        for (shown, outcome) in tabs.iter().zip(outcomes) {
            match outcome.map(|outcome| outcome.answer) {
                Ok(Placing::Placed(order)) => {
                    assert_eq!((order.hash, order.total.as_ref()), (shown.hash, shown.total.as_ref()));
                    let lines = |json: serde_json::Value| json["lines"].clone();
                    let ordered = lines(json!(wire::rookery::Order::from(&*order)));
                    let shown = lines(json!(wire::rookery::Cart::from(shown)));
                    for (ordered, shown) in ordered.as_array().unwrap().iter().zip(shown.as_array().unwrap())
                    {
                        for field in ["product", "quantity", "name", "unit_price", "total", "tax_class"] {
                            assert_eq!(ordered[field], shown[field]);
                        }
                    }
                    placed.push(order);
                    accepted += 1;
                }
                Ok(Placing::Changed(cart)) => {
                    assert_ne!(agreed(&cart), agreed(shown));
                    changed += 1;
                }
                Ok(Placing::OutOfStock { .. }) => lacked += 1,
                Err(ShopError::Order(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert!(accepted <= 1, "one cart is ordered once");
        for product in ["rook", "crow"] {
            let taken = sold(&placed).get(product).copied().unwrap_or_default();
            assert_eq!(stock(shop, &keeper, product).await.1, taken, "nothing is half applied");
        }
    }
    assert!(placed.len() > 30 && changed > 30 && lacked > 5, "{} {changed} {lacked}", placed.len());
}
