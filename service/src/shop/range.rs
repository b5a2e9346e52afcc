//! What is known of all products by those who describe them.
use std::collections::{BTreeMap, HashMap};

use domain::shop::ShopEvent;
use domain::shop::pim::{PimEvent, Product, ProductChanged, ProductId};
use sourcing::{Entry, Kept, Misread, Model, Version};

use super::{kept, told};

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

impl Kept for Range {
    const NAME: &'static str = PimEvent::CONTEXT;
    const SHAPE: u32 = 1;

    fn save(&self) -> Vec<u8> {
        let Self { products } = self;
        let product = |(id, (version, known)): (&ProductId, &(Version, Option<Product>))| {
            (id.clone(), (*version, known.clone().map(ProductChanged::from)))
        };
        kept::write(&products.iter().map(product).collect::<BTreeMap<_, _>>())
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        let products: BTreeMap<ProductId, (Version, Option<ProductChanged>)> = kept::read(saved)?;
        let product = |(id, (version, known)): (_, (_, Option<ProductChanged>))| {
            (id, (version, known.map(Product::from)))
        };
        Some(Self { products: products.into_iter().map(product).collect() })
    }

    fn size(&self) -> usize {
        self.products.len()
    }
}
