//! Models as they are kept: sorted, so that what is the same is written the same.
use serde::Serialize;
use serde::de::DeserializeOwned;

/// As it is kept. What can't be written is kept as what nobody can read, and so is not used.
pub(super) fn write(what: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(what).unwrap_or_default()
}

/// As it was kept.
pub(super) fn read<T: DeserializeOwned>(saved: &[u8]) -> Option<T> {
    serde_json::from_slice(saved).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use sourcing::{Entry, Fact, Kept, Kind, Position, StreamName, Version};
    use uuid::Uuid;

    use super::super::browse::Browsed;
    use super::super::range::Range;
    use super::super::tills::Tills;
    use super::super::warehouse::Warehouse;

    /// What happened, in an order that makes sense: each is what a golden file of that name says.
    const TOLD: [&str; 19] = [
        "pim.product_described",
        "pim.product_priced",
        "pim.product_disabled",
        "fulfilment.stock_corrected",
        "fulfilment.stock_reserved",
        "fulfilment.stock_released",
        "catalog.availability_changed",
        "catalog.product_listed",
        "checkout.cart_opened",
        "checkout.quantity_changed",
        "checkout.cart_merged",
        "checkout.cart_ordered",
        "checkout.order_placed",
        "checkout.payment_begun",
        "checkout.payment_failed",
        "checkout.order_paid",
        "checkout.order_cancelled",
        "checkout.order_expired",
        "checkout.order_refused",
    ];

    fn entry(position: u64, kind: &str) -> Entry {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/shop_events");
        let payload = fs::read_to_string(golden.join(format!("{kind}.json"))).unwrap();
        let fact = Fact {
            id: Uuid::from_u128(position.into()),
            kind: Kind::parse(kind).unwrap(),
            schema: 1,
            at: domain::Timestamp::UNIX_EPOCH,
            actor: None,
            correlation: Uuid::nil(),
            causation: None,
            trace: None,
            payload: payload.into(),
        };
        let (position, version) = (Position::new(position), Version::new(position));
        Entry { position, stream: StreamName::parse("all").unwrap(), version, fact }
    }

    /// Who changes what is kept of a model raises its `SHAPE`, and puts another file beside the one before.
    fn check<M: Kept + Default>() {
        let mut model = M::default();
        for (position, kind) in (1..).zip(TOLD) {
            let entry = entry(position, kind);
            if M::CONTEXTS.contains(&entry.fact.kind.context())
                && let Some(event) = M::decode(&entry).unwrap()
            {
                model.apply(&event);
            }
        }
        model.settle();
        let saved = String::from_utf8(model.save()).unwrap();
        let name = format!("{}.{}.json", M::NAME, M::SHAPE);
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept").join(&name);
        let known = fs::read_to_string(golden).unwrap_or_default();
        assert_eq!(saved, known.trim_end(), "{name}");
        assert_eq!(M::restore(saved.as_bytes()).unwrap().save(), saved.as_bytes(), "it comes back as it was");
    }

    #[test]
    fn what_is_kept_of_products_is_what_its_shape_says() {
        check::<Range>();
    }

    #[test]
    fn what_is_kept_of_stocks_is_what_its_shape_says() {
        check::<Warehouse>();
    }

    #[test]
    fn what_is_kept_of_carts_and_orders_is_what_its_shape_says() {
        check::<Tills>();
    }

    #[test]
    fn what_is_kept_of_the_catalogue_is_what_its_shape_says() {
        check::<Browsed>();
    }
}
