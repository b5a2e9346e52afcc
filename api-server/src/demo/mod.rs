//! A small lively community, so that a first look finds somebody there.
mod chatter;
mod people;
mod script;
mod seed;
mod wares;

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use domain::identity::Password;
use domain::posts::TextLimit;
use tokio::time::sleep;
use wire::chain;

use crate::UseCases;
use people::Newcomers;

/// Who to log in as, where nobody can come from another machine.
pub const LOG_IN: (&str, &str) = ("ada@rookery.example", PASSWORD);

/// Everybody's password there: this is a demonstration.
const PASSWORD: &str = "rookery-demo";
/// How long nobody says anything.
const PAUSE: Duration = Duration::from_secs(2);

/// Makes the community if it is not there, and keeps it talking for as long as it runs. Where a server listens to other machines,
/// everybody in it gets a password that nobody can guess, and that is logged.
pub async fn live(use_cases: UseCases, limit: TextLimit, listen: SocketAddr) {
    let is_open = !listen.ip().is_loopback();
    let mut newcomers = match Newcomers::expected(&use_cases, is_open) {
        Ok(newcomers) => newcomers,
        Err(error) => {
            tracing::error!(error.chain = chain(&*error), "there will be no demonstration");
            return;
        }
    };
    let community = loop {
        match Box::pin(begin(&use_cases, limit, &mut newcomers)).await {
            Ok(community) => break community,
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
    let mut chatter = chatter::Chatter::new(use_cases, community, limit);
    loop {
        sleep(PAUSE).await;
        if let Err(error) = Box::pin(chatter.once()).await {
            tracing::debug!(error.chain = chain(&*error), "somebody wanted to say something");
        }
    }
}

/// Everybody, everything that they said, and what they sell.
async fn begin(
    use_cases: &UseCases,
    limit: TextLimit,
    newcomers: &mut Newcomers,
) -> Result<people::Community, DemoError> {
    let community = seed::seed(use_cases, limit, newcomers).await?;
    wares::stock_up(use_cases, &community, limit).await?;
    Ok(community)
}

/// Why the community could not do something: it will be tried again, whatever it was.
type DemoError = Box<dyn Error + Send + Sync>;
