//! What happens in the shop, as those who listen are told.
use domain::shop::checkout::CartShown;
use domain::shop::{
    CartChanged, GuestCartChanged, OrderChanged, ProductGone, ProductOffered, ShopNews, StockLeft,
};
use serde_json::{Value, json};

use super::{Cart, Price};

/// The `type` and the `data` of a message, as the catalogue of topics has them.
#[must_use]
pub fn news(event: &ShopNews) -> Option<(&'static str, Value)> {
    Some(match event {
        ShopNews::Offered(told) => {
            let ProductOffered { position, product, name, price } = &**told;
            let price = Price::from(price);
            (
                "product:update",
                json!({ "product": product, "name": name, "price": price, "position": position }),
            )
        }
        ShopNews::Gone(ProductGone { position, product }) => {
            ("product:gone", json!({ "product": product, "position": position }))
        }
        ShopNews::Stock(StockLeft { position, product, available }) => {
            ("stock:update", json!({ "product": product, "available": available, "position": position }))
        }
        ShopNews::Cart(told) => {
            let CartChanged { position, cart, .. } = &**told;
            ("cart:update", shown(*position, cart)?)
        }
        ShopNews::GuestCart(told) => {
            let GuestCartChanged { position, cart, .. } = &**told;
            ("cart:update", shown(*position, cart)?)
        }
        ShopNews::Order(OrderChanged { position, order, state, .. }) => {
            ("order:update", json!({ "order": order, "state": state, "position": position }))
        }
    })
}

fn shown(position: u64, cart: &CartShown) -> Option<Value> {
    let mut data = serde_json::to_value(Cart::from(cart)).ok()?;
    data["position"] = json!(position);
    Some(data)
}

#[cfg(test)]
mod tests {
    use domain::identity::{Digest, GuestId};
    use domain::ids::AccountId;
    use domain::realtime::Topic;
    use domain::shop::Money;
    use domain::shop::checkout::Cart;
    use domain::shop::fulfilment::Pieces;
    use domain::shop::pim::{ProductId, ProductName};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_message_has_a_type_that_its_topic_promises_and_says_as_of_when() {
        let (product, name) = (ProductId::parse("rook").unwrap(), ProductName::parse("Rook").unwrap());
        let price = Money::price(Some(1_995), "EUR").unwrap();
        let cart = CartShown::of(None, 3, &Cart::default(), |_| None);
        let available = Pieces::parse(Some(4)).unwrap();
        let guest = GuestId::of(&Digest::stored("a"));
        for event in [
            ShopNews::Offered(Box::new(ProductOffered {
                position: 7,
                product: product.clone(),
                name,
                price,
            })),
            ShopNews::Gone(ProductGone { position: 7, product: product.clone() }),
            ShopNews::Stock(StockLeft { position: 7, product, available }),
            ShopNews::Cart(Box::new(CartChanged {
                position: 7,
                owner: AccountId::stored(42),
                cart: cart.clone(),
            })),
            ShopNews::GuestCart(Box::new(GuestCartChanged { position: 7, guest, cart })),
            ShopNews::Order(OrderChanged {
                position: 7,
                buyer: AccountId::stored(42),
                order: Uuid::nil(),
                state: "placed".to_owned(),
            }),
        ] {
            let (kind, data) = news(&event).unwrap();
            assert_eq!(data["position"], 7, "{kind}");
            let [Topic::Live(topic)] = event.topics()[..] else { panic!("{event:?}") };
            let entry = topic.name.entry();
            assert!(entry.types.contains(&kind), "{topic} carries {kind}");
            let schema: Value = serde_json::from_str(entry.schema).unwrap();
            let required = schema["required"].as_array().unwrap();
            assert!(required.iter().all(|name| data.get(name.as_str().unwrap()).is_some()), "{data}");
        }
    }
}
