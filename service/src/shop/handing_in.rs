//! Whoever keeps the shop hands in a file.
use domain::ids::AccountId;
use domain::realtime::Origin;
use domain::shop::{Money, ShopRule};

use super::book::ready;
use super::{Imported, Shop, ShopError};

/// What a file is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// All products, at prices in this currency. Those that are missing are taken out of the shop.
    Products {
        /// Three capital letters.
        currency: String,
    },
    /// Stocks. Those that are missing stay.
    Stocks,
}

impl Shop {
    /// Makes the range, or the stocks, what a file says, for those who keep the shop. What was carried out before it broke off
    /// stays, and the same file again does the rest.
    pub async fn hand_in(
        &self,
        by: AccountId,
        sheet: &str,
        about: &About,
        origin: &Origin,
    ) -> Result<Imported, ShopError> {
        self.admit(by).await?;
        ready(&self.range.view)?;
        ready(&self.warehouse.view)?;
        match about {
            About::Products { currency } => {
                let unknown = |rule| ShopRule::Money { field: "currency", rule };
                Money::price(Some(0), currency).map_err(unknown)?;
                self.import_products(sheet, currency, origin, |_, _| {}).await
            }
            About::Stocks => self.import_stocks(sheet, origin, |_, _| {}).await,
        }
    }
}
