//! What loads the servers.
mod frame;
mod http;
mod mark;
mod swarm;

pub(crate) use frame::{Door, client_frame, text_frame};
pub(crate) use http::{Request, Requests};
pub(crate) use mark::{Mark, Publication};
pub(crate) use swarm::Swarm;
