//! The drop: a post announces it, thousands watch how much is left, many order, and servers are killed: what is sold, what is
//! confirmed and what everybody was shown is the same.
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use domain::realtime::LiveTopic;
use domain::shop::pim::ProductId;
use ledger::Plant;
use ledger::sales::{Attempt, Sales, SalesFault};
use reqwest::Method;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::evidence::{Judged, Record};
use super::mails::{placed, settle};
use super::oversell::BUYERS;
use super::{Sizes, Told};
use crate::dice::Dice;
use crate::faults::{Blow, Ground};
use crate::market::{Buyer, Left, Market, Post, Postbox, Wanted, Watched, Watcher};

/// How many there are.
const UNITS: u64 = 500;
/// How long each buyer rests after each order, and of a thousand orders so many lead to another being taken back.
const PACE: Duration = Duration::from_millis(2_500);
const REGRETS: u64 = 400;
/// Milliseconds within which all begin to watch.
const ARRIVAL: u64 = 2_000;
/// How long it goes on around each blow.
const LEAD: Duration = Duration::from_millis(600);
/// Orders that are tried after the last one.
const LAST: u64 = 64;
/// How long everybody may take to begin, and to be shown the last change.
const PATIENCE: Duration = Duration::from_mins(1);

/// All that is known of it.
#[derive(Serialize)]
struct Launch {
    sales: Sales,
    post: Post,
    /// The places, among all that happened in the shop, at which another number was left, and how many.
    left: Vec<(u64, u64)>,
    /// What each who watched was shown of that.
    shown: Vec<Vec<(u64, u64)>>,
    /// The post, and which posts each was shown.
    announced: String,
    posts: Vec<Vec<String>>,
}

impl Record for Launch {
    fn judge(&self) -> Vec<String> {
        let mut faults: Vec<String> = self.sales.check().iter().map(SalesFault::to_string).collect();
        faults.extend(self.post.check());
        for (nth, shown) in self.shown.iter().enumerate() {
            faults.extend(unlike(shown, &self.left).map(|what| format!("watcher {nth} {what}")));
        }
        for (nth, posts) in self.posts.iter().enumerate() {
            let once = posts.len() == 1 && posts[0] == self.announced;
            faults.extend((!once).then(|| format!("watcher {nth} was shown the posts {posts:?}")));
        }
        faults
    }

    fn spoil(&mut self, plant: Plant, seed: u64) {
        let mut dice = Dice::new(seed);
        let place = dice.place(self.shown.len());
        match (dice.place(3), plant) {
            (0, Plant::Loss | Plant::Duplicate | Plant::Phantom | Plant::Misrouted) => {
                let _ = self.sales.spoil(plant, seed);
            }
            (1, Plant::Loss | Plant::Duplicate | Plant::Phantom | Plant::Misrouted | Plant::Late) => {
                self.post.spoil(plant, seed);
            }
            _ => spoil(self.shown.get_mut(place), plant, &mut dice),
        }
    }
}

/// Spoils what one of them was shown.
fn spoil(shown: Option<&mut Vec<(u64, u64)>>, plant: Plant, dice: &mut Dice) {
    let Some(shown) = shown.filter(|shown| shown.len() > 1) else { return };
    let at = dice.place(shown.len() - 1);
    match plant {
        Plant::Loss => drop(shown.remove(at)),
        Plant::Duplicate => shown.insert(at, shown[at]),
        Plant::Reorder => shown.swap(at, at + 1),
        _ => shown[at].1 += 1,
    }
}

/// In what one list is not the other.
fn unlike(shown: &[(u64, u64)], left: &[(u64, u64)]) -> Option<String> {
    if shown == left {
        return None;
    }
    let first = shown.iter().zip(left).take_while(|(one, other)| one == other).count();
    let (was, should) = (shown.get(first), left.get(first));
    let (many, all) = (shown.len(), left.len());
    Some(format!(
        "was shown {many} of {all} changes; the first that differs is {was:?}, where {should:?} was"
    ))
}

pub(super) async fn round(
    ground: &mut Ground,
    postbox: &Postbox,
    dice: &mut Dice,
    sizes: &Sizes,
) -> io::Result<Told> {
    let mut market = Market::open(ground)?;
    let product = market.offer("drop", 2_500, UNITS).await?;
    let buyers = market.buyers(BUYERS).await?;
    let blows = blows(dice);
    let name = blows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", then ");
    println!("  {} watch {UNITS} units, {BUYERS} order; {name}", sizes.watchers);
    let opened = market.keeper.position();
    let audience = Audience::gather(ground, &market, &product, dice, sizes.watchers).await?;
    let announced = audience.announce(&market).await?;
    let ids: Vec<String> = buyers.iter().map(|buyer| buyer.id.clone()).collect();
    let mut post = Post::default();
    let attempts = sell(ground, postbox, dice, (buyers, blows), &mut post).await?;
    ground.heal()?;
    post.orders = placed(&attempts);
    let mut sales = Sales { attempts, ..Sales::default() };
    market.look(&ids, &mut sales).await?;
    settle(postbox, &market.name, &mut post).await;
    let left = tokio::task::block_in_place(|| left(ground, &market.name, &product, opened))?;
    let Shown { shown, posts, faults, connections } = audience.finish(opened, left.len()).await;
    let launch = Launch { sales, post, left, shown, announced, posts };
    let words = words(&launch, connections);
    let name = format!("{} watch a drop; {name}", sizes.watchers);
    Ok(Told { name, evidence: Box::new(Judged::new(launch, faults)), words })
}

fn words(launch: &Launch, connections: usize) -> String {
    let sold: u64 = launch
        .sales
        .stocks
        .values()
        .next()
        .map(|stock| stock.values().map(|shelf| shelf.reserved).sum())
        .unwrap_or_default();
    format!(
        "{} orders placed, {} confirmed, {sold} of {UNITS} units sold; {} changes of what is left, shown to {} over {connections} connections",
        launch.post.orders.len(),
        launch.post.confirmed(),
        launch.left.len(),
        launch.shown.len(),
    )
}

/// An api-server, a ws-server and the broker are killed, in any order.
fn blows(dice: &mut Dice) -> Vec<Blow> {
    let down = Duration::from_millis(dice.below(1_500));
    let mut blows =
        vec![Blow::ApiKilled(dice.place(2)), Blow::SocketsKilled(dice.place(2)), Blow::BrokerKilled(down)];
    for last in (1..blows.len()).rev() {
        blows.swap(last, dice.place(last + 1));
    }
    blows
}

/// Everybody orders, until the blows are over and a little longer.
async fn sell(
    ground: &mut Ground,
    postbox: &Postbox,
    dice: &mut Dice,
    (buyers, blows): (Vec<Buyer>, Vec<Blow>),
    post: &mut Post,
) -> io::Result<Vec<Attempt>> {
    let left = Left::new(u64::MAX.into());
    let mut hands = JoinSet::new();
    for buyer in buyers {
        hands.spawn(buyer.buy(Left::clone(&left), PACE, REGRETS, Dice::new(dice.roll())));
    }
    for blow in blows {
        sleep(LEAD).await;
        let from = postbox.now();
        ground.strike(blow).await?;
        if matches!(blow, Blow::ApiKilled(_)) {
            post.kills.push([from, postbox.now()]);
        }
    }
    left.store(LAST, Ordering::Relaxed);
    Ok(hands.join_all().await.into_iter().flatten().collect())
}

/// How many were left, and since when, as all that happened in the shop says.
fn left(ground: &Ground, name: &str, product: &str, opened: u64) -> io::Result<Vec<(u64, u64)>> {
    let file = std::env::temp_dir().join(format!("rookery-{name}.events"));
    ground.operate(0, &["events", "export", &file.display().to_string()])?;
    let text = fs::read_to_string(&file)?;
    fs::remove_file(&file)?;
    let changes = text.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        let event = &line["event"];
        let payload: Value = serde_json::from_str(event["payload"].as_str()?).ok()?;
        let is_it = event["kind"] == "catalog.availability_changed" && payload["product"] == product;
        is_it.then(|| Some((event["position"].as_u64()?, payload["available"].as_u64()?)))?
    });
    Ok(changes.filter(|(position, _)| *position > opened).collect())
}

/// Those who watch.
struct Audience {
    keeper: String,
    watched: Vec<Watched>,
    watching: JoinSet<()>,
    over: watch::Sender<bool>,
}

/// What they were shown.
struct Shown {
    shown: Vec<Vec<(u64, u64)>>,
    posts: Vec<Vec<String>>,
    faults: Vec<String>,
    connections: usize,
}

impl Audience {
    /// So many begin to watch what is left of a product, and what its keeper posts; returns when they do.
    async fn gather(
        ground: &Ground,
        market: &Market,
        product: &str,
        dice: &mut Dice,
        count: usize,
    ) -> io::Result<Self> {
        let keeper = market.keeper.read("/api/v1/accounts/verify_credentials").await?;
        let keeper =
            keeper["id"].as_str().ok_or_else(|| io::Error::other("nobody keeps the shop"))?.to_owned();
        let product = ProductId::parse(product).map_err(io::Error::other)?;
        let topics = vec![LiveTopic::product(&product).to_string(), format!("account:post.{keeper}")];
        let (over, ended) = watch::channel(false);
        let (mut watched, mut watching) = (vec![], JoinSet::new());
        for _ in 0..count {
            let (dice, over) = (Dice::new(dice.roll()), ended.clone());
            let watcher = Watcher { topics: topics.clone(), servers: ground.streaming(), dice, over };
            let seen = Watched::default();
            watching.spawn(watcher.watch(seen.clone(), ARRIVAL));
            watched.push(seen);
        }
        let this = Self { keeper, watched, watching, over };
        let begun = || this.watched.iter().all(|one| one.notes().connections > 0);
        if wait(begun).await { Ok(this) } else { Err(io::Error::other("not everybody could begin to watch")) }
    }

    /// Whoever keeps the shop posts that it begins; gives the post's id.
    async fn announce(&self, market: &Market) -> io::Result<String> {
        let body = Some(json!({ "status": format!("The drop is on, {}: {}", self.keeper, market.name) }));
        let key = format!("{}-post", market.name);
        let wanted = Wanted { method: Method::POST, path: "/api/v1/statuses", key: Some(&key), body };
        let said = market.keeper.ask(&wanted).await;
        let id = said.and_then(|said| said.body["id"].as_str().map(str::to_owned));
        id.ok_or_else(|| io::Error::other("the drop was not announced"))
    }

    /// Waits until everybody was shown so many changes since, and some that should not come would have come.
    async fn finish(mut self, opened: u64, changes: usize) -> Shown {
        let shown = |one: &Watched| -> Vec<(u64, u64)> {
            one.notes().left.iter().copied().filter(|(position, _)| *position > opened).collect()
        };
        // whoever was not is found when it is judged
        wait(|| self.watched.iter().all(|one| shown(one).len() >= changes && !one.notes().posts.is_empty()))
            .await;
        let _ = self.over.send(true);
        while self.watching.join_next().await.is_some() {}
        let faults: BTreeSet<String> =
            self.watched.iter().flat_map(|one| one.notes().faults.clone()).collect();
        Shown {
            shown: self.watched.iter().map(shown).collect(),
            posts: self.watched.iter().map(|one| one.notes().posts.clone()).collect(),
            faults: faults.into_iter().collect(),
            connections: self.watched.iter().map(|one| one.notes().connections).sum(),
        }
    }
}

/// Whether it comes to be so soon.
async fn wait(holds: impl Fn() -> bool) -> bool {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if holds() {
            return true;
        }
        sleep(Duration::from_millis(100)).await;
    }
    holds()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn launch() -> Launch {
        let left = vec![(3, 499), (5, 497), (9, 498)];
        let (shown, posts) = (vec![left.clone(), left.clone()], vec![vec!["7".to_owned()]; 2]);
        let (lists, stocks) = ([("a".to_owned(), vec![])].into(), [("a".to_owned(), BTreeMap::new())].into());
        let (sales, post) = (Sales { lists, stocks, ..Sales::default() }, Post::default());
        Launch { sales, post, left, shown, announced: "7".to_owned(), posts }
    }

    #[test]
    fn everybody_is_shown_every_change_once_and_in_order() {
        assert_eq!(launch().judge(), Vec::<String>::new());
        for plant in [Plant::Loss, Plant::Duplicate, Plant::Reorder, Plant::Phantom] {
            for seed in 0..8 {
                let mut spoilt = launch();
                spoil(spoilt.shown.get_mut(1), plant, &mut Dice::new(seed));
                let faults = spoilt.judge();
                assert_eq!(faults.len(), 1, "{plant} {seed}: {faults:?}");
                assert!(faults[0].starts_with("watcher 1 was shown"), "{faults:?}");
            }
        }
    }

    #[test]
    fn everybody_is_shown_the_post_once() {
        for posts in [vec![], vec!["7".to_owned(), "7".to_owned()], vec!["8".to_owned()]] {
            let spoilt = Launch { posts: vec![posts], ..launch() };
            assert_eq!(spoilt.judge().len(), 1);
        }
    }
}
