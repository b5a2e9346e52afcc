//! A market day in the shop: somebody keeps it, many buy, and what they were told is held against what the shop says.
mod buyer;
mod client;
mod letters;
mod postbox;
mod watcher;

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::try_join_all;
use ledger::sales::{Listed, Sales, Shelf, State};
use serde_json::{Value, json};

pub(crate) use self::buyer::{Buyer, Left, agreed};
pub(crate) use self::client::{Client, Wanted};
pub(crate) use self::letters::Post;
pub(crate) use self::postbox::{Moment, Postbox};
pub(crate) use self::watcher::{Watched, Watcher};
use crate::faults::{Ground, Person, register};
use crate::rest::Rest;

/// Those who are registered at once.
const AT_ONCE: usize = 8;

/// What is sold on a day, and who keeps it.
pub(crate) struct Market {
    /// Unlike that of any other day.
    pub(crate) name: String,
    /// Who keeps the shop.
    pub(crate) keeper: Client,
    /// What is sold.
    pub(crate) wares: Vec<String>,
    pub(crate) servers: Vec<Rest>,
    units: BTreeMap<String, u64>,
}

impl Market {
    /// Opens it: nothing is sold yet.
    pub(crate) fn open(ground: &mut Ground) -> io::Result<Self> {
        static DAYS: AtomicU64 = AtomicU64::new(0);
        let name = format!("{:x}m{}", std::process::id(), DAYS.fetch_add(1, Ordering::Relaxed));
        let token = tokio::task::block_in_place(|| ground.keeper())?;
        let servers: Vec<Rest> = ground.api().iter().map(Rest::new).collect();
        let keeper = Client::new(&servers, &token, 0);
        Ok(Self { name, keeper, wares: vec![], servers, units: BTreeMap::new() })
    }

    /// Something is sold from now on, at this price in cents, and so many of it.
    pub(crate) async fn offer(&mut self, ware: &str, price: u64, units: u64) -> io::Result<String> {
        let id = format!("{}-{ware}", self.name);
        self.price(&id, price).await?;
        self.count(&id, units).await?;
        self.wares.push(id.clone());
        self.units.insert(id.clone(), units);
        Ok(id)
    }

    /// Something costs so much from now on.
    pub(crate) async fn price(&self, id: &str, price: u64) -> io::Result<Value> {
        let body =
            json!({ "name": format!("Rook {id}"), "category": "prints", "price": price, "currency": "EUR" });
        self.keeper.put(&format!("/api/rookery/v1/shop/products/{id}"), body).await
    }

    /// There are so many of something from now on.
    pub(crate) async fn count(&self, id: &str, units: u64) -> io::Result<Value> {
        self.keeper.put(&format!("/api/rookery/v1/shop/stock/{id}"), json!({ "on_hand": units })).await
    }

    /// So many who buy, at one server or another.
    pub(crate) async fn buyers(&self, count: usize) -> io::Result<Vec<Buyer>> {
        let mut buyers = vec![];
        let all: Vec<usize> = (0..count).collect();
        for some in all.chunks(AT_ONCE) {
            buyers.extend(try_join_all(some.iter().map(|nth| self.buyer(*nth))).await?);
        }
        Ok(buyers)
    }

    async fn buyer(&self, nth: usize) -> io::Result<Buyer> {
        let server = &self.servers[nth % self.servers.len()];
        let Person { id, bearer } = register(server, &format!("b{nth}{}", self.name)).await?;
        let name = format!("{}-{nth}", self.name);
        Ok(Buyer::new(name, id, self.keeper.person(&bearer, nth), self.wares.clone()))
    }

    /// What each server lists of these buyers' orders and says of what is in stock.
    pub(crate) async fn look(&self, buyers: &[String], sales: &mut Sales) -> io::Result<()> {
        sales.units.clone_from(&self.units);
        for nth in 0..self.servers.len() {
            let (keeper, name) = (self.keeper.beside(nth), format!("api-server {nth}"));
            sales.lists.insert(name.clone(), orders(&keeper, buyers).await?);
            sales.stocks.insert(name, self.stock(&keeper).await?);
        }
        Ok(())
    }

    async fn stock(&self, keeper: &Client) -> io::Result<BTreeMap<String, Shelf>> {
        let mut stock = BTreeMap::new();
        for ware in &self.wares {
            stock.insert(ware.clone(), shelf(keeper, ware).await?);
        }
        Ok(stock)
    }
}

/// What there is of something.
pub(crate) async fn shelf(keeper: &Client, ware: &str) -> io::Result<Shelf> {
    let seen = keeper.read(&format!("/api/rookery/v1/shop/stock/{ware}")).await?;
    let number = |name: &str| seen[name].as_u64().ok_or_else(|| io::Error::other("a stock without numbers"));
    Ok(Shelf { on_hand: number("on_hand")?, reserved: number("reserved")? })
}

/// All orders of these buyers, as one server lists them.
async fn orders(keeper: &Client, buyers: &[String]) -> io::Result<Vec<Listed>> {
    let mut all = vec![];
    for page in 1.. {
        let seen = keeper.read(&format!("/api/rookery/v1/shop/sales?limit=100&page={page}")).await?;
        let orders = seen["orders"].as_array().ok_or_else(|| io::Error::other("no page of orders"))?;
        let listed: Option<Vec<Listed>> = orders.iter().map(listed).collect();
        let listed = listed.ok_or_else(|| io::Error::other("an order without a part"))?;
        all.extend(listed.into_iter().filter(|order| buyers.contains(&order.buyer)));
        if seen["pages"].as_u64().is_none_or(|pages| pages <= page) {
            break;
        }
    }
    Ok(all)
}

fn listed(order: &Value) -> Option<Listed> {
    let text = |name: &str| order[name].as_str().map(str::to_owned);
    let state = match order["state"].as_str()? {
        "refused" => State::Refused,
        "cancelled" | "expired" => State::Ended,
        _ => State::Stands,
    };
    Some(Listed {
        id: text("id")?,
        buyer: text("buyer").unwrap_or_default(),
        lines: lines(&order["lines"])?,
        hash: text("hash")?,
        state,
    })
}

/// How many of each there are in an order, or in a cart.
pub(crate) fn lines(lines: &Value) -> Option<BTreeMap<String, u64>> {
    let line = |line: &Value| Some((line["product"].as_str()?.to_owned(), line["quantity"].as_u64()?));
    lines.as_array()?.iter().map(line).collect()
}
