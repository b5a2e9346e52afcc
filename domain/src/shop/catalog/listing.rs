//! A product as visitors find it.
use super::kept::KeptListing;
use super::{ProductListed, Written};
use crate::shop::Money;
use crate::shop::fulfilment::Pieces;
use crate::shop::pim::{ProductId, TaxClass, Wording};

/// A product as visitors find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which.
    pub product: ProductId,
    /// What is said of it.
    pub wording: Wording,
    /// For one.
    pub price: Money,
    /// How it is taxed.
    pub tax_class: TaxClass,
    /// The place, among all that ever happened, of its being listed: what was listed later has a higher one.
    pub since: u64,
    /// So many pieces can be had.
    pub available: Pieces,
    /// What was written of all this.
    pub written: Written,
    pub(super) sorted_name: String,
    /// What the index knows it by, as long as it is listed.
    pub(super) number: u32,
}

impl Listing {
    /// As it is kept.
    pub(super) fn kept(&self) -> KeptListing {
        let Self { product, wording, price, tax_class, since, .. } = self.clone();
        KeptListing { since, listed: ProductListed { product, wording, price, tax_class } }
    }

    /// What was listed, since when, and so many of it; under that number.
    pub(super) fn of(listed: &ProductListed, since: u64, available: Pieces, number: u32) -> Self {
        let ProductListed { product, wording, price, tax_class } = listed.clone();
        Self {
            sorted_name: wording.name.as_str().to_lowercase(),
            product,
            wording,
            price,
            tax_class,
            since,
            available,
            written: Written::default(),
            number,
        }
    }
}
