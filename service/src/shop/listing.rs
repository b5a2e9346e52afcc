//! The bridge from those who describe products, and those who count them, to the catalogue.
use std::sync::Arc;

use async_trait::async_trait;
use domain::shop::ShopEvent;
use domain::shop::catalog::CatalogEvent;
use domain::shop::fulfilment::{FulfilmentEvent, StockChanged};
use domain::shop::pim::{PimEvent, ProductChanged, ProductId};
use sourcing::{Append, Entry, EventStore, Fact, Kind, Misread, StreamName, Translation, Untranslated, View};

use super::browse::Browsed;
use super::told;

/// What it means for visitors that a product changed, or how much there is of it.
pub(super) struct Listing {
    store: Arc<dyn EventStore>,
    catalog: View<Browsed>,
}

impl Listing {
    pub(super) fn new(store: Arc<dyn EventStore>, catalog: View<Browsed>) -> Self {
        Self { store, catalog }
    }
}

/// What a neighbour published.
enum Heard {
    Product(ProductChanged),
    Stock(StockChanged),
}

impl Heard {
    /// Nothing if it is a neighbour's own affair, or of somebody else.
    fn of(entry: &Entry) -> Result<Option<Self>, Misread> {
        Ok(match entry.fact.kind.context() {
            PimEvent::CONTEXT => match told::read(entry)? {
                PimEvent::Changed(told) => Some(Self::Product(told)),
                _ => None,
            },
            FulfilmentEvent::CONTEXT => match told::read(entry)? {
                FulfilmentEvent::Changed(told) => Some(Self::Stock(told)),
                FulfilmentEvent::Corrected(_)
                | FulfilmentEvent::Reserved(_)
                | FulfilmentEvent::Released(_) => None,
            },
            _ => None,
        })
    }

    fn product(&self) -> &ProductId {
        match self {
            Self::Product(told) => &told.product,
            Self::Stock(told) => &told.product,
        }
    }

    /// What happens in the catalogue because of it.
    fn means(self, listed: bool) -> Option<CatalogEvent> {
        match self {
            Self::Product(told) => CatalogEvent::of(told, listed),
            Self::Stock(told) => Some(told.into()),
        }
    }
}

#[async_trait]
impl Translation for Listing {
    fn name(&self) -> StreamName {
        StreamName::stored("bridge:catalog")
    }

    async fn prepare(&self) -> Result<(), Untranslated> {
        Ok(self.catalog.reached(self.store.head().await?.position).await?)
    }

    async fn translate(&self, entry: &Entry) -> Result<Vec<Append>, Untranslated> {
        let Some(heard) = Heard::of(entry)? else { return Ok(vec![]) };
        let product = heard.product();
        let stream = told::stream("listing", product).map_err(|error| unwritten(entry, &error))?;
        let (expected, listed) = self.catalog.read().model.standing(product);
        // that it means nothing is so by what stands there
        let Some(event) = heard.means(listed) else {
            return Ok(vec![Append { stream, expected, facts: vec![] }]);
        };
        let payload = serde_json::to_string(&event).map_err(|error| unwritten(entry, &error))?;
        let fact = Fact {
            id: entry.leads_to(&self.name(), 0),
            kind: Kind::parse(event.kind()).map_err(|error| unwritten(entry, &error))?,
            causation: Some(entry.fact.id),
            payload: payload.into(),
            ..entry.fact.clone()
        };
        Ok(vec![Append { stream, expected, facts: vec![fact] }])
    }
}

fn unwritten(entry: &Entry, error: &impl ToString) -> Untranslated {
    Misread::malformed(entry, error).into()
}
