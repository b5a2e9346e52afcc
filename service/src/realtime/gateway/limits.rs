//! What one connection to the gateway may do.
use std::time::Duration;

/// What one connection may do, and how long it may be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Topics at once.
    pub topics: usize,
    /// PUBLISHes that may wait for their answer at once.
    pub publishing: usize,
    /// How long it may take until the first LISTEN, or PUBLISH.
    pub listen: Duration,
    /// How long the same may take where PINGs show that somebody is there.
    pub listen_with_ping: Duration,
    /// How long it may be without PING.
    pub ping: Duration,
    /// How long it may hear nothing, where it wants to hear that we live.
    pub keepalive: Duration,
    /// Commands in a minute that make no sense.
    pub malformed: u32,
    /// Commands at once: LISTENs come in bursts.
    pub burst: u32,
    /// Commands in a second, in the long run.
    pub per_second: u32,
    /// How long it may stay after RECONNECT.
    pub leave: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            topics: 50,
            publishing: 16,
            listen: Duration::from_secs(15),
            listen_with_ping: Duration::from_mins(1),
            ping: Duration::from_secs(345),
            keepalive: Duration::from_secs(30),
            malformed: 20,
            burst: 120,
            per_second: 5,
            leave: Duration::from_secs(30),
        }
    }
}
