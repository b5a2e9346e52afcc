//! What the shop tells everybody else: its public events, which take the way of all others and are heard on topics of the gateway.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Money;
use super::checkout::CartShown;
use super::fulfilment::Pieces;
use super::pim::{ProductId, ProductName};
use crate::identity::GuestId;
use crate::ids::AccountId;
use crate::realtime::{Cause, Event, LiveTopic, Topic, TopicName};
use crate::recorded::Recorded;

/// Something that happened in the shop, as others are told. Each says the place, among all that ever happened in the shop, that
/// it is as of: who has read something as new as that knows it already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload")]
pub enum ShopNews {
    /// Visitors find a product, new or not, at this price.
    #[serde(rename = "shop.product_offered")]
    Offered(Box<ProductOffered>),
    /// They find it no more.
    #[serde(rename = "shop.product_gone")]
    Gone(ProductGone),
    /// So much of a product can be had.
    #[serde(rename = "shop.stock_changed")]
    Stock(StockLeft),
    /// Something else is in a cart than before.
    #[serde(rename = "shop.cart_changed")]
    Cart(Box<CartChanged>),
    /// Something else is in a guest's cart than before. A kind of its own: servers that know no guests tell it to nobody.
    #[serde(rename = "shop.guest_cart_changed")]
    GuestCart(Box<GuestCartChanged>),
    /// An order stands otherwise than before.
    #[serde(rename = "shop.order_changed")]
    Order(OrderChanged),
}

/// Visitors find a product, new or not. What else is said of it is read where products are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductOffered {
    /// As of this place.
    pub position: u64,
    /// Which.
    pub product: ProductId,
    /// What it is called.
    pub name: ProductName,
    /// For one.
    pub price: Money,
}

/// Visitors find a product no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductGone {
    /// As of this place.
    pub position: u64,
    /// Which.
    pub product: ProductId,
}

/// So much of a product can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockLeft {
    /// As of this place.
    pub position: u64,
    /// Of what.
    pub product: ProductId,
    /// So many pieces.
    pub available: Pieces,
}

/// Something else is in a cart than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartChanged {
    /// As of this place.
    pub position: u64,
    /// Whose it is.
    pub owner: AccountId,
    /// All of it, as they are shown it.
    pub cart: CartShown,
}

/// Something else is in a guest's cart than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestCartChanged {
    /// As of this place.
    pub position: u64,
    /// Whose it is.
    pub guest: GuestId,
    /// All of it, as they are shown it.
    pub cart: CartShown,
}

/// An order stands otherwise than before. What is in it is not told: it never changes, and is read where orders are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderChanged {
    /// As of this place.
    pub position: u64,
    /// Whose it is.
    pub buyer: AccountId,
    /// Which.
    pub order: Uuid,
    /// How it stands, in one word. Newer servers may know other words.
    pub state: String,
}

impl ShopNews {
    /// Tells it.
    pub fn tell(self, cause: &Cause) -> Recorded<Self> {
        let event = Event::Shop(self.clone());
        Recorded::new(self, cause, [event])
    }

    /// The name of its kind, as in the log.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Offered(_) => "shop.product_offered",
            Self::Gone(_) => "shop.product_gone",
            Self::Stock(_) => "shop.stock_changed",
            Self::Cart(_) => "shop.cart_changed",
            Self::GuestCart(_) => "shop.guest_cart_changed",
            Self::Order(_) => "shop.order_changed",
        }
    }

    /// The topics that it belongs to: that of its product, or of whose cart it is.
    #[must_use]
    pub fn topics(&self) -> Vec<Topic> {
        let topic = match self {
            Self::Offered(told) => LiveTopic::product(&told.product),
            Self::Gone(told) => LiveTopic::product(&told.product),
            Self::Stock(told) => LiveTopic::product(&told.product),
            Self::Cart(told) => LiveTopic::of(TopicName::CartUpdate, told.owner),
            Self::GuestCart(told) => LiveTopic::cart_of_guest(told.guest),
            Self::Order(told) => LiveTopic::of(TopicName::OrderUpdate, told.buyer),
        };
        topic.heard_at()
    }

    /// Whether it says more of somebody than their number.
    #[must_use]
    pub fn speaks_of(&self, who: AccountId) -> bool {
        match self {
            Self::Cart(told) => told.owner == who,
            Self::Order(told) => told.buyer == who && !told.order.is_nil(),
            _ => false,
        }
    }

    /// Takes out what it says of somebody who left: what they wanted, and which orders were theirs.
    pub(crate) fn forget(&mut self, who: AccountId) {
        match self {
            Self::Cart(told) if told.owner == who => {
                told.cart = CartShown { version: told.cart.version, ..CartShown::of_nobody() };
            }
            Self::Order(told) if told.buyer == who => told.order = Uuid::nil(),
            _ => {}
        }
    }
}

impl LiveTopic {
    /// The topic of a product. Products may be called what topics can't be, so it has a number there: the first 53 bits of its
    /// UUID version 5, which every client can count with. REST says it beside the product.
    #[must_use]
    pub fn product(product: &ProductId) -> Self {
        let (high, _) = Uuid::new_v5(&PRODUCTS, product.as_str().as_bytes()).as_u64_pair();
        Self { name: TopicName::StockUpdate, of: Some(high >> 11) }
    }

    /// The topic of a guest's cart.
    #[must_use]
    pub fn cart_of_guest(guest: GuestId) -> Self {
        Self { name: TopicName::CartUpdate, of: Some(guest.number()) }
    }
}

/// The root of the numbers of products.
const PRODUCTS: Uuid = Uuid::from_u128(0x019a_a6f0_41c7_7d02_9d4b_5a90_27be_64e3);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Digest;
    use crate::realtime::Origin;

    fn left(product: &str) -> ShopNews {
        let product = ProductId::parse(product).unwrap();
        ShopNews::Stock(StockLeft { position: 7, product, available: Pieces::default() })
    }

    fn cart(owner: i64) -> ShopNews {
        let cart = CartShown { version: 3, ..CartShown::of_nobody() };
        ShopNews::Cart(Box::new(CartChanged { position: 7, owner: AccountId::stored(owner), cart }))
    }

    #[test]
    fn each_product_has_a_number_that_every_client_can_count_with() {
        let topics = ["1", "rook-print_2.b", "a.b.c.d.e", "Rook", "rook"]
            .map(|id| LiveTopic::product(&ProductId::parse(id).unwrap()));
        for topic in topics {
            assert!(topic.of.unwrap() < 1 << 53);
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        let different: std::collections::BTreeSet<_> = topics.into_iter().collect();
        assert_eq!(different.len(), topics.len());
    }

    #[test]
    fn a_cart_is_heard_of_by_whose_it_is_and_by_nobody_else() {
        assert_eq!(cart(42).topics(), [Topic::Live("cart:update.42".parse().unwrap())]);
        assert_ne!(left("a").topics(), left("b").topics());
        let guest = GuestId::of(&Digest::stored("a"));
        let cart = CartShown { version: 3, ..CartShown::of_nobody() };
        let told = ShopNews::GuestCart(Box::new(GuestCartChanged { position: 7, guest, cart }));
        let topic = LiveTopic::cart_of_guest(guest);
        assert_eq!(told.topics(), [Topic::Live(topic)]);
        assert_eq!(topic.to_string().parse(), Ok(topic));
        assert!(!told.speaks_of(guest.stand_in()));
    }

    #[test]
    fn an_order_is_heard_of_by_whoever_ordered_and_says_no_more_than_how_it_stands() {
        let (buyer, state) = (AccountId::stored(42), "placed".to_owned());
        let mut told = ShopNews::Order(OrderChanged { position: 7, buyer, order: Uuid::from_u128(9), state });
        assert_eq!(told.topics(), [Topic::Live("order:update.42".parse().unwrap())]);
        assert!(told.speaks_of(buyer) && !told.speaks_of(AccountId::stored(43)));
        told.forget(AccountId::stored(43));
        assert!(told.speaks_of(buyer));
        told.forget(buyer);
        assert!(!told.speaks_of(buyer), "which order was whose is nobody's business once they left");
    }

    #[test]
    fn what_somebody_wanted_who_left_is_nobodys_business() {
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        let cause = origin.cause(Uuid::nil(), jiff::Timestamp::UNIX_EPOCH);
        let mut told = cart(42);
        if let ShopNews::Cart(told) = &mut told {
            told.cart.id = Some(Uuid::from_u128(9));
        }
        let mut told = told.tell(&cause).events()[0].clone();
        assert!(!told.forget(AccountId::stored(43)));
        assert!(told.event.speaks_of(AccountId::stored(42)) && told.forget(AccountId::stored(42)));
        assert_eq!(told.event, Event::Shop(cart(42)));
        assert!(!told.forget(AccountId::stored(42)), "once is enough");
    }
}
