//! Ports that nobody listens on.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::TcpListener;
use std::sync::{Mutex, PoisonError};

/// Below the range from which systems number outgoing connections: a test with thousands of them must not take the port again.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// A loopback port that is free now and that this program has not handed out before.
///
/// # Panics
/// When none of thousands of ports is free.
pub fn free_port() -> u16 {
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    let start = random();
    (0..u64::from(COUNT))
        .filter_map(|step| u16::try_from((start.wrapping_add(step)) % u64::from(COUNT)).ok())
        .map(|offset| FIRST + offset)
        .find(|port| !given.contains(port) && TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .inspect(|port| {
            given.insert(*port);
        })
        .unwrap_or_else(|| panic!("no free port between {FIRST} and {}", FIRST + COUNT))
}

/// A random number without a dependence: the standard library seeds its hash maps so.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
