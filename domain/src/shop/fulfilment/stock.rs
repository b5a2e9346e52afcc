//! How much there is of one thing.
use serde::{Deserialize, Serialize};

use super::FulfilmentEvent;
use super::event::{StockChanged, StockCorrected};
use crate::shop::ShopRule;
use crate::shop::pim::ProductId;

/// So many pieces of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pieces(u64);

impl Pieces {
    /// What a shop has of one thing, at the most.
    pub const MOST: u64 = 1_000_000_000;

    /// What somebody counted.
    pub fn parse(raw: Option<i64>) -> Result<Self, ShopRule> {
        let counted = raw.and_then(|raw| u64::try_from(raw).ok()).filter(|counted| *counted <= Self::MOST);
        counted.map(Self).ok_or(ShopRule::Pieces)
    }

    /// How many.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// What there is of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stock {
    /// So many pieces are there.
    pub on_hand: Pieces,
}

impl Stock {
    /// What happens when somebody counts what there is: nothing if it is what was there.
    #[must_use]
    pub fn count(self, product: &ProductId, counted: Pieces) -> Vec<FulfilmentEvent> {
        if counted == self.on_hand {
            return vec![];
        }
        let product = || product.clone();
        vec![
            FulfilmentEvent::Corrected(StockCorrected { product: product(), on_hand: counted }),
            FulfilmentEvent::Changed(StockChanged { product: product(), available: counted }),
        ]
    }

    /// Goes on by an event.
    pub fn apply(&mut self, event: &FulfilmentEvent) {
        match event {
            FulfilmentEvent::Corrected(event) => self.on_hand = event.on_hand,
            FulfilmentEvent::Changed(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn there_is_never_less_than_nothing() {
        assert_eq!(Pieces::parse(Some(0)), Ok(Pieces(0)));
        for bad in [None, Some(-1), Some(1_000_000_001), Some(i64::MIN), Some(i64::MAX)] {
            assert_eq!(Pieces::parse(bad), Err(ShopRule::Pieces), "{bad:?}");
        }
    }

    proptest! {
           #[test]
           fn counting_twice_doubles_nothing(counts in prop::collection::vec(0_i64..4, 1..20)) {
               let product = ProductId::parse("rook").unwrap();
               let mut stock = Stock::default();
               for counted in counts {
                   let counted = Pieces::parse(Some(counted)).unwrap();
                   let before = stock;
                   let events = stock.count(&product, counted);
                   prop_assert_eq!(events.is_empty(), before.on_hand == counted);
                   for event in &events {
    stock.apply(event);
    }
                   prop_assert_eq!(stock.on_hand, counted);
                   prop_assert!(stock.count(&product, counted).is_empty(), "a file that is imported twice");
                   if let Some(FulfilmentEvent::Changed(told)) = events.last() {
                       prop_assert_eq!(told.available, counted);
                   }
               }
           }
       }
}
