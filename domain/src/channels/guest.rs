//! Who may take part in a channel.
use thiserror::Error;

/// Whoever has the channel wants nothing to do with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("You may not take part in this channel")]
pub struct NotWelcome;

impl NotWelcome {
    /// Refuses whom the owner keeps away: they follow nothing there, stake nothing and vote for nothing.
    pub fn refuse(kept_away: bool) -> Result<(), Self> {
        if kept_away { Err(Self) } else { Ok(()) }
    }
}
