//! A small lively community, so that a first look finds somebody there.
mod chatter;
mod people;
mod script;
mod seed;
mod wares;

use std::error::Error;
use std::time::Duration;

use domain::posts::TextLimit;
use tokio::time::sleep;
use wire::chain;

use crate::UseCases;

/// Who to log in as.
pub const LOG_IN: (&str, &str) = ("ada@rookery.example", PASSWORD);

/// Everybody's password: this is a demonstration.
const PASSWORD: &str = "rookery-demo";
/// How long nobody says anything.
const PAUSE: Duration = Duration::from_secs(2);

/// Makes the community if it is not there, and keeps it talking for as long as it runs.
pub async fn live(use_cases: UseCases, limit: TextLimit) {
    let community = loop {
        match Box::pin(begin(&use_cases, limit)).await {
            Ok(community) => break community,
            Err(error) => {
                tracing::warn!(error.chain = chain(&*error), "the demonstration will begin a little later");
                sleep(PAUSE).await;
            }
        }
    };
    tracing::info!("a small community lives here: log in as {} with the password {}", LOG_IN.0, LOG_IN.1);
    let mut chatter = chatter::Chatter::new(use_cases, community, limit);
    loop {
        sleep(PAUSE).await;
        if let Err(error) = Box::pin(chatter.once()).await {
            tracing::debug!(error.chain = chain(&*error), "somebody wanted to say something");
        }
    }
}

/// Everybody, everything that they said, and what they sell.
async fn begin(use_cases: &UseCases, limit: TextLimit) -> Result<people::Community, DemoError> {
    let community = seed::seed(use_cases, limit).await?;
    wares::stock_up(use_cases, &community, limit).await?;
    Ok(community)
}

/// Why the community could not do something: it will be tried again, whatever it was.
type DemoError = Box<dyn Error + Send + Sync>;
