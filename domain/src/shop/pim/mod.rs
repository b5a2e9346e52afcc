//! What products are: described and priced by whoever keeps the shop.
mod event;
mod product;
mod wording;

pub use event::{PimEvent, ProductChanged, ProductDescribed, ProductPriced, ProductSwitched};
pub use product::{Product, ProductForm, TaxClass};
pub use wording::{Category, ImageUrl, LongText, ProductId, ProductName, Summary, Wording};
