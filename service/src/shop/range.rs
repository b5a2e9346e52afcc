//! What is known of all products by those who describe them.
use std::collections::HashMap;

use domain::shop::ShopEvent;
use domain::shop::pim::{PimEvent, Product, ProductId};
use sourcing::{Entry, Misread, Model, Version};

use super::told;

/// All products, sold or not, and where their streams stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Range {
    products: HashMap<ProductId, (Version, Option<Product>)>,
}

impl Range {
    /// All that is sold.
    pub(super) fn sold(&self) -> impl Iterator<Item = &ProductId> {
        let products = self.products.values().filter_map(|(_, known)| known.as_ref());
        products.filter(|product| !product.disabled).map(|product| &product.id)
    }

    /// A product as it is, if there is one, and where its stream stands.
    pub(super) fn find(&self, id: &ProductId) -> (Version, Option<&Product>) {
        self.products.get(id).map_or((Version::NONE, None), |(version, known)| (*version, known.as_ref()))
    }
}

impl Model for Range {
    type Event = (Version, PimEvent);
    const CONTEXTS: &'static [&'static str] = &[PimEvent::CONTEXT];

    fn decode(entry: &Entry) -> Result<Option<Self::Event>, Misread> {
        told::read(entry).map(|event| Some((entry.version, event)))
    }

    fn apply(&mut self, (version, event): &Self::Event) {
        let known = self.products.entry(event.product().clone()).or_default();
        known.0 = *version;
        if let PimEvent::Changed(told) = event {
            known.1 = Some(told.clone().into());
        }
    }
}
