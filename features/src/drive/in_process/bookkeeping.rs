//! Whoever keeps the shop's books elsewhere is called from here as from a server.
use std::sync::Arc;

use adapter_memory::Memory;
use adapter_webhook::{Address, Keys, Post};
use serde_json::{Value, json};
use service::Entropy;
use service::shop::{Calling, OrderChange, Shop};

use super::super::{Answer, Refused, Rule};
use crate::bookkeeper::Bookkeeper;

/// Who calls them about the orders of this shop.
pub(super) fn calling(shop: &Shop, claims: Arc<Memory>, entropy: &Arc<dyn Entropy>) -> Answer<Calling> {
    let books = Bookkeeper::ours().map_err(broken)?;
    let to: Address = books.url().parse().map_err(broken)?;
    let keys: Keys = Bookkeeper::SECRET.parse().map_err(broken)?;
    let post = Post::new(to, keys, Arc::clone(entropy))?;
    Ok(Calling::new(shop, claims, Arc::new(post), said))
}

/// As much of it as anybody looks at here; what servers say is in `wire`.
fn said(change: &OrderChange) -> String {
    let order = &change.order;
    let lines: Vec<Value> =
        order.lines.iter().map(|line| json!({ "product": line.product.as_str() })).collect();
    let data = json!({ "id": order.id, "state": order.state.as_str(), "lines": lines });
    json!({ "type": change.kind, "data": data }).to_string()
}

fn broken(error: impl std::fmt::Display) -> Refused {
    Refused { rule: Rule::Broken, words: error.to_string() }
}
