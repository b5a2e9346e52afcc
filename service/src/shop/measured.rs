//! How the models are, in figures.
use std::time::Duration;

use domain::Timestamp;
use sourcing::{Head, Position, Progress, Reading, Watched};
use tokio::time::timeout;

use super::Shop;

/// How long the store is waited for by those who only want figures.
const PATIENCE: Duration = Duration::from_secs(1);

impl Shop {
    /// Puts the figures of all models and bridges to the others that the server shows.
    pub async fn measure(&self) {
        let head = timeout(PATIENCE, self.store.head()).await.ok().and_then(Result::ok);
        for model in self.models.iter() {
            self.measure_model(&**model, head);
        }
        let Some(head) = head else { return };
        if let Ok(Ok(marks)) = timeout(PATIENCE, self.store.marks()).await {
            for (name, at) in marks {
                follower(name.as_str(), at, head);
            }
        }
    }

    fn measure_model(&self, model: &dyn Watched, head: Option<Head>) {
        let labels = [("model", model.name())];
        let Progress { shown, stopped, copies, applied, writes, writing, .. } = model.pace().progress();
        let Reading { reads, timed, took } = model.pace().reading();
        metrics::gauge!("rookery_model_position", &labels).set(float(shown.number()));
        metrics::gauge!("rookery_model_stopped", &labels).set(f64::from(u8::from(stopped.is_some())));
        metrics::gauge!("rookery_model_size", &labels).set(float(model.size() as u64));
        metrics::counter!("rookery_model_events_applied_total", &labels).absolute(applied);
        metrics::counter!("rookery_model_copies_total", &labels).absolute(copies);
        metrics::counter!("rookery_model_writes_total", &labels).absolute(writes);
        metrics::counter!("rookery_model_write_microseconds_total", &labels).absolute(micros(writing));
        metrics::counter!("rookery_model_reads_total", &labels).absolute(reads);
        metrics::counter!("rookery_model_timed_reads_total", &labels).absolute(timed);
        metrics::counter!("rookery_model_timed_read_microseconds_total", &labels).absolute(micros(took));
        if let Some(head) = head {
            let lag = head.position.number().saturating_sub(shown.number());
            metrics::gauge!("rookery_model_lag_events", &labels).set(float(lag));
        }
        let kept = self.kept.kept_at(model.name()).and_then(|at| Timestamp::try_from(at).ok());
        if let Some(kept) = kept {
            let age = self.entropy.now().duration_since(kept).as_secs_f64();
            metrics::gauge!("rookery_model_snapshot_age_seconds", &labels).set(age.max(0.0));
        }
    }
}

/// How far somebody has come who follows the store: a bridge to others, or what has an effect on the world outside.
fn follower(mark: &str, at: Position, head: Head) {
    let (at, lag) = (float(at.number()), float(head.position.number().saturating_sub(at.number())));
    if let Some(bridge) = mark.strip_prefix("bridge:") {
        let labels = [("bridge", bridge.to_owned())];
        metrics::gauge!("rookery_bridge_position", &labels).set(at);
        metrics::gauge!("rookery_bridge_lag_events", &labels).set(lag);
    } else if let Some(effect) = mark.strip_prefix("effect:") {
        let labels = [("effect", effect.to_owned())];
        metrics::gauge!("rookery_effect_position", &labels).set(at);
        metrics::gauge!("rookery_effect_lag_events", &labels).set(lag);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
fn float(count: u64) -> f64 {
    count as f64
}
