//! What the test provider knows of payments: events of its own, in the store that all servers share.
use std::sync::Arc;

use domain::shop::checkout::PaymentStanding;
use serde::{Deserialize, Serialize};
use service::{Entropy, PortError};
use sourcing::{Append, Batch, Entry, EventStore, Fact, Kind, Misread, Outcome, StreamName, Version};
use uuid::Uuid;

/// The kind of all its events. It belongs to no context of the shop: no model reads it.
const CHANGED: &str = "trial.payment_changed";
/// More than ever becomes of one payment.
const MOST: usize = 16;
/// How often something is judged anew because somebody else was faster.
const TRIES: usize = 16;

/// How a payment stands from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Changed {
    pub(crate) payment: Uuid,
    pub(crate) standing: PaymentStanding,
    /// How often it is said.
    pub(crate) messages: u8,
}

impl Changed {
    /// What an event says of a payment, if it does.
    pub(crate) fn read(entry: &Entry) -> Result<Option<Self>, Misread> {
        if entry.fact.kind.as_str() != CHANGED {
            return Ok(None);
        }
        serde_json::from_str(&entry.fact.payload).map(Some).map_err(|error| Misread::malformed(entry, &error))
    }
}

/// All payments.
#[derive(Clone)]
pub(crate) struct Ledger {
    store: Arc<dyn EventStore>,
    entropy: Arc<dyn Entropy>,
}

impl Ledger {
    pub(crate) fn of(store: Arc<dyn EventStore>, entropy: Arc<dyn Entropy>) -> Self {
        Self { store, entropy }
    }

    /// How a payment stands.
    pub(crate) async fn standing(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        Ok(self.read(&stream(payment)?).await?.1)
    }

    /// How a payment stands after that: it changes to what is judged right, if anything is, which is
    /// said so often.
    pub(crate) async fn change(
        &self,
        payment: Uuid,
        messages: u8,
        judge: impl Fn(PaymentStanding) -> Option<PaymentStanding> + Send + Sync,
    ) -> Result<PaymentStanding, PortError> {
        let stream = stream(payment)?;
        for _ in 0..TRIES {
            let (at, standing) = self.read(&stream).await?;
            let Some(next) = judge(standing) else { return Ok(standing) };
            let facts = vec![self.fact(Changed { payment, standing: next, messages })?];
            let append = Append { stream: stream.clone(), expected: at, facts };
            match self.store.append(Batch::new(vec![append]).map_err(broken)?).await? {
                Outcome::Appended(_) | Outcome::Repeated(_) => return Ok(next),
                Outcome::Conflict(_) | Outcome::Overtaken(_) => {}
            }
        }
        Err(broken("too many are at this payment"))
    }

    async fn read(&self, stream: &StreamName) -> Result<(Version, PaymentStanding), PortError> {
        let entries = self.store.read_stream(stream, Version::NONE, MOST).await.map_err(broken)?;
        let Some(last) = entries.last() else { return Ok((Version::NONE, PaymentStanding::Unknown)) };
        let changed: Changed = serde_json::from_str(&last.fact.payload).map_err(broken)?;
        Ok((last.version, changed.standing))
    }

    fn fact(&self, changed: Changed) -> Result<Fact, PortError> {
        Ok(Fact {
            id: self.entropy.uuid(),
            kind: Kind::parse(CHANGED).map_err(broken)?,
            schema: 1,
            at: self.entropy.now(),
            actor: None,
            correlation: changed.payment,
            causation: None,
            trace: None,
            payload: serde_json::to_string(&changed).map_err(broken)?.into(),
        })
    }
}

fn stream(payment: Uuid) -> Result<StreamName, PortError> {
    StreamName::parse(&format!("trial:{payment}")).map_err(broken)
}

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> PortError {
    PortError::new("test provider", error)
}
