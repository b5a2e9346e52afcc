//! What is to be published later, on the wire.
use std::time::Duration;

use adapter_local::SystemEntropy;
use serde_json::{Value, json};
use service::Entropy;

use super::refusals::{accepted, no_answer};
use super::{OverTheWire, ask};
use crate::drive::{Answer, Part, Reader};

const PLANS: &str = "/api/v1/scheduled_statuses";

impl OverTheWire {
    pub(super) async fn plan_it(&self, by: Reader<'_>, text: &str, minutes: u32) -> Answer<Vec<String>> {
        let due = SystemEntropy.now() + Duration::from_secs(u64::from(minutes) * 60);
        let body = json!({ "status": text, "visibility": "public", "scheduled_at": due.to_string() });
        self.post(by, "/api/v1/statuses", body).await?;
        Ok(texts(&self.planned(by).await?))
    }

    pub(super) async fn unplan_last(&self, by: Reader<'_>) -> Answer<Vec<String>> {
        if let Some(id) = self.planned(by).await?[0]["id"].as_str() {
            let reply = self.rest().delete(&format!("{PLANS}/{id}"), ask(by)).await;
            accepted(reply.map_err(|error| no_answer(&error))?)?;
        }
        Ok(texts(&self.planned(by).await?))
    }

    async fn planned(&self, by: Reader<'_>) -> Answer<Value> {
        Ok(self.get(by, PLANS, Part::default()).await?.body)
    }
}

fn texts(plans: &Value) -> Vec<String> {
    let text = |plan: &Value| plan["params"]["text"].as_str().unwrap_or_default().to_owned();
    plans.as_array().into_iter().flatten().map(text).collect()
}
