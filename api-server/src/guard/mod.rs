//! What stands before every handler.
mod cors;
mod costly;
mod identify;
mod observe;
mod problems;
mod same_site;
mod shape;
mod shed;

pub(crate) use cors::cors;
pub(crate) use identify::{Gate, address, count, identify};
pub(crate) use observe::observe;
pub(crate) use problems::problems;
pub(crate) use same_site::{is_ours, same_site};
pub(crate) use service::rates::{Charge, Rates};
pub(crate) use shape::shape;
pub(crate) use shed::{Seats, shed};
