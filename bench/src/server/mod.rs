//! What is measured beside each other: this program, run again as a server.
pub(crate) mod hub;
pub(crate) mod limit;
mod peer;

pub(crate) use peer::{EVERYTHING, Kind, Peer, beside};

use std::net::SocketAddr;

/// Where such a server listens, and what it serves.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    /// For those who listen.
    #[arg(long)]
    listen: SocketAddr,
    /// For the one who publishes: raw marks.
    #[arg(long)]
    control: SocketAddr,
    /// Bytes of a message, where the server may choose.
    #[arg(long, default_value_t = 0)]
    message: usize,
}
