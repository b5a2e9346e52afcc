//! Starts rookery: settings, wiring, serving, and the end.
#![doc = include_str!("../README.md")]
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use api_server::{App, cli, demo, duties};
use clap::{CommandFactory, FromArgMatches, Parser};
use mimalloc::MiMalloc;
use tokio::net::TcpListener;
use wire::serve::{Shutdown, serve};
use wire::settings::{Layers, Program, Secret, Shared, flags, table};
use wire::telemetry;

mod wiring;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Your community's own server in one process: REST, sockets and the web UI over one SQLite file.
#[derive(Parser)]
#[command(name = "rookery", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<cli::Command>,
}

/// How long the end may take once all sockets were sent off.
const LAST: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> ExitCode {
    match Box::pin(run()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rookery: {}", wire::chain(&*error));
            ExitCode::from(2)
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let matches = flags(Cli::command(), &Program::Rookery.settings()).get_matches();
    let layers = Layers::gather(Program::Rookery, &matches)?;
    let shared = Shared::read(&layers, Program::Rookery)?;
    let metrics = telemetry::start(&shared.log);
    if let Some(command) = Cli::from_arg_matches(&matches)?.command {
        let wired = wiring::wire(&layers, &shared).await?;
        println!("{}", command.run(&wired.use_cases, &shared.links).await?);
        return Ok(());
    }
    let shutdown = Shutdown::on_signal()?;
    let listener = TcpListener::bind(shared.listen).await?;
    let wired = wiring::wire(&layers, &shared).await?;
    let entropy = wired.use_cases.entropy.clone();
    let streaming = wired.streaming.clone();
    tokio::spawn(metrics.clone().keep());
    tokio::spawn(wired.use_cases.keys.clone().keep_up());
    tokio::spawn(wired.use_cases.shop.clone().keep_up());
    tokio::spawn(ws_server::keep_fed(streaming.clone(), wired.queue.clone(), entropy));
    tokio::spawn(streaming.clone().keep_count());
    shutdown.spawn(streaming.clone().drain(shutdown.clone(), shared.drain));
    if layers.read(&table::DEMO)? {
        let (limit, links) = (shared.about.text_limit(), shared.links.clone());
        let mailed = layers.find::<Secret>(&table::SMTP_URL)?.is_some();
        tokio::spawn(demo::live(wired.use_cases.clone(), limit, shared.listen, links, mailed));
    }
    let duties = wired.duties(&layers, &shared)?;
    let readiness = duties.noted_in(wired.readiness());
    let at_work = duties::AtWork::start(wired.relay(), duties);
    let payments = wired.use_cases.shop.taker().unwrap_or("nobody");
    tracing::info!(listen = %shared.listen, payments, "rookery listens");
    let app = App::new(wired.use_cases.clone(), &shared, readiness, metrics);
    let router = ws_server::in_front_of(api_server::router(app), streaming);
    serve(listener, router, shared.limits, &shutdown).await;
    shutdown.drained(shared.drain + LAST).await;
    at_work.stop().await;
    wired.use_cases.shop.keep().await;
    Ok(())
}
