//! Times as clients read them.
use std::fmt;

use domain::Timestamp;
use serde::{Serialize, Serializer};

/// A time with three digits of a second and `Z`: clients that read times strictly need both, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

/// A date without a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub Timestamp);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").fmt(f)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.strftime("%Y-%m-%d").fmt(f)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_always_has_three_digits_of_a_second() {
        let at = |ms| Timestamp::from_millisecond(ms).unwrap();
        assert_eq!(Moment(at(1_000)).to_string(), "1970-01-01T00:00:01.000Z");
        assert_eq!(Moment(at(1_795_229_544_391)).to_string(), "2026-11-21T02:52:24.391Z");
        assert_eq!(
            Moment("2026-11-21T02:52:24.3919Z".parse().unwrap()).to_string(),
            "2026-11-21T02:52:24.391Z"
        );
        assert_eq!(Day(at(1_795_229_544_391)).to_string(), "2026-11-21");
    }
}
