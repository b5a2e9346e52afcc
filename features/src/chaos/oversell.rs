//! Many who want more than there is, while servers and the database are killed: what is sold is what there was.
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ledger::Plant;
use ledger::sales::{Attempt, Sales, SalesFault, Told as Answered, Wish};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::evidence::{Judged, Record};
use super::{Sizes, Told};
use crate::dice::Dice;
use crate::faults::{Blow, Ground};
use crate::market::{Buyer, Left, Market};

/// Those who buy.
pub(super) const BUYERS: usize = 64;
/// What is sold.
const WARES: u64 = 8;
/// Of a thousand orders so many lead to another being taken back.
const REGRETS: u64 = 150;
/// Between two blows, in milliseconds, at the most; the first ones come early.
const QUIET: u64 = 10_000;
const LEAD: u64 = 400;

impl Record for Sales {
    fn judge(&self) -> Vec<String> {
        self.check().iter().map(SalesFault::to_string).collect()
    }

    fn spoil(&mut self, plant: Plant, seed: u64) {
        let _ = Self::spoil(self, plant, seed);
    }
}

pub(super) async fn round(ground: &mut Ground, dice: &mut Dice, sizes: &Sizes) -> io::Result<Told> {
    println!("  {BUYERS} try {} orders of {} units", sizes.attempts, sizes.units);
    let mut market = Market::open(ground)?;
    for nth in 0..WARES {
        // what does not go evenly is in the first
        let units = sizes.units / WARES + if nth == 0 { sizes.units % WARES } else { 0 };
        market.offer(&format!("ware-{nth}"), 500 + 100 * nth, units).await?;
    }
    let buyers = market.buyers(BUYERS).await?;
    let ids: Vec<String> = buyers.iter().map(|buyer| buyer.id.clone()).collect();
    let begun = Instant::now();
    let (attempts, blows) = trade(ground, dice, buyers, sizes.attempts).await?;
    let took = begun.elapsed();
    ground.heal()?;
    let mut sales = Sales { attempts, ..Sales::default() };
    let besides = look(ground, &market, &ids, &mut sales).await?;
    let words = words(&sales, &blows, took);
    let name = format!("{BUYERS} buyers, {} attempts at {} units", sizes.attempts, sizes.units);
    Ok(Told { name, evidence: Box::new(Judged::new(sales, besides)), words })
}

/// Everybody buys until all attempts are made; meanwhile an api-server or the database is killed, in turns.
async fn trade(
    ground: &mut Ground,
    dice: &mut Dice,
    buyers: Vec<Buyer>,
    attempts: u64,
) -> io::Result<(Vec<Attempt>, Vec<Blow>)> {
    let left = Left::new(attempts.into());
    let over = Arc::new(AtomicBool::default());
    let mut hands = JoinSet::new();
    for buyer in buyers {
        hands.spawn(buyer.buy(Left::clone(&left), Duration::ZERO, REGRETS, Dice::new(dice.roll())));
    }
    let done = Arc::clone(&over);
    let collected = tokio::spawn(async move {
        let all = hands.join_all().await;
        done.store(true, Ordering::Relaxed);
        all.into_iter().flatten().collect::<Vec<_>>()
    });
    let mut blows = vec![];
    sleep(Duration::from_millis(LEAD)).await;
    while !over.load(Ordering::Relaxed) {
        let blow = if blows.len() % 2 == 0 {
            Blow::ApiKilled(dice.place(2))
        } else {
            Blow::DatabaseKilled(Duration::from_millis(dice.below(500)))
        };
        ground.strike(blow).await?;
        blows.push(blow);
        let next =
            Instant::now() + Duration::from_millis(dice.below(if blows.len() < 2 { LEAD } else { QUIET }));
        while Instant::now() < next && !over.load(Ordering::Relaxed) {
            sleep(Duration::from_millis(20)).await;
        }
    }
    Ok((collected.await.map_err(io::Error::other)?, blows))
}

/// What the servers say now, what it can be worked out to be once more, and what they say after they were started again.
async fn look(
    ground: &mut Ground,
    market: &Market,
    buyers: &[String],
    sales: &mut Sales,
) -> io::Result<Vec<String>> {
    market.look(buyers, sales).await?;
    let mut before = Sales::default();
    std::mem::swap(&mut before.lists, &mut sales.lists);
    std::mem::swap(&mut before.stocks, &mut sales.stocks);
    let mut besides = vec![];
    tokio::task::block_in_place(|| ground.stop_api())?;
    for nth in 0..market.servers.len() {
        let kept = ground.snapshots(nth)?;
        besides.extend((kept == 0).then(|| format!("api-server {nth} kept nothing")));
        for (way, words) in
            [("kept", &["events", "state-hash"][..]), ("replayed", &["events", "state-hash", "--replay"])]
        {
            let state = tokio::task::block_in_place(|| ground.operate(nth, words))?;
            sales.states.insert(format!("api-server {nth}, {way}"), state);
        }
    }
    ground.heal()?;
    market.look(buyers, sales).await?;
    for (server, list) in before.lists {
        sales.lists.insert(format!("{server} before"), list);
    }
    for (server, stock) in before.stocks {
        sales.stocks.insert(format!("{server} before"), stock);
    }
    Ok(besides)
}

fn words(sales: &Sales, blows: &[Blow], took: Duration) -> String {
    let count = |of: fn(&Attempt) -> bool| sales.attempts.iter().filter(|attempt| of(attempt)).count();
    let placed = count(|attempt| matches!(attempt.told, Answered::Placed(_)));
    let cancelled = count(|attempt| matches!(attempt.told, Answered::Cancelled));
    let refused =
        count(|attempt| matches!((&attempt.told, &attempt.wish), (Answered::Refused(_), Wish::Order { .. })));
    let stocks = sales.stocks.values().next();
    let sold: u64 = stocks.map(|stock| stock.values().map(|shelf| shelf.reserved).sum()).unwrap_or_default();
    let api = blows.iter().filter(|blow| matches!(blow, Blow::ApiKilled(_))).count();
    let state = sales.states.values().next().and_then(|state| state.lines().last()).unwrap_or_default();
    format!(
        "{placed} orders placed, {cancelled} taken back, {refused} refused in {took:.1?}; {sold} units sold; an api-server was killed {api} times and the database {}; {state}",
        blows.len() - api
    )
}
