//! Somebody who fills a cart and orders what they are shown.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ledger::sales::{Attempt, Told, Wish};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::client::{Client, Said, Wanted};
use super::lines;
use crate::dice::Dice;

const CART: &str = "/api/rookery/v1/shop/cart";
const ORDERS: &str = "/api/rookery/v1/shop/orders";

/// How many orders are left to be tried, for all buyers together.
pub(crate) type Left = Arc<AtomicU64>;

/// Somebody who buys.
#[derive(Debug, Clone)]
pub(crate) struct Buyer {
    name: String,
    /// Their account.
    pub(crate) id: String,
    /// How they ask.
    pub(crate) client: Client,
    wares: Vec<String>,
    attempts: usize,
}

impl Buyer {
    pub(crate) fn new(name: String, id: String, client: Client, wares: Vec<String>) -> Self {
        Self { name, id, client, wares, attempts: 0 }
    }

    /// Tries to order as long as something is left to be tried, resting so long after each; takes back so many of a thousand.
    pub(crate) async fn buy(
        mut self,
        left: Left,
        pace: Duration,
        regrets: u64,
        mut dice: Dice,
    ) -> Vec<Attempt> {
        let (mut attempts, mut mine) = (vec![], vec![]);
        while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
            let attempt = self.order(&mut dice).await;
            if let Told::Placed(order) = &attempt.told {
                mine.push(order.clone());
            }
            attempts.push(attempt);
            if !mine.is_empty() && dice.happens(regrets) {
                let order = mine.swap_remove(dice.place(mine.len()));
                attempts.push(self.cancel(order).await);
            }
            sleep(pace).await;
        }
        attempts
    }

    /// Puts something into the cart, and orders what is shown then.
    pub(crate) async fn order(&mut self, dice: &mut Dice) -> Attempt {
        let key = self.key();
        if let Some(shown) = self.fill(dice).await {
            return self.order_as(&key, &shown).await;
        }
        let wish = Wish::Order { lines: BTreeMap::new(), hash: String::new() };
        Attempt { key, buyer: self.id.clone(), wish, told: Told::Nothing }
    }

    /// One or two things more or less; never an empty cart.
    async fn fill(&self, dice: &mut Dice) -> Option<Value> {
        let mut shown = Value::Null;
        for _ in 0..dice.between(1, 2) {
            shown = self.put(dice.pick(&self.wares)?, dice.below(5)).await?;
        }
        if shown["lines"].as_array().is_none_or(Vec::is_empty) {
            shown = self.put(dice.pick(&self.wares)?, 1).await?;
        }
        Some(shown)
    }

    async fn put(&self, ware: &str, quantity: u64) -> Option<Value> {
        let path = format!("{CART}/lines/{ware}");
        let body = Some(json!({ "quantity": quantity }));
        let said = self.client.ask(&Wanted { method: Method::PUT, path: &path, key: None, body }).await?;
        (said.status == 200).then_some(said.body)
    }

    async fn order_as(&self, key: &str, shown: &Value) -> Attempt {
        let hash = shown["hash"].as_str().unwrap_or_default().to_owned();
        let wish = Wish::Order { lines: lines(&shown["lines"]).unwrap_or_default(), hash };
        let body = Some(agreed(shown));
        let said =
            self.client.ask(&Wanted { method: Method::POST, path: ORDERS, key: Some(key), body }).await;
        Attempt { key: key.to_owned(), buyer: self.id.clone(), wish, told: told(said) }
    }

    async fn cancel(&mut self, order: String) -> Attempt {
        let (key, path) = (self.key(), format!("{ORDERS}/{order}"));
        let wanted = Wanted { method: Method::DELETE, path: &path, key: Some(&key), body: None };
        let told = match self.client.ask(&wanted).await {
            Some(said) if said.status == 200 => Told::Cancelled,
            Some(said) => Told::Refused(said.code()),
            None => Told::Nothing,
        };
        Attempt { key, buyer: self.id.clone(), wish: Wish::Cancel(order), told }
    }

    fn key(&mut self) -> String {
        self.attempts += 1;
        format!("{}-{}", self.name, self.attempts)
    }
}

/// Yes to a cart as it was shown.
pub(crate) fn agreed(shown: &Value) -> Value {
    let line = |line: &Value| json!({ "product": line["product"], "hash": line["hash"] });
    let lines: Vec<Value> = shown["lines"].as_array().into_iter().flatten().map(line).collect();
    json!({ "version": shown["version"], "hash": shown["hash"], "lines": lines })
}

fn told(said: Option<Said>) -> Told {
    match said {
        Some(said) if said.status == 201 => said.body["id"]
            .as_str()
            .map_or_else(|| Told::Refused(said.code()), |id| Told::Placed(id.to_owned())),
        Some(said) => Told::Refused(said.code()),
        None => Told::Nothing,
    }
}
