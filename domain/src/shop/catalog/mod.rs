//! What visitors browse.
mod event;
mod page;
mod shelf;
mod stand;

pub use event::{AvailabilityChanged, CatalogEvent, ProductListed, ProductUnlisted};
pub use page::{PageAsked, PageShown, Sort};
pub use stand::{Catalog, Listing};
