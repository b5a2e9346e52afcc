//! A whole range, or all stocks, as a file has them: what differs happens, what is equal does not.
use std::collections::HashSet;

use domain::realtime::Origin;
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Product, ProductId, TaxClass};

use super::book::ready;
use super::{Command, Shop, ShopError, told};

impl Shop {
    /// Has a product be like this, for whoever runs the server; how it is taxed stays. Whether that is anything new.
    pub async fn import(&self, product: Product, origin: &Origin) -> Result<bool, ShopError> {
        let command = Command { origin: origin.clone(), key: None };
        let as_taxed = |known: Option<&Product>| {
            let tax_class = known.map_or(TaxClass::default(), |known| known.tax_class);
            Product { tax_class, ..product.clone() }
        };
        {
            let seen = self.range.view.read();
            let (_, known) = seen.model.find(&product.id);
            if known == Some(&as_taxed(known)) {
                return Ok(false);
            }
        }
        let done = self.range.carry_out(&command, &(), |range, telling| {
            let (at, known) = range.find(&product.id);
            Ok(telling.tell(told::stream("product", &product.id)?, at, &as_taxed(known).put(known))?)
        });
        done.await.map(|_| true)
    }

    /// Takes everything out of the shop that is not among these; how many that are.
    pub async fn keep_only(&self, these: &HashSet<ProductId>, origin: &Origin) -> Result<usize, ShopError> {
        ready(&self.range.view)?;
        let gone: Vec<ProductId> = {
            let seen = self.range.view.read();
            seen.model.sold().filter(|product| !these.contains(*product)).cloned().collect()
        };
        for id in &gone {
            let command = Command { origin: origin.clone(), key: None };
            let done = self.range.carry_out(&command, &(), |range, telling| {
                let (at, known) = range.find(id);
                let events = known.map(Product::disable).unwrap_or_default();
                Ok(telling.tell(told::stream("product", id)?, at, &events)?)
            });
            done.await?;
        }
        Ok(gone.len())
    }

    /// There is so much of something, for whoever runs the server. Whether that is anything new.
    pub async fn import_stock(
        &self,
        product: &ProductId,
        counted: Pieces,
        origin: &Origin,
    ) -> Result<bool, ShopError> {
        if self.warehouse.view.read().model.find(product).1.on_hand == counted {
            return Ok(false);
        }
        let command = Command { origin: origin.clone(), key: None };
        let done = self.warehouse.carry_out(&command, &(), |warehouse, telling| {
            let (at, stock) = warehouse.find(product);
            Ok(telling.tell(told::stream("stock", product)?, at, &stock.count(product, counted)?)?)
        });
        done.await.map(|_| true)
    }

    /// Returns when visitors find all that was imported.
    pub async fn imported(&self) -> Result<(), ShopError> {
        let seen = self.range.view.read().at.max(self.warehouse.view.read().at);
        let position = self.listing.through(seen.number()).await?;
        Ok(self.catalog.reached(position).await?)
    }
}
