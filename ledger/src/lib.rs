//! Acknowledged writes against what every listener got.
#![doc = include_str!("../README.md")]

mod check;
mod history;
mod plant;
pub mod sales;
mod violation;

pub use check::check;
pub use history::{
    Audience, End, Entry, Event, Frame, Framing, History, Id, Key, Kind, Listener, NotAnId, Operation,
    Outcome, Position, Session, Sight, Start, Stream, Viewer,
};
pub use plant::{Plant, Planted, Site, UnknownPlant};
pub use violation::{DeliveryFault, StoreFault, Violation};
