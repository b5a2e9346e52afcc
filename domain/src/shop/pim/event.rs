//! What happens to products.
use serde::{Deserialize, Serialize};

use super::{ProductId, TaxClass, Wording};
use crate::shop::Money;
use crate::shop::fact::facts;

facts!(
    /// Something that happened to a product. All but the last are the context's own; that one is for its neighbours.
    PimEvent in "pim" {
        /// It is described like this.
        Described(ProductDescribed) = "product_described",
        /// It costs this.
        Priced(ProductPriced) = "product_priced",
        /// It is not sold any more.
        Disabled(ProductSwitched) = "product_disabled",
        /// It is sold again.
        Enabled(ProductSwitched) = "product_enabled",
        /// It is like this now, for whatever reason.
        Changed(ProductChanged) = "product_changed",
    }
);

/// What is said of a product from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductDescribed {
    /// Which.
    pub product: ProductId,
    /// What is said.
    #[serde(flatten)]
    pub wording: Wording,
}

/// What a product costs from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductPriced {
    /// Which.
    pub product: ProductId,
    /// For one.
    pub price: Money,
    /// How it is taxed.
    pub tax_class: TaxClass,
}

/// A product is sold, or not, from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductSwitched {
    /// Which.
    pub product: ProductId,
}

/// All that there is to know of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductChanged {
    /// Which.
    pub product: ProductId,
    /// What is said of it.
    #[serde(flatten)]
    pub wording: Wording,
    /// For one.
    pub price: Money,
    /// How it is taxed.
    pub tax_class: TaxClass,
    /// Whether it is not sold.
    pub disabled: bool,
}

impl PimEvent {
    /// The product that it happened to.
    #[must_use]
    pub const fn product(&self) -> &ProductId {
        match self {
            Self::Described(event) => &event.product,
            Self::Priced(event) => &event.product,
            Self::Disabled(event) | Self::Enabled(event) => &event.product,
            Self::Changed(event) => &event.product,
        }
    }
}
