//! Logs, metrics, and what becomes of a panic. Nothing here ever sees a header, a query or a body.
use std::sync::OnceLock;
use std::time::Duration;

use axum_core::body::Body;
use axum_core::response::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, LogSettings};

/// Libraries that would write headers or statements into the log at the levels that people switch on.
const QUIET: [&str; 6] = ["h2", "hyper", "hyper_util", "tungstenite", "sqlx", "lapin"];

/// What was counted and measured.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

/// Begins to log and to count: once per process. A panic is logged, counted, and ends its task alone.
pub fn start(log: &LogSettings) -> Metrics {
    let quiet = QUIET.map(|library| format!("{library}=warn")).join(",");
    // What was said comes last and so wins.
    let filter = EnvFilter::new(format!("{quiet},{}", log.filter));
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let lines =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    // A second start in one process, as tests do, keeps the first.
    let _ = match log.format {
        LogFormat::Human => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(true).try_init(),
    };
    std::panic::set_hook(Box::new(|panic| {
        metrics::counter!("panics_total").increment(1);
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.place = place, "{}", panic.payload_as_str().unwrap_or("panic"));
    }));
    Metrics::recorder()
}

impl Metrics {
    /// The recorder of this process: installed by whoever asks first.
    #[must_use]
    pub fn recorder() -> Self {
        static RECORDER: OnceLock<Metrics> = OnceLock::new();
        RECORDER
            .get_or_init(|| {
                let recorder = histograms(PrometheusBuilder::new()).build_recorder();
                let handle = recorder.handle();
                // Fails only when something else records already; then the page stays empty.
                let _ = metrics::set_global_recorder(recorder);
                Self(handle)
            })
            .clone()
    }

    /// The page of `GET /metrics`.
    #[must_use]
    pub fn answer(&self) -> Response {
        let mut response = Response::new(Body::from(self.0.render()));
        let text = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, text);
        response
    }

    /// Keeps the histograms small, for as long as the process runs.
    pub async fn keep(self) {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            self.0.run_upkeep();
        }
    }
}

fn histograms(builder: PrometheusBuilder) -> PrometheusBuilder {
    const SECONDS: [f64; 14] =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    // It refuses an empty list only.
    builder
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
        .unwrap_or_else(|_| PrometheusBuilder::new())
}
