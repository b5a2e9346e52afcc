//! Each rule of sales by the smallest sale that breaks it.
use std::collections::BTreeMap;

use super::{Attempt, Listed, Sales, SalesFault, Shelf, State, Told, Wish};
use crate::Plant;

/// Three of five are sold to Ada; Bob was too late, and Eve took hers back.
fn sale() -> Sales {
    let stock = || BTreeMap::from([("rook".to_owned(), Shelf { on_hand: 5, reserved: 3 })]);
    let list = || vec![listed("o1", "ada", 3, State::Stands), listed("o2", "eve", 1, State::Ended)];
    let cancel =
        Attempt { wish: Wish::Cancel("o2".into()), told: Told::Cancelled, ..order("k4", "eve", 0, None) };
    Sales {
        units: BTreeMap::from([("rook".to_owned(), 5)]),
        attempts: vec![
            order("k1", "ada", 3, Some("o1")),
            order("k2", "bob", 9, None),
            order("k3", "eve", 1, Some("o2")),
            cancel,
        ],
        lists: [("a".to_owned(), list()), ("b".to_owned(), list())].into(),
        stocks: [("a".to_owned(), stock()), ("b".to_owned(), stock())].into(),
        states: [("kept".to_owned(), "7".to_owned()), ("replayed".to_owned(), "7".to_owned())].into(),
    }
}

fn order(key: &str, buyer: &str, quantity: u64, told: Option<&str>) -> Attempt {
    let told = told.map_or(Told::Refused("out_of_stock".into()), |order| Told::Placed(order.into()));
    let wish = Wish::Order { lines: lines(quantity), hash: format!("h{quantity}") };
    Attempt { key: key.into(), buyer: buyer.into(), wish, told }
}

fn listed(id: &str, buyer: &str, quantity: u64, state: State) -> Listed {
    let hash = format!("h{quantity}");
    Listed { id: id.into(), buyer: buyer.into(), lines: lines(quantity), hash, state }
}

fn lines(quantity: u64) -> BTreeMap<String, u64> {
    BTreeMap::from([("rook".to_owned(), quantity)])
}

#[track_caller]
fn check(spoil: impl Fn(&mut Sales), expected: &[&str]) {
    let mut sale = sale();
    spoil(&mut sale);
    let found: Vec<String> = sale.check().iter().map(SalesFault::to_string).collect();
    assert_eq!(found, expected);
}

/// The same in what every server lists.
fn everywhere(sale: &mut Sales, change: impl Fn(&mut Vec<Listed>)) {
    sale.lists.values_mut().for_each(change);
}

#[test]
fn a_sale_where_all_is_well_is_found_so() {
    check(|_| {}, &[]);
}

#[test]
fn who_was_never_answered_is_named() {
    check(|sale| sale.attempts[1].told = Told::Nothing, &["attempt \"k2\" was never answered"]);
}

#[test]
fn what_was_told_is_listed_once_as_it_was_shown_and_stands() {
    let lost = "attempt \"k3\" was told of order o2, which is not listed";
    check(|sale| everywhere(sale, |list| list.truncate(1)), &[lost]);
    let another = "attempt \"k1\" was told of order o1, which is listed as another one";
    check(|sale| everywhere(sale, |list| list[0].hash = "h4".into()), &[another]);
    check(|sale| everywhere(sale, |list| list[0].buyer = "bob".into()), &[another]);
    let kept = "attempt \"k4\" took order o2 back, and it stands";
    let drifted = |server: &str| format!("4 of rook are sold, and {server} has 3 promised of 5");
    let stands = |list: &mut Vec<Listed>| list[1].state = State::Stands;
    check(|sale| everywhere(sale, stands), &[kept, &drifted("a"), &drifted("b")]);
    let broken = "attempt \"k3\" was told that order o2 stands, and it does not";
    check(|sale| drop(sale.attempts.pop()), &[broken]);
}

#[test]
fn no_order_is_there_twice_or_for_two_or_for_nobody() {
    let shared = "attempts \"k1\" and \"k2\" were told of one order, o1";
    let another = "attempt \"k2\" was told of order o1, which is listed as another one";
    check(|sale| sale.attempts[1].told = Told::Placed("o1".into()), &[shared, another]);
    let twice = |list: &mut Vec<Listed>| list.push(list[1].clone());
    check(|sale| everywhere(sale, twice), &["order o2 is listed twice"]);
    let unasked = "order o2 is listed, and nobody was told of it";
    check(|sale| sale.attempts.truncate(2), &[unasked]);
}

#[test]
fn never_is_more_sold_than_there_was_nor_anything_else_than_was_taken() {
    let many = |sale: &mut Sales| {
        sale.attempts[0] = order("k1", "ada", 6, Some("o1"));
        everywhere(sale, |list| list[0] = listed("o1", "ada", 6, State::Stands));
        for stock in sale.stocks.values_mut() {
            stock.insert("rook".into(), Shelf { on_hand: 5, reserved: 6 });
        }
    };
    check(many, &["6 of rook are sold, and there were 5"]);
    let taken = |sale: &mut Sales| {
        for stock in sale.stocks.values_mut() {
            stock.insert("rook".into(), Shelf { on_hand: 4, reserved: 3 });
        }
    };
    let drifted = |server: &str| format!("3 of rook are sold, and {server} has 3 promised of 4");
    check(taken, &[&drifted("a"), &drifted("b")]);
}

#[test]
fn two_servers_and_two_ways_to_work_it_out_say_the_same() {
    check(
        |sale| drop(sale.states.insert("replayed".into(), "8".into())),
        &["kept and replayed do not say the same"],
    );
    check(|sale| sale.lists.get_mut("b").unwrap().truncate(1), &["a and b do not say the same"]);
}

#[test]
fn a_sale_that_nobody_looked_at_is_not_found_well() {
    let unlooked = ["nobody has looked at what is listed", "nobody has looked at what is in stock"];
    let nothing: Vec<String> = Sales::default().check().iter().map(SalesFault::to_string).collect();
    assert_eq!(nothing, unlooked);
    check(|sale| sale.stocks.clear(), &unlooked[1..]);
    let mut unlisted = sale();
    unlisted.lists.clear();
    let faults: Vec<String> = unlisted.check().iter().map(SalesFault::to_string).collect();
    assert_eq!(faults[0], unlooked[0]);
    assert!(
        faults.contains(&"attempt \"k1\" was told of order o1, which is not listed".to_owned()),
        "{faults:?}"
    );
}

#[test]
fn whatever_is_planted_is_found() {
    let mut planted = 0;
    for (plant, seed) in Plant::ALL.into_iter().flat_map(|plant| (0..8).map(move |seed| (plant, seed))) {
        let mut spoilt = sale();
        let done = spoilt.spoil(plant, seed).is_some();
        assert_eq!(spoilt.check().is_empty(), !done, "{plant} {seed}");
        assert_eq!(spoilt == sale(), !done, "{plant} {seed}");
        planted += usize::from(done);
    }
    assert_eq!(planted, 4 * 8, "loss, duplicate, phantom and misrouted");
}
