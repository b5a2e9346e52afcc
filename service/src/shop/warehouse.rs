//! What is known of all stocks by those who keep them.
use std::collections::{BTreeMap, HashMap};

use domain::shop::ShopEvent;
use domain::shop::fulfilment::{FulfilmentEvent, Stock};
use domain::shop::pim::ProductId;
use sourcing::{Entry, Kept, Misread, Model, Version};

use super::{kept, told};

/// All stocks, and where their streams stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Warehouse {
    stocks: HashMap<ProductId, (Version, Stock)>,
}

impl Warehouse {
    /// What there is of something, and where its stream stands.
    pub(super) fn find(&self, id: &ProductId) -> (Version, Stock) {
        self.stocks.get(id).copied().unwrap_or_default()
    }
}

impl Model for Warehouse {
    type Event = (Version, FulfilmentEvent);
    const CONTEXTS: &'static [&'static str] = &[FulfilmentEvent::CONTEXT];

    fn decode(entry: &Entry) -> Result<Option<Self::Event>, Misread> {
        told::read(entry).map(|event| Some((entry.version, event)))
    }

    fn apply(&mut self, (version, event): &Self::Event) {
        let (at, stock) = self.stocks.entry(event.product().clone()).or_default();
        *at = *version;
        stock.apply(event);
    }
}

impl Kept for Warehouse {
    const NAME: &'static str = FulfilmentEvent::CONTEXT;
    const SHAPE: u32 = 1;

    fn save(&self) -> Vec<u8> {
        let Self { stocks } = self;
        kept::write(&stocks.iter().collect::<BTreeMap<_, _>>())
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        Some(Self { stocks: kept::read(saved)? })
    }

    fn size(&self) -> usize {
        self.stocks.len()
    }
}
