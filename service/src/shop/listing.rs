//! The bridge from those who describe products to the catalogue.
use std::sync::Arc;

use async_trait::async_trait;
use domain::shop::ShopEvent;
use domain::shop::catalog::CatalogEvent;
use domain::shop::pim::{PimEvent, ProductId};
use sourcing::{
    Append, Entry, EventStore, Fact, Kind, Misread, ReadError, StreamName, Translation, Untranslated,
    Version, View,
};

use super::browse::Browsed;
use super::told;

/// Events of one thing that are read at once.
const PAGE: usize = 64;

/// What it means for visitors that a product changed.
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
                listed = matches!(told::read(entry)?, CatalogEvent::Listed(_));
            }
            if since.len() < PAGE {
                return Ok((version, listed));
            }
        }
    }
}

#[async_trait]
impl Translation for Listing {
    fn name(&self) -> StreamName {
        StreamName::stored("bridge:pim-catalog")
    }

    async fn translate(&self, entry: &Entry) -> Result<Vec<Append>, Untranslated> {
        if entry.fact.kind.context() != PimEvent::CONTEXT {
            return Ok(vec![]);
        }
        // what else happened there is the neighbour's own affair
        let PimEvent::Changed(told) = told::read(entry)? else { return Ok(vec![]) };
        let stream = told::stream("listing", &told.product).map_err(|error| unwritten(entry, &error))?;
        let (expected, listed) = self.standing(&stream, &told.product).await?;
        let Some(event) = CatalogEvent::of(told, listed) else { return Ok(vec![]) };
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
