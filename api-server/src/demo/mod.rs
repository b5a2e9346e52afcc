//! A small lively community, so that a first look finds somebody there.
mod buyers;
mod buying;
mod chatter;
mod launch;
mod people;
mod script;
mod seed;
mod wares;

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use domain::identity::Password;
use domain::ids::AccountId;
use domain::posts::TextLimit;
use tokio::time::sleep;
use uuid::Uuid;
use wire::chain;
use wire::mastodon::Links;

use crate::UseCases;
use buying::{Buying, Money};
use chatter::Chatter;
use launch::Launch;
use people::{Community, KEEPER, Newcomers};

/// Who to log in as, where nobody can come from another machine.
pub const LOG_IN: (&str, &str) = ("ada@rookery.example", PASSWORD);

/// Everybody's password there: this is a demonstration.
const PASSWORD: &str = "rookery-demo";
/// How long nobody says anything.
const PAUSE: Duration = Duration::from_secs(2);

/// Makes the community if it is not there, and keeps it talking, selling and buying for as long as it runs. Where a server listens
/// to other machines, everybody in it gets a password that nobody can guess, and that is logged. Where letters are `mailed`
/// nobody buys: whoever has ordered is written to.
pub async fn live(use_cases: UseCases, limit: TextLimit, listen: SocketAddr, links: Links, mailed: bool) {
    let is_open = !listen.ip().is_loopback();
    let mut newcomers = match Newcomers::expected(&use_cases, is_open) {
        Ok(newcomers) => newcomers,
        Err(error) => {
            tracing::error!(error.chain = chain(&*error), "there will be no demonstration");
            return;
        }
    };
    let (community, buyers) = loop {
        match Box::pin(begin(&use_cases, limit, &mut newcomers)).await {
            Ok(begun) => break begun,
            Err(error) => {
                tracing::warn!(error.chain = chain(&*error), "the demonstration will begin a little later");
                sleep(PAUSE).await;
            }
        }
    };
    let known = newcomers.password().map(Password::reveal);
    let known = known.map(|known| format!(": log in as {} with the password {known}", LOG_IN.0));
    tracing::info!(
        "a small community lives here{}",
        known.as_deref().unwrap_or(", with the passwords that it had")
    );
    let keeper = community[KEEPER];
    let chatter = Chatter::new(use_cases.clone(), community, limit);
    let Some(money) = Money::of(&use_cases.shop).filter(|_| !mailed) else {
        tracing::warn!(
            "where real money is taken, or real letters are sent, nobody buys for a demonstration"
        );
        return chatter.talk().await;
    };
    let buying = Buying::new(use_cases, money);
    tokio::join!(chatter.talk(), Launch::new(buying, keeper, buyers, limit, &links).play());
}

/// Everybody, everything that they said, what they sell, and those who buy it.
async fn begin(
    use_cases: &UseCases,
    limit: TextLimit,
    newcomers: &mut Newcomers,
) -> Result<(Community, Vec<AccountId>), DemoError> {
    let community = seed::seed(use_cases, limit, newcomers).await?;
    wares::stock_up(use_cases, &community).await?;
    Ok((community, buyers::gather(use_cases).await?))
}

/// A number below `end` that follows from an id.
fn chance(from: Uuid, end: usize) -> usize {
    // ids may come one after the other
    let mixed = from.as_u128().wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835) >> 96;
    usize::try_from(mixed % end as u128).unwrap_or(0)
}

/// Why the community could not do something: it will be tried again, whatever it was.
type DemoError = Box<dyn Error + Send + Sync>;
