//! Two tabs with one cart, and somebody who changes prices and counts: whatever is accepted is what was shown.
mod judging;
mod record;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use futures_util::future::try_join_all;
use reqwest::Method;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use self::record::{Deed, Moment, Moments, Seen, Told as Answer, Truth};
use super::evidence::Judged;
use super::{Sizes, Told};
use crate::dice::Dice;
use crate::faults::Ground;
use crate::market::{Buyer, Client, Market, Wanted, agreed, shelf};

/// People who play at once.
const PLAYERS: usize = 8;
/// Moments of one interleaving.
const MOMENTS: u64 = 6;
/// What is sold in each.
const WARES: [&str; 2] = ["a", "b"];

const CART: &str = "/api/rookery/v1/shop/cart";
const ORDERS: &str = "/api/rookery/v1/shop/orders";

pub(super) async fn round(ground: &mut Ground, dice: &mut Dice, sizes: &Sizes) -> io::Result<Told> {
    println!("  {} interleavings of two tabs, prices and stocks", sizes.interleavings);
    let market = Arc::new(Market::open(ground)?);
    let players = market.buyers(PLAYERS.min(sizes.interleavings)).await?;
    let next =
        Arc::new(Mutex::new((0..sizes.interleavings).map(|nth| (nth, dice.roll())).collect::<Vec<_>>()));
    let mut playing = JoinSet::new();
    for player in players {
        let (market, next) = (Arc::clone(&market), Arc::clone(&next));
        playing.spawn(async move {
            let mut moments = vec![];
            loop {
                let Some((nth, seed)) = next.lock().await.pop() else { return Ok::<_, io::Error>(moments) };
                let play = Play::begin(&market, &player, nth).await?;
                moments.extend(play.through(Dice::new(seed)).await?);
            }
        });
    }
    let mut moments = vec![];
    for played in playing.join_all().await {
        moments.extend(played?);
    }
    let moments = Moments(moments);
    let ([accepted, changed, lacking], all) = (moments.counts(), moments.0.len());
    let words = format!(
        "{accepted} orders as they were shown, {changed} of a cart that had changed, {lacking} of more than there was, in {all} moments"
    );
    let name = format!("{} interleavings of two tabs, prices and stocks", sizes.interleavings);
    Ok(Told { name, evidence: Box::new(Judged::new(moments, vec![])), words })
}

/// One interleaving.
struct Play<'a> {
    market: &'a Market,
    name: String,
    /// The same person at two servers.
    tabs: [Client; 2],
    wares: Vec<String>,
}

/// Who does something.
#[derive(Clone, Copy)]
enum Actor {
    Tab(usize),
    Keeper,
}

/// What they were told, or that it has to be so.
type Done = io::Result<Deed>;

impl<'a> Play<'a> {
    /// With an empty cart, and products of its own.
    async fn begin(market: &'a Market, player: &Buyer, nth: usize) -> io::Result<Self> {
        let name = format!("{}-{nth}", market.name);
        let tabs = [player.client.beside(nth), player.client.beside(nth + 1)];
        let cart = tabs[0].read(CART).await?;
        let lines = cart["lines"].as_array().into_iter().flatten();
        for product in lines.filter_map(|line| line["product"].as_str()) {
            tabs[0].put(&format!("{CART}/lines/{product}"), json!({ "quantity": 0 })).await?;
        }
        let wares: Vec<String> = WARES.iter().map(|ware| format!("{name}-{ware}")).collect();
        for ware in &wares {
            market.price(ware, 1_000).await?;
            market.count(ware, 6).await?;
        }
        Ok(Self { market, name, tabs, wares })
    }

    async fn through(self, mut dice: Dice) -> io::Result<Vec<Moment>> {
        let mut moments = vec![];
        // what each tab shows
        let mut shown: [Option<serde_json::Value>; 2] = [None, None];
        let mut before = self.truth().await?;
        for nth in 0..MOMENTS {
            for (tab, shown) in self.tabs.iter().zip(&mut shown) {
                if shown.is_none() || dice.happens(400) {
                    *shown = Some(tab.read(CART).await?);
                }
            }
            let actors = actors(&mut dice);
            let deeds = actors.iter().map(|actor| self.act(*actor, &shown, Dice::new(dice.roll())));
            let deeds = try_join_all(deeds).await?;
            let after = self.truth().await?;
            let name = format!("{}, moment {nth}", self.name);
            moments.push(Moment { name, before, deeds, after: after.clone() });
            before = after;
        }
        Ok(moments)
    }

    async fn act(&self, actor: Actor, shown: &[Option<serde_json::Value>; 2], mut dice: Dice) -> Done {
        let ware = dice.pick(&self.wares).cloned().unwrap_or_default();
        match actor {
            Actor::Tab(tab) => {
                let showing =
                    shown[tab].as_ref().filter(|cart| !cart["lines"].as_array().is_none_or(Vec::is_empty));
                match showing {
                    Some(cart) if dice.happens(600) => self.order(tab, cart, &mut dice).await,
                    _ => {
                        let path = format!("{CART}/lines/{ware}");
                        self.tabs[tab].put(&path, json!({ "quantity": dice.between(1, 3) })).await?;
                        Ok(Deed::Put)
                    }
                }
            }
            Actor::Keeper if dice.happens(500) => {
                self.market.price(&ware, dice.between(900, 1_100)).await?;
                Ok(Deed::Price)
            }
            Actor::Keeper => {
                let taken = shelf(&self.market.keeper, &ware).await?.reserved;
                // somebody may order meanwhile, and more than is promised has to be there
                let path = format!("/api/rookery/v1/shop/stock/{ware}");
                let body = Some(json!({ "on_hand": taken + dice.below(5) }));
                self.market.keeper.ask(&Wanted { method: Method::PUT, path: &path, key: None, body }).await;
                Ok(Deed::Count)
            }
        }
    }

    async fn order(&self, tab: usize, cart: &serde_json::Value, dice: &mut Dice) -> Done {
        let key = format!("{}-{:x}", self.name, dice.roll());
        let body = Some(agreed(cart));
        let wanted = Wanted { method: Method::POST, path: ORDERS, key: Some(&key), body };
        let said =
            self.tabs[tab].ask(&wanted).await.ok_or_else(|| io::Error::other("an order was not answered"))?;
        let wrong = || io::Error::other(format!("{} {}", said.status, said.body));
        let shown = Seen::read(cart).ok_or_else(wrong)?;
        Ok(Deed::Order { shown, told: Answer::read(said.status, &said.body).ok_or_else(wrong)? })
    }

    /// What is so now, by either server.
    async fn truth(&self) -> io::Result<Truth> {
        let cart = self.tabs[0].read(CART).await?;
        let cart = Seen::read(&cart).ok_or_else(|| io::Error::other(format!("no cart: {cart}")))?;
        let page = self.tabs[1].read(&format!("{ORDERS}?limit=20")).await?;
        let orders = page["orders"].as_array().into_iter().flatten();
        let orders = orders.filter(|order| order["state"] != "refused");
        let orders = orders.filter_map(|order| order["id"].as_str().map(str::to_owned)).collect();
        let mut stock = BTreeMap::new();
        for ware in &self.wares {
            stock.insert(ware.clone(), shelf(&self.market.keeper, ware).await?);
        }
        Ok(Truth { cart, orders, stock })
    }
}

/// One alone, or several at once; never one twice.
fn actors(dice: &mut Dice) -> Vec<Actor> {
    let mut all = vec![Actor::Tab(0), Actor::Tab(1), Actor::Keeper];
    for last in (1..all.len()).rev() {
        all.swap(last, dice.place(last + 1));
    }
    let count = if dice.happens(500) { 1 } else { dice.between(2, 3) };
    all.truncate(usize::try_from(count).unwrap_or(1));
    all
}
