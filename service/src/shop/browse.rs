//! Visitors browse: what they read is in memory, and waits for nobody.
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use domain::shop::ShopEvent;
use domain::shop::catalog::{Catalog, CatalogEvent, KeptCatalog, Listing, PageAsked, PageShown};
use domain::shop::pim::ProductId;
use sourcing::{Entry, Kept, Misread, Model, Position, Stopped, Version};
use tokio::time::timeout;

use super::book::ready;
use super::{Shop, ShopError, kept, told};

/// How long somebody waits who wants to read something as new as they know it.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Something as it was when so much had happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf<T> {
    /// The place of the last event that it follows from.
    pub position: u64,
    /// What was seen.
    pub item: T,
}

/// The catalogue, and where the streams of its things stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Browsed {
    catalog: Catalog,
    versions: HashMap<ProductId, Version>,
}

impl Browsed {
    /// What visitors find.
    pub(super) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Where the stream of a thing stands, and whether visitors find it.
    pub(super) fn standing(&self, product: &ProductId) -> (Version, bool) {
        let version = self.versions.get(product).copied().unwrap_or_default();
        (version, self.catalog.find(product).is_some())
    }
}

impl Model for Browsed {
    type Event = (Position, Version, CatalogEvent);
    const CONTEXTS: &'static [&'static str] = &[CatalogEvent::CONTEXT];

    fn decode(entry: &Entry) -> Result<Option<Self::Event>, Misread> {
        told::read(entry).map(|event| Some((entry.position, entry.version, event)))
    }

    fn apply(&mut self, (position, version, event): &Self::Event) {
        self.versions.insert(event.product().clone(), *version);
        self.catalog.apply(position.number(), event);
    }

    fn settle(&mut self) {
        self.catalog.settle();
    }
}

impl Kept for Browsed {
    const NAME: &'static str = CatalogEvent::CONTEXT;
    const SHAPE: u32 = 1;

    fn save(&self) -> Vec<u8> {
        let Self { catalog, versions } = self;
        kept::write(&(catalog.kept(), versions.iter().collect::<BTreeMap<_, _>>()))
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        let (catalog, versions): (KeptCatalog, _) = kept::read(saved)?;
        Some(Self { catalog: catalog.into(), versions })
    }

    fn size(&self) -> usize {
        self.catalog.size()
    }
}

/// What somebody is about to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// Products, as visitors find them.
    Products,
    /// How many there are of something.
    Stock,
    /// A cart.
    Cart,
    /// Orders.
    Orders,
}

impl Shop {
    /// A product, if visitors find it.
    pub fn product(&self, id: &ProductId) -> Result<AsOf<Arc<Listing>>, ShopError> {
        self.read(|catalog| catalog.find(id).cloned())?.found()
    }

    /// A page of the catalogue, found by its place.
    pub fn products(&self, asked: &PageAsked) -> Result<AsOf<PageShown<Arc<Listing>>>, ShopError> {
        self.read(|catalog| catalog.page(asked))
    }

    /// Waits until what is read is as new as that, for a while. What it does not follow from may stand still.
    pub async fn at_least(&self, position: u64, read: Read) -> Result<(), ShopError> {
        let position = Position::new(position);
        let reached = async {
            if matches!(read, Read::Cart | Read::Orders) {
                self.tills.view.reached(position).await?;
            }
            if matches!(read, Read::Cart | Read::Products) {
                self.catalog.reached(position).await?;
            }
            if matches!(read, Read::Stock) {
                self.warehouse.view.reached(position).await?;
            }
            Ok::<_, Stopped>(())
        };
        Ok(timeout(PATIENCE, reached).await.map_err(|_| ShopError::Behind)??)
    }

    fn read<T>(&self, look: impl FnOnce(&Catalog) -> T) -> Result<AsOf<T>, ShopError> {
        ready(&self.catalog)?;
        let seen = self.catalog.read();
        Ok(AsOf { position: seen.at.number(), item: look(&seen.model.catalog) })
    }
}

impl<T> AsOf<Option<T>> {
    fn found(self) -> Result<AsOf<T>, ShopError> {
        let item = self.item.ok_or(ShopError::NotFound)?;
        Ok(AsOf { position: self.position, item })
    }
}
