//! What happens in the catalogue.
use serde::{Deserialize, Serialize};

use crate::shop::Money;
use crate::shop::fact::facts;
use crate::shop::fulfilment::{Pieces, StockChanged};
use crate::shop::pim::{ProductChanged, ProductId, TaxClass, Wording};

facts!(
    /// Something that happened in the catalogue.
    CatalogEvent in "catalog" {
        /// Visitors find it, like this.
        Listed(ProductListed) = "product_listed",
        /// They find it no more.
        Unlisted(ProductUnlisted) = "product_unlisted",
        /// So much of it can be had.
        Available(AvailabilityChanged) = "availability_changed",
    }
);

/// Visitors find a product, like this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductListed {
    /// Which.
    pub product: ProductId,
    /// What is said of it.
    #[serde(flatten)]
    pub wording: Wording,
    /// For one.
    pub price: Money,
    /// How it is taxed.
    pub tax_class: TaxClass,
}

/// Visitors find a product no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductUnlisted {
    /// Which.
    pub product: ProductId,
}

/// So much of a product can be had, whether visitors find it or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityChanged {
    /// Which.
    pub product: ProductId,
    /// So many pieces.
    pub available: Pieces,
}

impl From<StockChanged> for CatalogEvent {
    fn from(told: StockChanged) -> Self {
        let StockChanged { product, available } = told;
        Self::Available(AvailabilityChanged { product, available })
    }
}

impl CatalogEvent {
    /// The product that it happened to.
    #[must_use]
    pub const fn product(&self) -> &ProductId {
        match self {
            Self::Listed(event) => &event.product,
            Self::Unlisted(event) => &event.product,
            Self::Available(event) => &event.product,
        }
    }

    /// What it means here that a product changed, where it is listed or is not.
    #[must_use]
    pub fn of(told: ProductChanged, listed: bool) -> Option<Self> {
        let ProductChanged { product, wording, price, tax_class, disabled } = told;
        match (disabled, listed) {
            (false, _) => Some(Self::Listed(ProductListed { product, wording, price, tax_class })),
            (true, true) => Some(Self::Unlisted(ProductUnlisted { product })),
            (true, false) => None,
        }
    }
}
