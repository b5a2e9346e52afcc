//! What whoever keeps the shop's books elsewhere is told of an order.
use serde_json::json;
use service::shop::OrderChange;

use super::Order;

/// The body of the message about a change, as Standard Webhooks has it: what happened, when, and the order as it stood then, as those
/// who keep the shop read it.
#[must_use]
pub fn order_changed(change: &OrderChange) -> String {
    let mut data = json!(Order::from(&*change.order));
    data["position"] = json!(change.position);
    data["payment"] = json!(change.payment);
    json!({ "type": change.kind, "timestamp": change.at.to_string(), "data": data }).to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::Timestamp;
    use domain::ids::AccountId;
    use domain::shop::Money;
    use domain::shop::checkout::{self, OrderState};
    use serde_json::Value;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_change_is_told_with_its_time_its_place_and_the_order_as_rest_shows_it() {
        let order = checkout::Order {
            id: Uuid::from_u128(1),
            buyer: AccountId::stored(7),
            at: Timestamp::UNIX_EPOCH,
            hash: Uuid::from_u128(2),
            lines: vec![],
            total: Money::price(Some(1_995), "EUR").ok(),
            state: OrderState::Paid(Uuid::from_u128(9)),
            pay_by: None,
            payments: vec![Uuid::from_u128(9)],
            astray: vec![],
        };
        let shown = json!(Order::from(&order));
        let change = OrderChange {
            kind: "order.paid",
            at: Timestamp::from_second(1_614_265_330).unwrap(),
            position: 42,
            order: Arc::new(order),
            payment: Some(Uuid::from_u128(9)),
        };
        let mut said: Value = serde_json::from_str(&order_changed(&change)).unwrap();
        assert_eq!(
            (&said["type"], &said["timestamp"]),
            (&json!("order.paid"), &json!("2021-02-25T15:02:10Z"))
        );
        let data = said["data"].as_object_mut().unwrap();
        assert_eq!(data.remove("position"), Some(json!(42)));
        assert_eq!(data.remove("payment"), Some(json!(Uuid::from_u128(9))));
        assert_eq!(said["data"], shown);
    }
}
