//! The gateway's protocol on the wire: one JSON object in each text frame.
mod catalogue;
mod command;
mod frame;
#[cfg(any(test, feature = "laws"))]
pub mod laws;

pub use catalogue::catalogue;
pub use command::parse;
pub use frame::{
    KEEPALIVE, Message, PONG, RECONNECT, answer, auth_revoked, message, reconnect, resumed, welcome,
};
