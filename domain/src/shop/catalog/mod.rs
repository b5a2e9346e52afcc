//! What visitors browse.
mod event;
mod index;
mod kept;
mod listing;
mod page;
mod shelf;
mod sought;
mod stand;
mod turned;
mod written;

pub use event::{AvailabilityChanged, CatalogEvent, ProductListed, ProductUnlisted};
pub use kept::KeptCatalog;
pub use listing::Listing;
pub use page::{PageAsked, PageShown, Sort};
pub use sought::Sought;
pub use stand::Catalog;
pub use written::Written;
