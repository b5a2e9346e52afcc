//! What is measured beside each other: this program, run again as a server, and what others would take.
pub(crate) mod hub;
pub(crate) mod limit;
mod others;
mod peer;

pub(crate) use others::{bring, here};
pub(crate) use peer::{Kind, Peer, beside};

use std::net::SocketAddr;
use std::path::PathBuf;

/// Where such a server listens, and what it serves.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    /// For those who listen.
    #[arg(long)]
    listen: SocketAddr,
    /// For the one who publishes: raw publications.
    #[arg(long)]
    control: SocketAddr,
    /// Bytes of a frame's content, where the server may choose.
    #[arg(long, default_value_t = 0)]
    message: usize,
    /// Tell posts, not announcements.
    #[arg(long)]
    posts: bool,
    /// So many members have a token each.
    #[arg(long, default_value_t = 0)]
    members: usize,
    /// Where their tokens are put, one on each line.
    #[arg(long)]
    tokens: Option<PathBuf>,
}
