//! The bridge from those who describe products, and those who count them, to the catalogue.
use std::sync::Arc;

use async_trait::async_trait;
use domain::shop::ShopEvent;
use domain::shop::catalog::CatalogEvent;
use domain::shop::fulfilment::{FulfilmentEvent, StockChanged};
use domain::shop::pim::{PimEvent, ProductChanged, ProductId};
use sourcing::{
    Append, Entry, EventStore, Fact, Kind, Misread, ReadError, StreamName, Translation, Untranslated,
    Version, View,
};

use super::browse::Browsed;
use super::told;

/// Events of one thing that are read at once.
const PAGE: usize = 64;

/// What it means for visitors that a product changed, or how much there is of it.
pub(super) struct Listing {
    store: Arc<dyn EventStore>,
    catalog: View<Browsed>,
}

impl Listing {
    pub(super) fn new(store: Arc<dyn EventStore>, catalog: View<Browsed>) -> Self {
        Self { store, catalog }
    }

    /// Where the stream of a thing stands, and whether visitors find it. What is known by heart may be a little old, so what
    /// happened since is read.
    async fn standing(
        &self,
        stream: &StreamName,
        product: &ProductId,
    ) -> Result<(Version, bool), Untranslated> {
        let (mut version, mut listed) = self.catalog.read().model.standing(product);
        loop {
            let since = self.store.read_stream(stream, version, PAGE).await.map_err(untranslated)?;
            for entry in &since {
                version = entry.version;
                match told::read(entry)? {
                    CatalogEvent::Listed(_) => listed = true,
                    CatalogEvent::Unlisted(_) => listed = false,
                    CatalogEvent::Available(_) => {}
                }
            }
            if since.len() < PAGE {
                return Ok((version, listed));
            }
        }
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

    async fn translate(&self, entry: &Entry) -> Result<Vec<Append>, Untranslated> {
        let Some(heard) = Heard::of(entry)? else { return Ok(vec![]) };
        let product = heard.product();
        let stream = told::stream("listing", product).map_err(|error| unwritten(entry, &error))?;
        let (expected, listed) = self.standing(&stream, product).await?;
        let Some(event) = heard.means(listed) else { return Ok(vec![]) };
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

fn untranslated(error: ReadError) -> Untranslated {
    match error {
        ReadError::Away(error) => error.into(),
        ReadError::Corrupt(corrupt) => sourcing::Unavailable::new(corrupt).into(),
    }
}

fn unwritten(entry: &Entry, error: &impl ToString) -> Untranslated {
    Misread::malformed(entry, error).into()
}
