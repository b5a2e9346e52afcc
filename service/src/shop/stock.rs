//! Whoever keeps the shop says how much there is.
use domain::ids::AccountId;
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::ProductId;
use serde::{Deserialize, Serialize};

use super::book::ready;
use super::{AsOf, Command, Outcome, Shop, ShopError, told};

/// What somebody counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Of what.
    pub product: ProductId,
    /// So many pieces.
    pub on_hand: Pieces,
    /// Where whoever asks believes that it stands; they may not say.
    pub version: Option<u64>,
}

/// A stock as whoever keeps the shop knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownStock {
    /// Of what.
    pub product: ProductId,
    /// So many pieces are there.
    pub on_hand: Pieces,
    /// So many of them are promised to orders.
    #[serde(default)]
    pub reserved: Pieces,
    /// How often something has happened to it.
    pub version: u64,
}

impl Shop {
    /// From now on there is so much of something. What is so already does not happen again.
    pub async fn count(
        &self,
        by: AccountId,
        count: Count,
        command: &Command,
    ) -> Result<Outcome<KnownStock>, ShopError> {
        self.admit(by).await?;
        let Count { product, on_hand, version } = count;
        let asked = ("count", &product, on_hand, version);
        let done = self.warehouse.carry_out(command, &asked, |warehouse, telling| {
            let (at, stock) = warehouse.find(&product);
            told::expect(at, version)?;
            let events = stock.count(&product, on_hand)?;
            telling.tell(told::stream("stock", &product)?, at, &events)?;
            let version = at.plus(events.len()).number();
            Ok(KnownStock { product: product.clone(), on_hand, reserved: stock.reserved, version })
        });
        let done = done.await?;
        self.carried(done).await
    }

    /// How much there is of something.
    pub async fn stock(&self, by: AccountId, product: ProductId) -> Result<AsOf<KnownStock>, ShopError> {
        self.admit(by).await?;
        ready(&self.warehouse.view)?;
        let seen = self.warehouse.view.read();
        let (at, stock) = seen.model.find(&product);
        let known =
            KnownStock { product, on_hand: stock.on_hand, reserved: stock.reserved, version: at.number() };
        Ok(AsOf { position: seen.at.number(), item: known })
    }
}
