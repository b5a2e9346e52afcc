//! What a file says of many things is done at once: what differs happens, what is equal does not.
use std::collections::HashSet;

use domain::realtime::Origin;
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Product, ProductId, TaxClass};

use super::book::ready;
use super::sheets::MANY;
use super::{Command, Shop, ShopError, told};

impl Shop {
    /// Has products be like this, for whoever runs the server; how they are taxed stays. To how many that is anything new.
    /// It does not wait until that is known here: see [`Self::imported`].
    pub async fn import(&self, products: &[Product], origin: &Origin) -> Result<usize, ShopError> {
        let command = nameless(origin);
        let done = self.range.write(&command, &(), |range, telling| {
            let mut new = 0;
            for product in products {
                let (at, known) = range.find(&product.id);
                let tax_class = known.map_or(TaxClass::default(), |known| known.tax_class);
                let events = Product { tax_class, ..product.clone() }.put(known);
                new += usize::from(!events.is_empty());
                telling.tell(told::stream("product", &product.id)?, at, &events)?;
            }
            Ok(new)
        });
        Ok(done.await?.answer)
    }

    /// Takes everything out of the shop that is not among these; how many that are.
    pub(super) async fn keep_only(
        &self,
        these: &HashSet<ProductId>,
        origin: &Origin,
    ) -> Result<usize, ShopError> {
        ready(&self.range.view)?;
        let gone: Vec<ProductId> = {
            let seen = self.range.view.read();
            seen.model.sold().filter(|product| !these.contains(*product)).cloned().collect()
        };
        let command = nameless(origin);
        for some in gone.chunks(MANY) {
            let done = self.range.write(&command, &(), |range, telling| {
                for id in some {
                    let (at, known) = range.find(id);
                    let events = known.map(Product::disable).unwrap_or_default();
                    telling.tell(told::stream("product", id)?, at, &events)?;
                }
                Ok(())
            });
            done.await?;
        }
        Ok(gone.len())
    }

    /// There is so much of these, for whoever runs the server. To how many that is anything new. It does not wait either.
    pub async fn import_stock(
        &self,
        counted: &[(ProductId, Pieces)],
        origin: &Origin,
    ) -> Result<usize, ShopError> {
        let command = nameless(origin);
        let done = self.warehouse.write(&command, &(), |warehouse, telling| {
            let mut new = 0;
            for (product, counted) in counted {
                let (at, stock) = warehouse.find(product);
                let events = stock.count(product, *counted)?;
                new += usize::from(!events.is_empty());
                telling.tell(told::stream("stock", product)?, at, &events)?;
            }
            Ok(new)
        });
        Ok(done.await?.answer)
    }

    /// Returns when visitors find all that was imported.
    pub async fn imported(&self) -> Result<(), ShopError> {
        let head = self.store.head().await?.position;
        self.range.view.reached(head).await?;
        self.warehouse.view.reached(head).await?;
        let position = self.listing.through(head.number()).await?;
        Ok(self.catalog.reached(position).await?)
    }
}

fn nameless(origin: &Origin) -> Command {
    Command { origin: origin.clone(), key: None }
}
