//! How a server hears of tokens that were ended elsewhere, if it follows nothing else of the log.
use std::sync::Arc;
use std::time::Duration;

use domain::realtime::{Event, LogId, Position, Topic};
use tokio::time::sleep;

use super::Tokens;
use crate::PortError;
use crate::realtime::{EventLog, ReadFrom};

/// Looks at the log for tokens that ended. A machine: [`Hearing::run`] drives it.
pub struct Hearing {
    log: Arc<dyn EventLog>,
    tokens: Tokens,
    /// What was looked at so far.
    heard: Option<(LogId, Position)>,
}

impl Hearing {
    /// How often it looks.
    const LOOK: Duration = Duration::from_millis(250);
    /// Events at once.
    const MOST: usize = 1_000;

    /// Over this log, for these tokens.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>, tokens: Tokens) -> Self {
        Self { log, tokens, heard: None }
    }

    /// Looks for ever. While the log is away, what was looked up is believed for a few seconds and no longer.
    pub async fn run(mut self) {
        loop {
            if let Err(error) = self.look().await {
                tracing::debug!(%error, "nobody knows which tokens ended");
            }
            sleep(Self::LOOK).await;
        }
    }

    /// Takes in what was told since the last look. Where something may have been missed, nothing is believed any more.
    pub async fn look(&mut self) -> Result<(), PortError> {
        let head = self.log.head().await?;
        let Some((_, mut at)) = self.heard.filter(|(log, at)| *log == head.log && *at <= head.position)
        else {
            self.begin(head.log, head.position);
            return Ok(());
        };
        while at < head.position {
            match self.log.read_topics(&[Topic::Tokens], at, head.position, Self::MOST).await? {
                ReadFrom::Trimmed(_) => {
                    self.begin(head.log, head.position);
                    return Ok(());
                }
                ReadFrom::Slice(slice) => {
                    for event in &slice.events {
                        if let Event::TokenRevoked(revoked) = &event.envelope.event {
                            self.tokens.forget(revoked);
                        }
                    }
                    if slice.through <= at {
                        break;
                    }
                    at = slice.through;
                    self.heard = Some((head.log, at));
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, log: LogId, position: Position) {
        self.tokens.forget_all();
        self.heard = Some((log, position));
    }
}
