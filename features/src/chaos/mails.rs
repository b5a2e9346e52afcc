//! Orders are placed while whoever writes about them is killed again and again: each is confirmed once.
use std::io;
use std::time::Duration;

use ledger::Plant;
use ledger::sales::{Attempt, Told as Answered};
use tokio::sync::broadcast::Receiver;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::evidence::{Judged, Record};
use super::{Sizes, Told};
use crate::dice::Dice;
use crate::faults::Ground;
use crate::market::{Left, Market, Moment, Post, Postbox};

/// Those who order, and how long each rests after each order.
const BUYERS: usize = 4;
const PACE: Duration = Duration::from_millis(150);
/// More of everything than can be sold.
const PLENTY: u64 = 1_000_000;
/// How long the servers are left alone between two kills, in milliseconds, at the most.
const QUIET: u64 = 800;
/// How long a certain moment is waited for.
const SOON: Duration = Duration::from_secs(2);
/// How long no order may be confirmed while some are to be: whoever was killed with a letter in hand had it for themselves for a while.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long it is waited afterwards for what should not come.
const AFTER: Duration = Duration::from_secs(2);

impl Record for Post {
    fn judge(&self) -> Vec<String> {
        self.check()
    }

    fn spoil(&mut self, plant: Plant, seed: u64) {
        Self::spoil(self, plant, seed);
    }
}

pub(super) async fn round(
    ground: &mut Ground,
    postbox: &Postbox,
    dice: &mut Dice,
    sizes: &Sizes,
) -> io::Result<Told> {
    println!("  {BUYERS} order, and {} times whoever writes to them is killed", sizes.kills);
    let mut market = Market::open(ground)?;
    for ware in ["print", "shirt"] {
        market.offer(ware, 1_995, PLENTY).await?;
    }
    let left = Left::new(u64::MAX.into());
    let mut hands = JoinSet::new();
    for buyer in market.buyers(BUYERS).await? {
        hands.spawn(buyer.buy(Left::clone(&left), PACE, 0, Dice::new(dice.roll())));
    }
    let mut post = Post::default();
    for _ in 0..sizes.kills {
        kill(ground, postbox, dice, &mut post).await?;
    }
    left.store(0, std::sync::atomic::Ordering::Relaxed);
    let attempts: Vec<Attempt> = hands.join_all().await.into_iter().flatten().collect();
    let unanswered = attempts.iter().filter(|attempt| attempt.told == Answered::Nothing);
    let besides = unanswered.map(|attempt| format!("attempt {} was never answered", attempt.key)).collect();
    post.orders = placed(&attempts);
    let slowest = settle(postbox, &market.name, &mut post).await;
    let words = format!(
        "{} orders, {} of them confirmed, {} letters came once more with the same Message-ID; servers were killed {} times; the last letter came {slowest:.1?} after the last order",
        post.orders.len(),
        post.confirmed(),
        post.copies(),
        post.kills.len()
    );
    Ok(Told {
        name: format!("orders are confirmed over {} kills", sizes.kills),
        evidence: Box::new(Judged::new(post, besides)),
        words,
    })
}

/// The orders that buyers were told of.
pub(super) fn placed(attempts: &[Attempt]) -> Vec<String> {
    let told = attempts.iter().filter_map(|attempt| match &attempt.told {
        Answered::Placed(order) => Some(order.clone()),
        _ => None,
    });
    told.collect()
}

/// Waits until every order of that day is confirmed, as long as more and more are, and a little longer; gives how long that took.
pub(super) async fn settle(postbox: &Postbox, name: &str, post: &mut Post) -> Duration {
    let begun = Instant::now();
    let mut moments = postbox.moments();
    post.letters = postbox.letters_to(name);
    let (mut confirmed, mut last) = (post.confirmed(), begun);
    while confirmed < post.orders.len() {
        if timeout_at(last + PATIENCE, moments.recv()).await.is_err() {
            break;
        }
        post.letters = postbox.letters_to(name);
        if post.confirmed() > confirmed {
            (confirmed, last) = (post.confirmed(), Instant::now());
        }
    }
    let took = begun.elapsed();
    sleep(AFTER).await;
    post.letters = postbox.letters_to(name);
    took
}

/// At a random point: any time, or when the mail server has a letter and has not said so, or has just said so; one of the servers,
/// or both, so that whoever has the letter in hand is one of them.
async fn kill(ground: &mut Ground, postbox: &Postbox, dice: &mut Dice, post: &mut Post) -> io::Result<()> {
    sleep(Duration::from_millis(dice.below(QUIET))).await;
    let moment = [None, Some(Moment::Taken), Some(Moment::Said)][dice.place(3)];
    if let Some(moment) = moment {
        let _ = timeout(SOON, come(postbox.moments(), moment)).await;
        sleep(Duration::from_millis(dice.below(4))).await;
    }
    let both = moment.is_some() || dice.happens(300);
    let victims = if both { vec![0, 1] } else { vec![dice.place(2)] };
    let alive = postbox.now();
    ground.kill_api(&victims)?;
    post.kills.push([alive, postbox.now()]);
    ground.heal()
}

async fn come(mut moments: Receiver<Moment>, awaited: Moment) {
    while let Ok(moment) = moments.recv().await {
        if moment == awaited {
            return;
        }
    }
}
