//! Where an event stands: in its stream, and in all that ever happened.
use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! place {
    ($(#[$doc:meta])+ $name:ident, $zero:ident: $before:literal) => {
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        pub struct $name(u64);

        impl $name {
            #[doc = $before]
            pub const $zero: Self = Self(0);

            /// By its number.
            #[must_use]
            pub const fn new(number: u64) -> Self {
                Self(number)
            }

            /// Its number.
            #[must_use]
            pub const fn number(self) -> u64 {
                self.0
            }

            /// The one that must follow.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }

            /// The one that it follows.
            #[must_use]
            pub const fn before(self) -> Self {
                Self(self.0.saturating_sub(1))
            }

            /// So many further on.
            #[must_use]
            pub const fn plus(self, count: usize) -> Self {
                Self(self.0.saturating_add(count as u64))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

place!(
    /// The place of an event among all: 1, 2, 3 … without a hole, given as it is appended.
    Position, START: "Before the first event: nothing was applied."
);

place!(
    /// The place of an event in its stream: 1, 2, 3 …; that of a stream is the one of its last event.
    Version, NONE: "Of a stream that has no event yet."
);
