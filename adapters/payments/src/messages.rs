//! What the test provider says of payments by itself: signed, at least once, and whenever it comes to it.
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use service::Entropy;
use service::shop::Outgoing;
use sourcing::{Claims, Effect, Entry, EventStore, Misread, StreamName, Undone};

use super::Seal;
use super::ledger::Changed;
use super::post::Post;

/// Where a server of ours hears it.
const WEBHOOK: &str = "/api/rookery/v1/shop/payments/webhook";

/// Says of each change of a payment that there was one, to the server that listens there.
#[must_use]
pub fn messages(
    store: Arc<dyn EventStore>,
    claims: Arc<dyn Claims>,
    entropy: Arc<dyn Entropy>,
    seal: Seal,
    listens: SocketAddr,
) -> Outgoing {
    let host = if listens.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listens.ip() };
    let post = Post::to(format!("http://{}{WEBHOOK}", SocketAddr::new(host, listens.port())));
    Outgoing::new("shop.trial_messages", store, claims, Arc::new(Saying { entropy, seal, post }))
}

struct Saying {
    entropy: Arc<dyn Entropy>,
    seal: Seal,
    post: Post,
}

#[async_trait]
impl Effect for Saying {
    fn name(&self) -> StreamName {
        StreamName::stored("effect:trial-messages")
    }

    fn wants(&self, entry: &Entry) -> Result<bool, Misread> {
        Changed::read(entry).map(|changed| changed.is_some())
    }

    async fn perform(&self, entry: &Entry) -> Result<(), Undone> {
        let Ok(Some(changed)) = Changed::read(entry) else { return Ok(()) };
        let body = json!({ "payment": changed.payment }).to_string();
        for _ in 0..changed.messages {
            let signature = self.seal.sign(body.as_bytes(), self.entropy.now());
            self.post.send(&signature, body.clone()).await?;
        }
        Ok(())
    }

    /// Nobody needs to know: whoever hears it again does nothing.
    async fn happened(&self, _: &Entry) -> Result<bool, Undone> {
        Ok(false)
    }
}
