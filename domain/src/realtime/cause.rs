//! Why something changed: who asked, when, in which trace.
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::AccountId;

/// A W3C trace context, as in the `traceparent` header: `00-TRACE-SPAN-FLAGS`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceContext(String);

impl TraceContext {
    /// Takes a well-formed version 00 header; anything else is no trace.
    /// <https://www.w3.org/TR/trace-context/#traceparent-header>
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        let parts: Vec<&str> = header.split('-').collect();
        let hex = |part: &str, len| {
            part.len() == len && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        let zero = |part: &str| part.bytes().all(|b| b == b'0');
        match parts[..] {
            ["00", trace, span, flags]
                if hex(trace, 32) && hex(span, 16) && hex(flags, 2) && !zero(trace) && !zero(span) =>
            {
                Some(Self(header.to_owned()))
            }
            _ => None,
        }
    }

    /// The header value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a request comes from: given by whoever received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// On whose behalf; nobody's for a registration.
    pub actor: Option<AccountId>,
    /// The request that everything which follows belongs to.
    pub correlation: Uuid,
    /// The event that led to this, when one did.
    pub causation: Option<Uuid>,
    /// The trace that the request belongs to.
    pub trace: Option<TraceContext>,
}

impl Origin {
    /// The circumstances of one change: `id` seeds the ids of its events.
    #[must_use]
    pub fn cause(&self, id: Uuid, at: Timestamp) -> Cause {
        Cause { id, at, origin: self.clone() }
    }
}

/// The circumstances of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The id of its first event; those of further ones follow from it.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub origin: Origin,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_well_formed_traceparent_is_a_trace() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(TraceContext::parse(good).unwrap().as_str(), good);
        for bad in
            ["", "00", &good.to_uppercase(), &good.replace("4b", "zz"), "00-0-0-0", &format!("{good}-x")]
        {
            assert_eq!(TraceContext::parse(bad), None, "{bad:?}");
        }
    }
}
