//! The shop: what it costs to read it, to fill it, and to start it.
pub(super) mod filled;
pub(super) mod products;
pub(super) mod reads;
