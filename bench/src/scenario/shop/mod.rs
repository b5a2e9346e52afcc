//! The shop: what it costs to read it, to ask something of it, to fill it, and to start it.
pub(super) mod appends;
pub(super) mod commands;
pub(super) mod filled;
pub(super) mod products;
pub(super) mod reads;
