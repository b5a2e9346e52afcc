//! How much there is of one thing.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::FulfilmentEvent;
use super::event::{StockChanged, StockCorrected, StockReserved};
use crate::shop::ShopRule;
use crate::shop::checkout::Quantity;
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

/// What there is of one thing. What is promised is never more than what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stock {
    /// So many pieces are there.
    pub on_hand: Pieces,
    /// So many of them are promised to orders.
    pub reserved: Pieces,
}

/// There is not so much of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    /// Of what.
    pub product: ProductId,
    /// So much was wanted.
    pub wanted: Pieces,
    /// So much could be had.
    pub available: Pieces,
}

impl Stock {
    /// So many pieces can be had.
    #[must_use]
    pub const fn available(self) -> Pieces {
        Pieces(self.on_hand.0.saturating_sub(self.reserved.0))
    }

    /// What happens when somebody counts what there is: nothing if it is what was there.
    pub fn count(self, product: &ProductId, counted: Pieces) -> Result<Vec<FulfilmentEvent>, ShopRule> {
        if counted == self.on_hand {
            return Ok(vec![]);
        }
        if counted < self.reserved {
            return Err(ShopRule::Promised { promised: self.reserved.number() });
        }
        let told = StockCorrected { product: product.clone(), on_hand: counted };
        let counted = Self { on_hand: counted, ..self };
        Ok(vec![FulfilmentEvent::Corrected(told), counted.told(product)])
    }

    /// What happens when some of it is promised to an order, if there is so much.
    pub fn reserve(
        self,
        product: &ProductId,
        order: Uuid,
        quantity: Quantity,
    ) -> Result<FulfilmentEvent, Lacking> {
        let (wanted, available) = (Pieces(quantity.number()), self.available());
        if wanted > available {
            return Err(Lacking { product: product.clone(), wanted, available });
        }
        let reserved = Pieces(self.reserved.0 + wanted.0);
        Ok(FulfilmentEvent::Reserved(StockReserved {
            product: product.clone(),
            order,
            quantity: wanted,
            reserved,
        }))
    }

    /// What happens when some of it is promised to an order no more.
    #[must_use]
    pub fn release(self, product: &ProductId, order: Uuid, quantity: Quantity) -> FulfilmentEvent {
        let quantity = Pieces(quantity.number());
        let reserved = Pieces(self.reserved.0.saturating_sub(quantity.0));
        FulfilmentEvent::Released(StockReserved { product: product.clone(), order, quantity, reserved })
    }

    /// What its neighbours are told of it.
    #[must_use]
    pub fn told(self, product: &ProductId) -> FulfilmentEvent {
        FulfilmentEvent::Changed(StockChanged { product: product.clone(), available: self.available() })
    }

    /// Goes on by an event.
    pub fn apply(&mut self, event: &FulfilmentEvent) {
        match event {
            FulfilmentEvent::Corrected(event) => self.on_hand = event.on_hand,
            FulfilmentEvent::Reserved(event) | FulfilmentEvent::Released(event) => {
                self.reserved = event.reserved;
            }
            FulfilmentEvent::Changed(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pieces(counted: i64) -> Pieces {
        Pieces::parse(Some(counted)).unwrap()
    }

    #[test]
    fn there_is_never_less_than_nothing() {
        assert_eq!(Pieces::parse(Some(0)), Ok(Pieces(0)));
        for bad in [None, Some(-1), Some(1_000_000_001), Some(i64::MIN), Some(i64::MAX)] {
            assert_eq!(Pieces::parse(bad), Err(ShopRule::Pieces), "{bad:?}");
        }
    }

    #[test]
    fn what_is_promised_is_not_counted_away() {
        let product = ProductId::parse("rook").unwrap();
        let stock = Stock { on_hand: pieces(5), reserved: pieces(3) };
        assert_eq!(stock.count(&product, pieces(2)), Err(ShopRule::Promised { promised: 3 }));
        let told = stock.count(&product, pieces(3)).unwrap().pop();
        assert_eq!(told, Some(Stock { on_hand: pieces(3), reserved: pieces(3) }.told(&product)));
    }

    proptest! {
        #[test]
        fn counting_twice_doubles_nothing(counts in prop::collection::vec(0_i64..4, 1..20)) {
            let product = ProductId::parse("rook").unwrap();
            let mut stock = Stock::default();
            for counted in counts.into_iter().map(pieces) {
                let before = stock;
                let events = stock.count(&product, counted).unwrap();
                prop_assert_eq!(events.is_empty(), before.on_hand == counted);
                for event in &events {
                    stock.apply(event);
                }
                prop_assert_eq!(stock.on_hand, counted);
                prop_assert!(stock.count(&product, counted).unwrap().is_empty(), "a file that is imported twice");
                if let Some(FulfilmentEvent::Changed(told)) = events.last() {
                    prop_assert_eq!(told.available, counted);
                }
            }
        }

        #[test]
        fn no_more_is_promised_than_there_is(steps in prop::collection::vec((0..3, 0_i64..20), 1..40)) {
            let product = ProductId::parse("rook").unwrap();
            let (mut stock, mut kept) = (Stock::default(), vec![]);
            for (what, number) in steps {
                if what == 0 {
                    let events = stock.count(&product, pieces(number)).unwrap_or_default();
                    for event in &events {
                        stock.apply(event);
                    }
                } else if what == 1 && !kept.is_empty() {
                    let wanted = kept.remove(0);
                    stock.apply(&stock.release(&product, Uuid::nil(), wanted));
                } else {
                    let wanted = Quantity::parse(Some(number)).unwrap();
                    match stock.reserve(&product, Uuid::nil(), wanted) {
                        Ok(event) => {
                            stock.apply(&event);
                            kept.push(wanted);
                        }
                        Err(lacking) => prop_assert!(lacking.wanted > lacking.available),
                    }
                }
                let promised: u64 = kept.iter().map(|wanted: &Quantity| wanted.number()).sum();
                prop_assert_eq!(stock.reserved.number(), promised);
                prop_assert!(stock.reserved <= stock.on_hand);
            }
        }
    }
}
