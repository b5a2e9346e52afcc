//! Starts api-server: settings, wiring, serving, and the end.
use std::error::Error;
use std::process::ExitCode;

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

/// The API server of Rookery: REST, accounts and the web UI.
#[derive(Parser)]
#[command(name = "api-server", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<cli::Command>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match Box::pin(run()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("api-server: {}", wire::chain(&*error));
            ExitCode::from(2)
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let matches = flags(Cli::command(), &Program::Api.settings()).get_matches();
    let layers = Layers::gather(Program::Api, &matches)?;
    let shared = Shared::read(&layers, Program::Api)?;
    let metrics = telemetry::start(&shared.log);
    if let Some(command) = Cli::from_arg_matches(&matches)?.command {
        let wired = wiring::wire(&layers, &shared).await?;
        println!("{}", command.run(&wired.use_cases, &shared.links).await?);
        return Ok(());
    }
    let shutdown = Shutdown::on_signal()?;
    let listener = TcpListener::bind(shared.listen).await?;
    let wired = wiring::wire(&layers, &shared).await?;
    let carrying = wired.carrying(&layers, &shared)?;
    tokio::spawn(metrics.clone().keep());
    tokio::spawn(carrying.hearing.run());
    tokio::spawn(wired.use_cases.keys.clone().keep_up());
    tokio::spawn(wired.use_cases.shop.clone().keep_up());
    if layers.read(&table::DEMO)? {
        let (limit, links) = (shared.about.text_limit(), shared.links.clone());
        let mailed = layers.find::<Secret>(&table::SMTP_URL)?.is_some();
        tokio::spawn(demo::live(wired.use_cases.clone(), limit, shared.listen, links, mailed));
    }
    let at_work = duties::AtWork::start(carrying.relay, carrying.duties);
    let payments = wired.use_cases.shop.taker().unwrap_or("nobody");
    tracing::info!(listen = %shared.listen, payments, "api-server listens");
    let shop = wired.use_cases.shop.clone();
    let app = App::new(wired.use_cases, &shared, carrying.readiness, metrics);
    serve(listener, api_server::router(app), shared.limits, &shutdown).await;
    shutdown.drained(shared.drain).await;
    at_work.stop().await;
    shop.keep().await;
    Ok(())
}
