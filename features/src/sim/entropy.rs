//! The simulated clock and the seed, as servers see them.
use std::sync::{Mutex, PoisonError};

use domain::Timestamp;
use service::Entropy;
use uuid::Uuid;

use super::clockwork::Clockwork;
use crate::dice::Dice;

/// Some day.
const DAWN: i64 = 1_790_000_000_000;

/// Gives the simulated time, and ids from dice of its own.
pub(super) struct Simulated {
    clockwork: Clockwork,
    dice: Mutex<Dice>,
}

impl Simulated {
    pub(super) fn new(clockwork: Clockwork, seed: u64) -> Self {
        Self { clockwork, dice: Mutex::new(Dice::new(!seed)) }
    }
}

impl Entropy for Simulated {
    fn now(&self) -> Timestamp {
        let millis = i64::try_from(self.clockwork.now()).unwrap_or(i64::MAX - DAWN);
        Timestamp::from_millisecond(DAWN + millis).unwrap_or(Timestamp::MAX)
    }

    fn uuid(&self) -> Uuid {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        Uuid::from_u64_pair(dice.roll(), dice.roll())
    }
}
