//! Starts ws-server: settings, wiring, serving, and the end.
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use clap::Command;
use mimalloc::MiMalloc;
use tokio::net::TcpListener;
use wire::serve::{Shutdown, serve};
use wire::settings::{Layers, Program, Shared, flags};
use wire::telemetry;

mod wiring;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long the end may take once all sockets were sent off.
const LAST: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ws-server: {}", wire::chain(&*error));
            ExitCode::from(2)
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let command = Command::new("ws-server")
        .version(env!("CARGO_PKG_VERSION"))
        .about("The streaming server of Rookery: websockets and server-sent events");
    let matches = flags(command, &Program::Ws.settings()).get_matches();
    let layers = Layers::gather(Program::Ws, &matches)?;
    let shared = Shared::read(&layers, Program::Ws)?;
    let metrics = telemetry::start(&shared.log);
    let shutdown = Shutdown::on_signal()?;
    let listener = TcpListener::bind(shared.listen).await?;

    let wired = wiring::wire(&layers, &shared).await?;
    let streaming = wired.streaming;
    tokio::spawn(metrics.clone().keep());
    tokio::spawn(wired.keys.keep_up());
    tokio::spawn(ws_server::keep_fed(streaming.clone(), wired.queue, wired.entropy));
    tokio::spawn(streaming.clone().keep_count());
    shutdown.spawn(streaming.clone().drain(shutdown.clone(), shared.drain));
    tracing::info!(listen = %shared.listen, "ws-server listens");
    let router = ws_server::router(streaming, wired.readiness, metrics);
    serve(listener, router, shared.limits, &shutdown).await;
    shutdown.drained(shared.drain + LAST).await;
    Ok(())
}
